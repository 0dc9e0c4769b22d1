#include "roundoff/linear/flips.h"

namespace roundoff::linear {

void move_ref(const Flips& flips, std::span<const float> row, float by) {
  for (size_t j = 0; j < row.size(); ++j) {
    flips.gradient[j] += by * row[j];
    flips.change[j] = flips.step[j] * (2 * flips.gradient[j] + flips.step[j] * flips.curvature[j]);
  }
}

Flip best_flip_ref(const Flips& flips, std::span<const float> row, float by) {
  Flip best;
  for (size_t j = 0; j < row.size(); ++j) {
    const float change = flips.change[j] + by * flips.step[j] * row[j];
    if (j == 0 || change < best.change) best = {j, change};
  }
  return best;
}

}  // namespace roundoff::linear
