// Values of a size whose squares float32 can hold.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <span>
#include <vector>

namespace roundoff {

// Values times a power of two, after which the largest magnitude is 1 … 2; those of usual size as they are, which costs
// nothing. Beyond, squares of errors would be all 0, or all infinite, and every choice as good as another.
class Rescaled {
 public:
  Rescaled(std::span<const float> values, float largest) : values_(values) {
    constexpr int kUsual = 40;
    if (!(largest > 0) || !std::isfinite(largest)) return;
    const int exponent = std::ilogb(largest);
    if (std::abs(exponent) <= kUsual) return;
    exponent_ = exponent;
    own_.reserve(values.size());
    std::transform(values.begin(), values.end(), std::back_inserter(own_), [this](float x) { return of(x); });
    values_ = own_;
  }
  Rescaled(const Rescaled&) = delete;
  Rescaled& operator=(const Rescaled&) = delete;

  std::span<const float> values() const { return values_; }
  float of(float value) const { return std::ldexp(value, -exponent_); }
  float back(float value) const { return std::ldexp(value, exponent_); }
  // Of what was summed up of these values' squares.
  double back_square(double sum) const { return std::ldexp(sum, 2 * exponent_); }

 private:
  std::span<const float> values_;
  std::vector<float> own_;
  int exponent_ = 0;
};

}  // namespace roundoff
