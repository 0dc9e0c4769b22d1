#include "roundoff/color/oklab.h"

#include <cstdint>
#include <cstring>

#include "roundoff/color/transfer.h"

namespace roundoff {
namespace {

// Newton's iteration for y³ = a > 0. A third of the exponent, read off the bits as in FreeBSD's cbrt, starts it
// within 6%; the error is then squared four times, to below a double's own.
double cube_root(double a) {
  uint64_t bits = 0;
  std::memcpy(&bits, &a, sizeof bits);
  bits = bits / 3 + (uint64_t{715094163} << 32u);
  double y = 0;
  std::memcpy(&y, &bits, sizeof y);
  for (int i = 0; i < 4; ++i) y -= (y * y * y - a) / (3 * y * y);
  return y;
}

double cube(double x) { return x * x * x; }

}  // namespace

Oklab to_oklab(Rgb8 color) {
  const auto& linear = linear_of_srgb();
  const double r = linear[color.r];
  const double g = linear[color.g];
  const double b = linear[color.b];
  if (r + g + b == 0) return {};  // a zero has no exponent to start from
  const double l = cube_root(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = cube_root(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = cube_root(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

Rgb8 from_oklab(const Oklab& lab) {
  const double l = cube(lab.L + 0.3963377774 * lab.a + 0.2158037573 * lab.b);
  const double m = cube(lab.L - 0.1055613458 * lab.a - 0.0638541728 * lab.b);
  const double s = cube(lab.L - 0.0894841775 * lab.a - 1.2914855480 * lab.b);
  return {srgb_of_linear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          srgb_of_linear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          srgb_of_linear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

}  // namespace roundoff
