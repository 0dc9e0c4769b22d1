// Logarithm, exponential, cosine and sine with the same bits on every machine: libm's may differ in their last one
// between a native build and WASM.
#pragma once

#include <cmath>

namespace roundoff {

// ln x for finite x > 0: x = m · 2^e with m near 1, ln m = 2 atanh((m − 1) / (m + 1)) by its series.
inline double natural_logarithm(double x) {
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

// e^x for |x| ≤ 700: x = n ln 2 + r, e^r by its series.
inline double exponential(double x) {
  const double n = std::floor(x * 1.4426950408889634 + 0.5);
  // ln 2 in two parts, the first with bits to spare for n.
  const double r = (x - n * 0x1.62e42fefap-1) - n * 0x1.cf79abc9e3b3ap-40;
  double sum = 1;
  for (int i = 14; i >= 1; --i) sum = 1 + sum * r / i;
  return std::ldexp(sum, static_cast<int>(n));
}

struct CosSin {
  double cos = 1;
  double sin = 0;
};

// Of the angle 2π · turns, |turns| < 2⁵⁰: the nearest quarter turn, and the series of what is left.
inline CosSin cos_sin_of_turns(double turns) {
  const double within = turns - std::floor(turns);
  const double quarter = std::floor(4 * within + 0.5);
  const double a = 6.283185307179586 * (within - quarter / 4);
  double cos = 1;
  double sin = 1;
  for (int i = 18; i >= 2; i -= 2) {
    cos = 1 - cos * a * a / (i * (i - 1));
    sin = 1 - sin * a * a / (i * (i + 1));
  }
  sin *= a;
  switch (static_cast<int>(quarter)) {
    case 1:
      return {-sin, cos};
    case 2:
      return {-cos, -sin};
    case 3:
      return {sin, -cos};
    default:
      return {cos, sin};
  }
}

}  // namespace roundoff
