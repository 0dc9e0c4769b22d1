#include "roundoff/measure/picture.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "roundoff/color/oklab.h"

namespace roundoff {
namespace {}  // namespace

double mean_squared_error(Span2D<const Rgb8> before, Span2D<const Rgb8> after) {
  assert(before.height() == after.height() && before.width() == after.width() && before.size() > 0);
  uint64_t sum = 0;
  const auto p = before.flat();
  const auto q = after.flat();
  for (size_t i = 0; i < p.size(); ++i) sum += static_cast<uint64_t>(squared_distance(p[i], q[i]));
  return static_cast<double>(sum) / static_cast<double>(p.size());
}

double psnr_db(double mse) {
  if (mse == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(255.0 * 255.0 * 3 / mse);
}

DeltaE delta_e(std::span<const Rgb8> before, std::span<const Rgb8> after, std::span<const uint32_t> counts) {
  assert(before.size() == after.size() && !before.empty());
  assert(counts.empty() || counts.size() == before.size());
  DeltaE result;
  double sum = 0;
  double pixels = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    const double weight = counts.empty() ? 1 : counts[i];
    pixels += weight;
    if (before[i] == after[i]) continue;
    const double d = distance(to_oklab(before[i]), to_oklab(after[i]));
    sum += weight * d;
    result.max = std::max(result.max, d);
  }
  result.mean = sum / pixels;
  return result;
}

}  // namespace roundoff
