// The noise of a cheap camera, for scenes that have none: the same for the same seed everywhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/video/denoise.h"

namespace roundoff {

// Independent from channel to channel, nearly normal, 0 in the mean.
class SensorNoise {
 public:
  // `sigma` is the standard deviation in levels.
  SensorNoise(double sigma, uint64_t seed);

  // Adds the noise of the next frame, cut off at 0 and 255. Alpha becomes 255.
  void add_to(std::span<Rgba> frame);

 private:
  std::vector<int8_t> levels_;  // drawn once; each run of pixels reads them from a place of its own
  uint64_t state_;
};

}  // namespace roundoff
