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

// A clip keeps a share of each end of the range, in parts of kClips.
constexpr int kClips = 128;
constexpr int kCoarse = 8;

// Looks for the shares with the least error.
class ClipSearch {
 public:
  ClipSearch(std::span<const float> values, Range whole, const Options& options)
      : values_(values), whole_(whole), options_(options), error_(error(kClips, kClips)) {}

  // Moves one end or both to the same share: to every kCoarse-th, and then with half the step again and again around
  // the best yet.
  void move(bool low, bool high) {
    const auto attempt = [&](int share) {
      if (share >= 1 && share <= kClips) consider(low ? share : low_, high ? share : high_);
    };
    for (int share = kClips; share > 0; share -= kCoarse) attempt(share);
    for (int step = kCoarse / 2; step > 0; step /= 2) {
      const int middle = low ? low_ : high_;
      attempt(middle + step);
      attempt(middle - step);
    }
  }

  Range best() const { return range(low_, high_); }

 private:
  Range range(int low, int high) const {
    const auto share = [](int parts) { return static_cast<float>(parts) / kClips; };
    return {whole_.min * share(low), whole_.max * share(high)};
  }
  double error(int low, int high) const {
    return squared_error(values_, parameters(range(low, high), options_.mode, options_.bits));
  }
  void consider(int low, int high) {
    const double found = error(low, high);
    if (found >= error_) return;
    error_ = found;
    low_ = low;
    high_ = high;
  }

  std::span<const float> values_;
  Range whole_;
  const Options& options_;
  int low_ = kClips;
  int high_ = kClips;
  double error_;
};

// Both ends together, then, where they are free of each other, each alone: a few dozen clips rather than all pairs.
Range mse_range(std::span<const float> values, Range found, const Options& options) {
  ClipSearch search(values, spread(found, options.mode), options);
  search.move(true, true);
  if (options.mode == Mode::kAsymmetric) {
    search.move(true, false);
    search.move(false, true);
  }
  return search.best();
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
