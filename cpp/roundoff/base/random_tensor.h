// Tensors to try things on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace roundoff {

struct RandomTensorOptions {
  uint64_t seed = 1;
  size_t outliers = 0;  // at most as many as there are values
  float outlier_scale = 10;
};

// `count` values, normal with mean 0 and variance 1, of which `outliers`, equally likely to be anywhere, are
// outlier_scale times as large. The same numbers on every machine, and without outliers the same as with them.
std::vector<float> random_tensor(size_t count, const RandomTensorOptions& options);

}  // namespace roundoff
