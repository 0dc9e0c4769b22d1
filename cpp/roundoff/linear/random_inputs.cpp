#include "roundoff/linear/random_inputs.h"

#include <algorithm>
#include <cmath>

#include "roundoff/base/normal.h"

namespace roundoff::linear {

std::vector<float> random_inputs(size_t samples, size_t features, uint64_t seed) {
  constexpr double kCorrelation = 0.9;
  const double fresh = std::sqrt(1 - kCorrelation * kCorrelation);  // keeps the variance at 1
  Normal normal(seed);
  std::vector<float> inputs(samples * features);
  auto out = inputs.begin();
  for (size_t sample = 0; sample < samples; ++sample) {
    double g = 0;
    for (size_t feature = 0; feature < features; ++feature) {
      g = feature == 0 ? normal.next() : kCorrelation * g + fresh * normal.next();
      *out++ = static_cast<float>(std::max(g, 0.0));
    }
  }
  return inputs;
}

}  // namespace roundoff::linear
