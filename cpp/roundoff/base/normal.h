// Normally distributed numbers that are the same on every machine.
#pragma once

#include <cmath>

#include "roundoff/base/random.h"

namespace roundoff {

// Mean 0, variance 1, by the polar method (Marsaglia & Bray 1964). Its logarithm is our own, since libm's may differ in
// its last bit between a native build and WASM.
class Normal {
 public:
  explicit Normal(uint64_t seed) : random_(seed) {}

  double next() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    double u = 0;
    double v = 0;
    double s = 0;
    do {
      u = 2 * random_.uniform() - 1;
      v = 2 * random_.uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    const double factor = std::sqrt(-2 * logarithm(s) / s);
    spare_ = v * factor;
    has_spare_ = true;
    return u * factor;
  }

 private:
  // ln x for 0 < x < 1: x = m · 2^e with m near 1, ln m = 2 atanh((m − 1) / (m + 1)) by its series.
  static double logarithm(double x) {
    int exponent = 0;
    double m = std::frexp(x, &exponent);
    if (m < 0.70710678118654752) {
      m *= 2;
      --exponent;
    }
    const double t = (m - 1) / (m + 1);
    const double t2 = t * t;
    double sum = 0;
    for (int i = 19; i >= 1; i -= 2) sum = sum * t2 + 1.0 / i;
    return 2 * t * sum + exponent * 0.69314718055994531;
  }

  Random random_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace roundoff
