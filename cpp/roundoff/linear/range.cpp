#include "roundoff/linear/range.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <vector>

#include "roundoff/base/random.h"
#include "roundoff/base/rescaled.h"

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
constexpr size_t kFinalists = 8;
constexpr size_t kSampled = 4096;

// Many values stood for by fewer: all those of large magnitude, since few of them may decide, and a sample of the rest.
class Sample {
 public:
  explicit Sample(std::span<const float> values) {
    // One of each stretch, at random, since tensors have rows that a regular step would fall in with.
    Random random(1);
    const size_t stretch = values.size() / kSampled;
    for (size_t i = 0; i + stretch <= values.size(); i += stretch) {
      const float x = values[i + random.below(stretch)];
      if (std::isfinite(x)) body_.push_back(x);
    }
    if (body_.empty()) return;
    const auto cut = body_.begin() + static_cast<std::ptrdiff_t>(body_.size() * 99 / 100);
    const auto smaller = [](float x, float y) { return std::abs(x) < std::abs(y); };
    std::nth_element(body_.begin(), cut, body_.end(), smaller);
    const float large = std::abs(*cut);
    std::erase_if(body_, [&](float x) { return std::abs(x) > large; });
    for (const float x : values) {
      if (std::abs(x) > large && std::isfinite(x)) tail_.push_back(x);
    }
    weight_ = static_cast<double>(values.size() - tail_.size()) / static_cast<double>(body_.size());
  }

  double squared_error(const Parameters& p) const {
    const auto error = [&](const std::vector<float>& part) {
      return linear::squared_error(part, p, Known::kFinite);
    };
    return error(tail_) + weight_ * error(body_);
  }

 private:
  std::vector<float> body_;
  std::vector<float> tail_;
  double weight_ = 0;
};

// Looks for the shares with the least error.
class ClipSearch {
 public:
  ClipSearch(std::span<const float> values, Known known, Range whole, const Options& options)
      : values_(values), known_(known), whole_(whole), options_(options) {
    if (values.size() > 2 * kSampled) sample_.emplace(values);
    error_ = squared_error(values_, parameters_of(kClips, kClips), known_);
  }

  // Moves one end or both to the same share. Where there are many values a sample says which shares are worth a try.
  void move(bool move_low, bool move_high) {
    struct Try {
      int low;
      int high;
      double estimate;
    };
    std::vector<Try> tries;
    for (int share = kClips; share > 0; --share) {
      Try next{move_low ? share : low_, move_high ? share : high_, 0};
      if (sample_) next.estimate = sample_->squared_error(parameters_of(next.low, next.high));
      tries.push_back(next);
    }
    if (sample_) {
      std::partial_sort(
          tries.begin(), tries.begin() + kFinalists, tries.end(), [](const Try& a, const Try& b) {
            return a.estimate != b.estimate ? a.estimate < b.estimate : a.low + a.high > b.low + b.high;
          });
      tries.resize(kFinalists);
    }
    for (const auto& [low, high, estimate] : tries) {
      const double found = squared_error(values_, parameters_of(low, high), known_);
      if (found >= error_) continue;
      error_ = found;
      low_ = low;
      high_ = high;
    }
  }

  Range best() const { return range(low_, high_); }

 private:
  Range range(int low, int high) const {
    const auto share = [](int parts) { return static_cast<float>(parts) / kClips; };
    return {whole_.min * share(low), whole_.max * share(high)};
  }
  Parameters parameters_of(int low, int high) const {
    return parameters(range(low, high), options_.mode, options_.bits);
  }

  std::span<const float> values_;
  Known known_;
  Range whole_;
  const Options& options_;
  std::optional<Sample> sample_;
  int low_ = kClips;
  int high_ = kClips;
  double error_ = 0;
};

// Both ends together, then, where they are free of each other, each alone: a few dozen clips rather than all pairs.
Range mse_range(std::span<const float> values, const Scan& found, const Options& options) {
  const Range whole = spread(found.range, options.mode);
  const Rescaled usual(values, std::max(-whole.min, whole.max));
  ClipSearch search(usual.values(), found.known(), {usual.of(whole.min), usual.of(whole.max)}, options);
  search.move(true, true);
  if (options.mode == Mode::kAsymmetric) {
    search.move(true, false);
    search.move(false, true);
  }
  const Range best = search.best();
  return {usual.back(best.min), usual.back(best.max)};
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
      return mse_range(values, found, options);
    case RangeRule::kFixed:
      return options.range.fixed;
    default:
      return found.range;
  }
}

}  // namespace roundoff::linear
