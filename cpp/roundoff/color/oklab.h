// Oklab (Björn Ottosson, "A perceptual color space for image processing", 2020), bit for bit the same everywhere.
#pragma once

#include <cmath>

#include "roundoff/color/rgb.h"

namespace roundoff {

struct Oklab {
  double L = 0;  // lightness, 0 … 1
  double a = 0;  // green to red, about −0.24 … 0.28 inside sRGB
  double b = 0;  // blue to yellow, about −0.32 … 0.20 inside sRGB
};

Oklab to_oklab(Rgb8 color);

// The nearest sRGB colour channel by channel; what lies outside sRGB is clipped.
Rgb8 from_oklab(const Oklab& lab);

// ΔE_OK, the Euclidean distance (CSS Color 4, section 18).
inline double distance(const Oklab& p, const Oklab& q) {
  const double dL = p.L - q.L;
  const double da = p.a - q.a;
  const double db = p.b - q.b;
  return std::sqrt(dL * dL + da * da + db * db);
}

}  // namespace roundoff
