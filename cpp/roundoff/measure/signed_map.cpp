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

// The map in opaque RGBA, and behind it NaN's transparent pixel.
using Pixel = std::array<uint8_t, 4>;
constexpr int32_t kNanEntry = kEntries;

std::array<Pixel, kEntries + 1> pixels_of_map() {
  std::array<Pixel, kEntries + 1> pixels{};
  const auto colors = signed_colors();
  for (size_t i = 0; i < kEntries; ++i) pixels[i] = {colors[i].r, colors[i].g, colors[i].b, 255};
  return pixels;
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
  static const std::array<Pixel, kEntries + 1> pixels = pixels_of_map();
  // Finite for the smallest scale, so that 0 stays at zero's place.
  const float steps = scale > 0 ? std::min(kSteps / scale, std::numeric_limits<float>::max()) : 0;
  constexpr auto kEnd = static_cast<float>(kSteps);
  // Places first, in a loop without a branch or a table.
  constexpr size_t kChunk = 512;
  std::array<int32_t, kChunk> entries;
  uint8_t* out = rgba.data();
  for (size_t begin = 0; begin < values.size(); begin += kChunk) {
    const auto chunk = values.subspan(begin, std::min(kChunk, values.size() - begin));
    for (size_t i = 0; i < chunk.size(); ++i) {
      const float place = chunk[i] * steps;
      const float above = place > -kEnd ? place : -kEnd;  // NaN too, for now
      const float clipped = above < kEnd ? above : kEnd;
      // Half up, from the map's low end, where everything is positive.
      const auto entry = static_cast<int32_t>(clipped + (static_cast<float>(kZero) + 0.5F));
      entries[i] = place == place ? entry : kNanEntry;
    }
    for (size_t i = 0; i < chunk.size(); ++i) {
      std::memcpy(out + 4 * i, &pixels[static_cast<size_t>(entries[i])], sizeof(Pixel));
    }
    out += 4 * chunk.size();
  }
}

}  // namespace roundoff
