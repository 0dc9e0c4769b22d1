// Which palette entry each pixel wears, with a memory: a pixel keeps its entry until another is clearly nearer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/color/rgb.h"
#include "roundoff/video/denoise.h"

namespace roundoff {

inline constexpr size_t kMaxEntries = 64;

// How much nearer another entry must be, as a difference of squared distances in levels: for entries a and b at
// [a · entries + b]. A plane lies midway between the two; the pixel has to be `margin` levels beyond it.
std::vector<int32_t> stickiness(std::span<const Rgb8> palette, double margin);

// For each pixel the entry nearest to it (ties go to the lowest), unless it has not moved (its alpha is not kMoved) and
// the entry that it had in `indices` is at most stickiness farther in squared distance. 1 ≤ palette.size() ≤ kMaxEntries;
// an index beyond the palette is not kept. Returns how many indices are others than before.
size_t assign_pixels(std::span<const Rgba> pixels, std::span<const Rgb8> palette,
                     std::span<const int32_t> stickiness, std::span<uint8_t> indices);
size_t assign_pixels_ref(std::span<const Rgba> pixels, std::span<const Rgb8> palette,
                         std::span<const int32_t> stickiness, std::span<uint8_t> indices);

}  // namespace roundoff
