#include "roundoff/measure/signed_map.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <limits>

#include "roundoff/color/oklab.h"

namespace roundoff {
namespace {

constexpr size_t kEntries = 256;
constexpr int kZero = 128;
constexpr int kSteps = 127;

// All inside sRGB; each arm is 0.538 long.
constexpr Oklab kNeutral = {0.96, 0, 0};
constexpr Oklab kNegative = {0.44, -0.020, -0.1365};
constexpr Oklab kPositive = {0.44, 0.105, 0.0895};

Oklab along(const Oklab& end, double share) {
  return {kNeutral.L + share * (end.L - kNeutral.L), share * end.a, share * end.b};
}

}  // namespace

std::span<const Rgb8, kEntries> signed_colors() {
  static const std::array<Rgb8, kEntries> colors = [] {
    std::array<Rgb8, kEntries> made;
    for (int i = 0; i < static_cast<int>(kEntries); ++i) {
      const double share = static_cast<double>(i - kZero) / kSteps;
      made[static_cast<size_t>(i)] =
          from_oklab(share < 0 ? along(kNegative, -share) : along(kPositive, share));
    }
    return made;
  }();
  return colors;
}

void paint_signed(std::span<const float> values, float scale, std::span<uint8_t> rgba) {
  assert(rgba.size() == values.size() * 4);
  const auto colors = signed_colors();
  // Finite for the smallest scale, so that 0 stays at zero's place.
  const float steps = scale > 0 ? std::min(kSteps / scale, std::numeric_limits<float>::max()) : 0;
  uint8_t* out = rgba.data();
  for (const float value : values) {
    const float place = value * steps;
    std::array<uint8_t, 4> pixel{};
    if (place == place) {
      const float clipped = std::clamp(place, -static_cast<float>(kSteps), static_cast<float>(kSteps));
      // Half up, from the map's low end, where everything is positive.
      const auto entry = static_cast<size_t>(clipped + (static_cast<float>(kZero) + 0.5F));
      const Rgb8 color = colors[entry];
      pixel = {color.r, color.g, color.b, 255};
    }
    std::memcpy(out, pixel.data(), pixel.size());
    out += pixel.size();
  }
}

}  // namespace roundoff
