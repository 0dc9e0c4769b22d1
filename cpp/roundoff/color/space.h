// The colour spaces that palettes can be clustered in, as whole-number coordinates.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "roundoff/color/rgb.h"

namespace roundoff {

enum class ColorSpace : uint8_t { kSrgb, kLinear, kOklab };

// "srgb", "linear" or "oklab".
std::optional<ColorSpace> parse_color_space(std::string_view name);

// Fixed-point coordinates of a colour: sums of them are exact in any order, which is what makes palettes the same
// on every machine. sRGB: levels 0 … 255. Linear and Oklab: multiples of 1 / 65535.
std::array<int32_t, 3> to_coordinates(Rgb8 color, ColorSpace space);

// What one unit of coordinate is worth: 1 for sRGB (so inertia is in squared levels), 1 / 65535 for the others.
double coordinate_unit(ColorSpace space);

// The sRGB colour nearest to a point between coordinates (a centroid, say), clipped to 0 … 255.
Rgb8 from_coordinates(const std::array<float, 3>& point, ColorSpace space);

}  // namespace roundoff
