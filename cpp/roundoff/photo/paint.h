// Palette indices back to pixels.
#pragma once

#include <cstdint>
#include <span>

#include "roundoff/color/rgb.h"

namespace roundoff {

// The colour of each index, opaque: rgba has 4 bytes an index. Every index is below the palette's size.
void paint_indexed(std::span<const uint8_t> indices, std::span<const Rgb8> palette, std::span<uint8_t> rgba);

// Colours as opaque RGBA bytes: rgba has 4 bytes a colour.
void paint_rgb(std::span<const Rgb8> colors, std::span<uint8_t> rgba);

}  // namespace roundoff
