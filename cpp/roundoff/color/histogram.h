// A photo's unique colours with their counts. Built once; every k works on it, since k-means need not look twice at
// two pixels of the same colour.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

// A colour's place in Z-order, 24 bits; its 3 n high bits name the cube of side 2⁸⁻ⁿ that the colour lies in.
uint32_t z_order(Rgb8 color);

class ColorHistogram {
 public:
  // The picture must have at least one pixel and at most 2³² − 1.
  explicit ColorHistogram(Span2D<const Rgb8> picture);

  size_t width() const { return width_; }
  size_t height() const { return height_; }
  size_t pixels() const { return color_of_pixel_.size(); }

  // Unique colours in Z-order: sorted by the high bit of R, G, B, then by the next, and so on. All colours that agree
  // in the n high bits of each channel are one run, so neighbours in colour are neighbours in memory.
  size_t size() const { return colors_.size(); }
  std::span<const Rgb8> colors() const { return colors_; }
  std::span<const uint32_t> counts() const { return counts_; }

  // For each pixel, row by row, its colour's place in colors().
  std::span<const uint32_t> color_of_pixel() const { return color_of_pixel_; }

 private:
  size_t width_;
  size_t height_;
  std::vector<Rgb8> colors_;
  std::vector<uint32_t> counts_;
  std::vector<uint32_t> color_of_pixel_;
};

}  // namespace roundoff
