#include "roundoff/measure/tensor.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "roundoff/measure/tensor_sums.h"

namespace roundoff {
namespace {

double total(const ErrorSums::Parts& parts) { return std::accumulate(parts.begin(), parts.end(), 0.0); }

TensorError result(const ErrorSums& sums, size_t values) {
  TensorError e;
  e.zeros = sums.zeros;
  e.not_finite = sums.not_finite;
  const double clipped = total(sums.clipped);
  const double rounded = total(sums.rounded);
  const double squared = clipped + rounded;
  const double xx = total(sums.xx);
  const double yy = total(sums.yy);
  e.sqnr_db = squared == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(xx / squared);
  if (xx > 0 && yy > 0) {
    e.cosine = std::clamp(total(sums.xy) / (std::sqrt(xx) * std::sqrt(yy)), -1.0, 1.0);
  } else {
    e.cosine = xx == yy ? 1 : 0;
  }
  const size_t count = values - sums.not_finite;
  if (count == 0) return e;
  const auto n = static_cast<double>(count);
  e.mae = total(sums.absolute) / n;
  e.clip_mse = clipped / n;
  e.round_mse = rounded / n;
  e.mse = squared / n;
  e.mre = count == sums.zeros ? 0 : total(sums.relative) / static_cast<double>(count - sums.zeros);
  e.max_abs = *std::max_element(sums.largest.begin(), sums.largest.end());
  return e;
}

// Pairs on their way into sums, a chunk at a time, each with its slice's range beside it.
class Pairs {
 public:
  Pairs(std::span<const float> before, std::span<const float> after) : before_(before), after_(after) {}

  // The next `size` values share a range.
  void add(size_t size, Range range) {
    while (size > 0) {
      const size_t part = std::min(size, kMostErrors - filled_);
      std::fill_n(low_.begin() + static_cast<std::ptrdiff_t>(filled_), part, range.min);
      std::fill_n(high_.begin() + static_cast<std::ptrdiff_t>(filled_), part, range.max);
      filled_ += part;
      size -= part;
      if (filled_ == kMostErrors) flush();
    }
  }

  // The next values have a range each.
  void add(std::span<const Range> ranges) {
    for (const Range& range : ranges) {
      low_[filled_] = range.min;
      high_[filled_] = range.max;
      if (++filled_ == kMostErrors) flush();
    }
  }

  TensorError error() {
    flush();
    return result(sums_, before_.size());
  }

 private:
  void flush() {
    const std::span<const float> low(low_);
    const std::span<const float> high(high_);
    add_errors(before_.subspan(begin_, filled_), after_.subspan(begin_, filled_), low.first(filled_),
               high.first(filled_), sums_);
    begin_ += filled_;
    filled_ = 0;
  }

  std::span<const float> before_;
  std::span<const float> after_;
  size_t begin_ = 0;   // of the chunk
  size_t filled_ = 0;  // values of the chunk that have their range
  std::array<float, kMostErrors> low_;
  std::array<float, kMostErrors> high_;
  ErrorSums sums_;
};

}  // namespace

TensorError tensor_error(std::span<const float> before, std::span<const float> after) {
  assert(before.size() == after.size());
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Pairs pairs(before, after);
  pairs.add(before.size(), {-kInfinity, kInfinity});
  return pairs.error();
}

TensorError tensor_error(const Tensor& before, std::span<const float> after, const Slicing& slicing,
                         std::span<const Range> ranges) {
  assert(before.size() == after.size());
  const Result<Slices> slices = Slices::of(before.shape, slicing);
  assert(slices.ok() && slices->count() == ranges.size());
  Pairs pairs(before.values, after);
  if (slices->run_size() == 1) {
    for (size_t i = 0; i < before.size(); i += ranges.size()) pairs.add(ranges);
  } else {
    slices->for_each_run([&](size_t slice, size_t, size_t size) { pairs.add(size, ranges[slice]); });
  }
  return pairs.error();
}

double effective_bits(size_t bytes, size_t values) {
  return values == 0 ? 0 : 8 * static_cast<double>(bytes) / static_cast<double>(values);
}

}  // namespace roundoff
