#include "roundoff/video/sticky.h"

#include <cassert>
#include <cmath>

namespace roundoff {
// A point t beyond the middle between a and b, towards b, has |x − a|² − |x − b|² = 2 t |a − b|.
std::vector<int32_t> stickiness(std::span<const Rgb8> palette, double margin) {
  std::vector<int32_t> differences;
  for (const Rgb8 a : palette) {
    for (const Rgb8 b : palette) {
      const double apart = std::sqrt(static_cast<double>(squared_distance(a, b)));
      differences.push_back(static_cast<int32_t>(2 * margin * apart + 0.5));
    }
  }
  return differences;
}

size_t assign_pixels_ref(std::span<const Rgba> pixels, std::span<const Rgb8> palette,
                         std::span<const int32_t> stickiness, std::span<uint8_t> indices) {
  assert(!palette.empty() && palette.size() <= kMaxEntries && pixels.size() == indices.size());
  size_t changed = 0;
  for (size_t i = 0; i < pixels.size(); ++i) {
    const Rgb8 color = color_of(pixels[i]);
    size_t nearest = 0;
    for (size_t j = 1; j < palette.size(); ++j) {
      if (squared_distance(color, palette[j]) < squared_distance(color, palette[nearest])) nearest = j;
    }
    const size_t had = indices[i];
    const bool moved = (pixels[i] & kMoved) == kMoved;
    if (!moved && had < palette.size()) {
      const int farther = squared_distance(color, palette[had]) - squared_distance(color, palette[nearest]);
      if (farther <= stickiness[had * palette.size() + nearest]) nearest = had;
    }
    changed += had != nearest ? 1 : 0;
    indices[i] = static_cast<uint8_t>(nearest);
  }
  return changed;
}

}  // namespace roundoff
