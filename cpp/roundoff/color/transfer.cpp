#include "roundoff/color/transfer.h"

#include <algorithm>

namespace roundoff {
namespace {

// Newton's iteration for y⁵ = a, 0 ≤ a ≤ 1, from above, where it falls monotonically: it has converged when it stops
// falling.
double fifth_root(double a) {
  double y = 1;
  for (;;) {
    const double y4 = (y * y) * (y * y);
    const double next = y - (y4 * y - a) / (5 * y4);
    if (!(next < y)) return y;
    y = next;
  }
}

// x^2.4 = x² · (x²)^(1/5)
double power_2_4(double x) { return x * x * fifth_root(x * x); }

double decode(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : power_2_4((encoded + 0.055) / 1.055);
}

}  // namespace

const std::array<double, 256>& linear_of_srgb() {
  static const std::array<double, 256> table = [] {
    std::array<double, 256> t{};
    for (int level = 0; level < 256; ++level) t[level] = decode(level / 255.0);
    return t;
  }();
  return table;
}

uint8_t srgb_of_linear(double linear) {
  // The borders between neighbouring levels, halfway in the encoded scale.
  static const std::array<double, 255> borders = [] {
    std::array<double, 255> t{};
    for (int level = 0; level < 255; ++level) t[level] = decode((level + 0.5) / 255.0);
    return t;
  }();
  return static_cast<uint8_t>(std::upper_bound(borders.begin(), borders.end(), linear) - borders.begin());
}

}  // namespace roundoff
