// The range of a layer's inputs, taken from a few batches that stand for what it will see.
#pragma once

#include <span>
#include <vector>

#include "roundoff/linear/kernels.h"
#include "roundoff/linear/linear.h"

namespace roundoff::linear {

// Shown one batch after another. Only finite values count.
class Calibration {
 public:
  // kMinMax keeps the running extremes. kPercentile and kMse look at all batches together, and so keep their values.
  // kFixed does not look.
  explicit Calibration(RangeOptions range = {}) : range_(range) {}

  void add(std::span<const float> batch);

  // {0, 0} where nothing finite was seen. `mode` and `bits` matter to kMse alone.
  Range range(Mode mode = Mode::kAsymmetric, int bits = 8) const;

  // How activations become integers: asymmetric for int8 activations, as the notes advise.
  Parameters parameters(Mode mode = Mode::kAsymmetric, int bits = 8) const;

 private:
  RangeOptions range_;
  bool any_ = false;
  Range seen_;
  std::vector<float> values_;
};

}  // namespace roundoff::linear
