#include "roundoff/measure/tensor_sums.h"

#include <algorithm>
#include <cmath>

namespace roundoff {

void add_errors_ref(std::span<const float> before, std::span<const float> after, std::span<const float> low,
                    std::span<const float> high, ErrorSums& sums) {
  for (size_t i = 0; i < before.size(); ++i) {
    if (!std::isfinite(before[i]) || !std::isfinite(after[i])) {
      ++sums.not_finite;
      continue;
    }
    const auto x = static_cast<double>(before[i]);
    const auto y = static_cast<double>(after[i]);
    const double error = std::abs(x - y);
    const bool clipped = before[i] < low[i] || before[i] > high[i];
    const size_t part = i % ErrorSums::kParts;
    sums.absolute[part] += error;
    (clipped ? sums.clipped : sums.rounded)[part] += error * error;
    sums.largest[part] = std::max(sums.largest[part], error);
    if (x == 0) {
      ++sums.zeros;
    } else {
      sums.relative[part] += error / std::abs(x);
    }
    sums.xx[part] += x * x;
    sums.yy[part] += y * y;
    sums.xy[part] += x * y;
  }
}

}  // namespace roundoff
