#include "roundoff/measure/histogram.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace roundoff {
namespace {

constexpr float kLargest = std::numeric_limits<float>::max();
constexpr float kSmallestNormal = std::numeric_limits<float>::min();

Range widened(Range range) {
  if (range.min < range.max) return range;
  const float x = range.min;
  const float half = x == 0 ? 0.5F : std::max(std::abs(x) / 2, kSmallestNormal);
  return {std::max(x - half, -kLargest), std::min(x + half, kLargest)};
}

// Where values go: the bins, and behind them three more for what is below, above and not finite.
class Bins {
 public:
  Bins(Range range, size_t bins)
      : low_(range.min),
        high_(range.max),
        min_(static_cast<double>(range.min)),
        per_unit_(static_cast<double>(bins) / (static_cast<double>(range.max) - min_)),
        last_(static_cast<double>(bins - 1)),
        bins_(static_cast<int32_t>(bins)) {}

  int32_t of(float x) const {
    // Clamped before it becomes an integer; what NaN becomes is replaced below.
    const double place = (static_cast<double>(x) - min_) * per_unit_;
    int32_t bin = static_cast<int32_t>(place > 0 ? (place < last_ ? place : last_) : 0);
    bin = x < low_ ? bins_ : bin;
    bin = x > high_ ? bins_ + 1 : bin;
    return std::abs(x) <= kLargest ? bin : bins_ + 2;
  }

  static constexpr size_t kBeside = 3;

 private:
  float low_;
  float high_;
  double min_;
  double per_unit_;
  double last_;
  int32_t bins_;
};

Histogram result(Range range, const std::vector<uint32_t>& counts) {
  const size_t bins = counts.size() - Bins::kBeside;
  Histogram h;
  h.range = range;
  h.counts.assign(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(bins));
  h.below = counts[bins];
  h.above = counts[bins + 1];
  h.not_finite = counts[bins + 2];
  return h;
}

Range finite_range(std::span<const float> values) {
  float low = kLargest;
  float high = -kLargest;
  for (const float x : values) {
    const bool finite = std::abs(x) <= kLargest;
    low = std::min(low, finite ? x : kLargest);
    high = std::max(high, finite ? x : -kLargest);
  }
  return low <= high ? Range{low, high} : Range{};
}

template <class Integer>
std::vector<uint32_t> count(std::span<const Integer> integers, int min, int max) {
  assert(min <= max);
  std::vector<uint32_t> counts(static_cast<size_t>(max - min + 1));
  for (const Integer q : integers) {
    assert(min <= q && q <= max);
    ++counts[static_cast<size_t>(q - min)];
  }
  return counts;
}

}  // namespace

Histogram histogram_ref(std::span<const float> values, size_t bins, Range range) {
  assert(bins > 0 && range.min <= range.max);
  range = widened(range);
  const Bins where(range, bins);
  std::vector<uint32_t> counts(bins + Bins::kBeside);
  for (const float x : values) ++counts[static_cast<size_t>(where.of(x))];
  return result(range, counts);
}

// Places first, since that loop has no branch and no memory to wait for; then counts, in two tables by turns, since
// neighbours in a tensor are often alike and a count cannot be raised again before it is written.
Histogram histogram(std::span<const float> values, size_t bins, Range range) {
  assert(bins > 0 && range.min <= range.max);
  range = widened(range);
  const Bins where(range, bins);
  std::vector<uint32_t> counts(bins + Bins::kBeside);
  std::vector<uint32_t> others(counts.size());
  constexpr size_t kChunk = 1024;
  std::array<int32_t, kChunk> places;
  for (size_t begin = 0; begin < values.size(); begin += kChunk) {
    const auto chunk = values.subspan(begin, std::min(kChunk, values.size() - begin));
    for (size_t i = 0; i < chunk.size(); ++i) places[i] = where.of(chunk[i]);
    size_t i = 0;
    for (; i + 2 <= chunk.size(); i += 2) {
      ++counts[static_cast<size_t>(places[i])];
      ++others[static_cast<size_t>(places[i + 1])];
    }
    if (i < chunk.size()) ++counts[static_cast<size_t>(places[i])];
  }
  for (size_t i = 0; i < counts.size(); ++i) counts[i] += others[i];
  return result(range, counts);
}

Histogram histogram(std::span<const float> values, size_t bins) {
  return histogram(values, bins, finite_range(values));
}

Histogram error_histogram(std::span<const float> before, std::span<const float> after, size_t bins) {
  assert(before.size() == after.size());
  std::vector<float> errors(before.size());
  std::transform(before.begin(), before.end(), after.begin(), errors.begin(), std::minus<>());
  const Range range = finite_range(errors);
  const float largest = std::max(std::abs(range.min), std::abs(range.max));
  return histogram(errors, bins, {-largest, largest});
}

std::vector<uint32_t> count_integers(std::span<const int8_t> integers, int min, int max) {
  return count(integers, min, max);
}

std::vector<uint32_t> count_integers(std::span<const uint8_t> integers, int min, int max) {
  return count(integers, min, max);
}

std::vector<uint32_t> count_integers(std::span<const uint16_t> integers, int min, int max) {
  return count(integers, min, max);
}

}  // namespace roundoff
