#include "roundoff/base/random_tensor.h"

#include <algorithm>

#include "roundoff/base/normal.h"
#include "roundoff/base/random.h"

namespace roundoff {

std::vector<float> random_tensor(size_t count, const RandomTensorOptions& options) {
  Normal normal(options.seed);
  std::vector<float> values(count);
  std::generate(values.begin(), values.end(), [&] { return static_cast<float>(normal.next()); });

  // Selection sampling (Knuth, TAOCP 3.4.2, algorithm S), with numbers of its own.
  Random choice(~options.seed);
  size_t wanted = std::min(options.outliers, count);
  for (size_t i = 0; wanted > 0; ++i) {
    if (choice.below(count - i) >= wanted) continue;
    values[i] *= options.outlier_scale;
    --wanted;
  }
  return values;
}

}  // namespace roundoff
