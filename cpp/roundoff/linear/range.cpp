#include "roundoff/linear/range.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace roundoff::linear {
namespace {

// The p-th percentile, as NumPy's default has it: between the ranks on either side of (n − 1) p / 100, linearly.
// Reorders `values`, which are not empty.
float percentile(std::vector<float>& values, double p) {
  const double rank = static_cast<double>(values.size() - 1) * p / 100;
  const auto below = static_cast<size_t>(rank);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), middle, values.end());
  const double low = static_cast<double>(*middle);
  if (below + 1 == values.size()) return *middle;
  const double high = static_cast<double>(*std::min_element(middle + 1, values.end()));
  return static_cast<float>(low + (high - low) * (rank - static_cast<double>(below)));
}

Range percentile_range(std::span<const float> values, double p) {
  std::vector<float> finite;
  finite.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
               [](float x) { return std::isfinite(x); });
  if (finite.empty()) return {};
  const float low = percentile(finite, 100 - p);
  return {low, percentile(finite, p)};
}

// A clip between 1/kClips of the range and all of it.
constexpr int kClips = 128;

struct Clip {
  Range range;
  double error;
};

// Tries shares of `whole` at the ends that are to move; the larger share wins a tie.
Clip best_clip(std::span<const float> values, const Options& options, Range whole, Clip best, bool move_min,
               bool move_max) {
  const Range start = best.range;
  for (int i = kClips; i > 0; --i) {
    const float share = static_cast<float>(i) / kClips;
    const Range range{move_min ? whole.min * share : start.min, move_max ? whole.max * share : start.max};
    const double error = squared_error(values, parameters(range, options.mode, options.bits));
    if (error < best.error) best = {range, error};
  }
  return best;
}

// Both ends together, then, where they are free of each other, each alone: a few dozen clips rather than all pairs.
Range mse_range(std::span<const float> values, Range found, const Options& options) {
  const Range whole = spread(found, options.mode);
  Clip best{whole, squared_error(values, parameters(whole, options.mode, options.bits))};
  best = best_clip(values, options, whole, best, true, true);
  if (options.mode == Mode::kAsymmetric) {
    best = best_clip(values, options, whole, best, true, false);
    best = best_clip(values, options, whole, best, false, true);
  }
  return best.range;
}

}  // namespace

Range spread(Range range, Mode mode) {
  if (mode == Mode::kAsymmetric) return {std::min(range.min, 0.0F), std::max(range.max, 0.0F)};
  const float largest = std::max(std::abs(range.min), std::abs(range.max));
  return {-largest, largest};
}

Range choose_range(std::span<const float> values, const Scan& found, const Options& options) {
  switch (options.range.rule) {
    case RangeRule::kPercentile:
      return percentile_range(values, options.range.percentile);
    case RangeRule::kMse:
      return mse_range(values, found.range, options);
    case RangeRule::kFixed:
      return options.range.fixed;
    default:
      return found.range;
  }
}

}  // namespace roundoff::linear
