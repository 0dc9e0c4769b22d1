// Normally distributed numbers that are the same on every machine.
#pragma once

#include <cmath>

#include "roundoff/base/elementary.h"
#include "roundoff/base/random.h"

namespace roundoff {

// Mean 0, variance 1, by the polar method (Marsaglia & Bray 1964).
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
    const double factor = std::sqrt(-2 * natural_logarithm(s) / s);
    spare_ = v * factor;
    has_spare_ = true;
    return u * factor;
  }

 private:
  Random random_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace roundoff
