#include "roundoff/measure/tensor.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace roundoff {
namespace {

class Sums {
 public:
  void add(float before, float after, bool clipped) {
    if (!std::isfinite(before) || !std::isfinite(after)) {
      ++not_finite_;
      return;
    }
    ++count_;
    const auto x = static_cast<double>(before);
    const auto y = static_cast<double>(after);
    const double error = std::abs(x - y);
    absolute_ += error;
    (clipped ? clipped_ : rounded_) += error * error;
    max_abs_ = std::max(max_abs_, error);
    if (x == 0) {
      ++zeros_;
    } else {
      relative_ += error / std::abs(x);
    }
    xx_ += x * x;
    yy_ += y * y;
    xy_ += x * y;
  }

  TensorError result() const {
    TensorError e;
    e.zeros = zeros_;
    e.not_finite = not_finite_;
    const double squared = clipped_ + rounded_;
    e.sqnr_db = squared == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(xx_ / squared);
    if (xx_ > 0 && yy_ > 0) {
      e.cosine = std::clamp(xy_ / (std::sqrt(xx_) * std::sqrt(yy_)), -1.0, 1.0);
    } else {
      e.cosine = xx_ == yy_ ? 1 : 0;
    }
    if (count_ == 0) return e;
    const auto n = static_cast<double>(count_);
    e.mae = absolute_ / n;
    e.clip_mse = clipped_ / n;
    e.round_mse = rounded_ / n;
    e.mse = squared / n;
    e.mre = count_ == zeros_ ? 0 : relative_ / static_cast<double>(count_ - zeros_);
    e.max_abs = max_abs_;
    return e;
  }

 private:
  size_t count_ = 0;
  size_t zeros_ = 0;
  size_t not_finite_ = 0;
  double absolute_ = 0;
  double clipped_ = 0;
  double rounded_ = 0;
  double relative_ = 0;
  double max_abs_ = 0;
  double xx_ = 0;
  double yy_ = 0;
  double xy_ = 0;
};

}  // namespace

TensorError tensor_error(std::span<const float> before, std::span<const float> after) {
  assert(before.size() == after.size());
  Sums sums;
  for (size_t i = 0; i < before.size(); ++i) sums.add(before[i], after[i], false);
  return sums.result();
}

TensorError tensor_error(const Tensor& before, std::span<const float> after, const Slicing& slicing,
                         std::span<const Range> ranges) {
  assert(before.size() == after.size());
  const Result<Slices> slices = Slices::of(before.shape, slicing);
  assert(slices.ok() && slices->count() == ranges.size());
  Sums sums;
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    const Range range = ranges[slice];
    for (size_t i = begin; i < begin + size; ++i) {
      const float x = before.values[i];
      sums.add(x, after[i], x < range.min || x > range.max);
    }
  });
  return sums.result();
}

double effective_bits(size_t bytes, size_t values) {
  return values == 0 ? 0 : 8 * static_cast<double>(bytes) / static_cast<double>(values);
}

}  // namespace roundoff
