// The colours of one frame, as k-means sees them: a sample of its pixels, counted in cubes.
#pragma once

#include <span>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/cluster/points.h"
#include "roundoff/video/denoise.h"

namespace roundoff {

// One point a cube of 8 × 8 × 8 levels that the frame uses, and Σ |x|² over the pixels counted.
struct FrameColors {
  PointSet points;
  double sum_of_squares = 0;
};

class FrameHistogram {
 public:
  FrameHistogram();

  // Counts about kSample pixels, at the same places in every frame of a size. The frame has at least one pixel.
  FrameColors count(Span2D<const Rgba> frame);

  static constexpr size_t kSample = size_t{1} << 16;

 private:
  struct Cube {
    uint32_t weight = 0;
    uint32_t r = 0;
    uint32_t g = 0;
    uint32_t b = 0;
  };
  std::vector<Cube> cubes_;  // in Z-order
};

}  // namespace roundoff
