#include "roundoff/measure/signed_map.h"

#include <algorithm>
#include <array>
#include <limits>

#include "roundoff/color/oklab.h"

namespace roundoff {
namespace {

constexpr int kZero = 128;
constexpr int kSteps = 127;

// All inside sRGB; each arm is 0.538 long.
constexpr Oklab kNeutral = {0.96, 0, 0};
constexpr Oklab kNegative = {0.44, -0.020, -0.1365};
constexpr Oklab kPositive = {0.44, 0.105, 0.0895};

Oklab along(const Oklab& end, double share) {
  return {kNeutral.L + share * (end.L - kNeutral.L), share * end.a, share * end.b};
}

// Darker than the arms' ends, each on its own side.
constexpr Oklab kNan = {0.66, 0, 0};
constexpr Oklab kInfinity = {0.24, 0.052, 0.045};
constexpr Oklab kNegativeInfinity = {0.24, -0.010, -0.068};

}  // namespace

std::span<const Rgb8, kMapEntries> signed_colors() {
  static const std::array<Rgb8, kMapEntries> colors = [] {
    std::array<Rgb8, kMapEntries> made;
    for (int i = 0; i < static_cast<int>(kMapEntries); ++i) {
      const double share = static_cast<double>(i - kZero) / kSteps;
      made[static_cast<size_t>(i)] =
          from_oklab(share < 0 ? along(kNegative, -share) : along(kPositive, share));
    }
    return made;
  }();
  return colors;
}

OddColors signed_odd_colors() {
  return {from_oklab(kNan), from_oklab(kInfinity), from_oklab(kNegativeInfinity)};
}

void paint_signed(std::span<const float> values, float scale, std::span<uint8_t> rgba) {
  static const MapPixels pixels = map_pixels(signed_colors(), signed_odd_colors());
  // Finite for the smallest scale, so that 0 stays at zero's place.
  const float steps = scale > 0 ? std::min(kSteps / scale, std::numeric_limits<float>::max()) : 0;
  paint_places(values, {steps, -kSteps, kSteps, kZero, false}, pixels, rgba);
}

}  // namespace roundoff
