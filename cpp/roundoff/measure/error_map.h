// Where one picture is far from another: the error of each pixel, and the squares in which it is worst.
#pragma once

#include <cstddef>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

struct Region {
  size_t x = 0;  // top left corner
  size_t y = 0;
  size_t size = 0;  // side in pixels
  double mean = 0;  // mean error inside
};

struct ErrorMap {
  std::vector<float> error;  // per pixel, Euclidean distance in R, G, B levels: 0 … 441.7
  double mean = 0;
  float max = 0;
};

// Both pictures have the same size and at least one pixel.
ErrorMap error_map(Span2D<const Rgb8> before, Span2D<const Rgb8> after);

// The squares of side `size` with the largest mean error, worst first, at any position: first the worst of all, then
// the worst that does not overlap it, and so on, until `count` are found, or none fits, or the rest is free of error.
// Of equals the topmost, then the leftmost is taken. `size` is clipped to the picture's shorter side.
std::vector<Region> worst_regions(Span2D<const float> error, size_t size, size_t count);

}  // namespace roundoff
