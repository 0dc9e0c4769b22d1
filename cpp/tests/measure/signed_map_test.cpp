#include "roundoff/measure/signed_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "roundoff/color/oklab.h"
#include "tests/support/tensors.h"

namespace roundoff {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
// What rounding to sRGB's levels may move a colour by.
constexpr double kRounded = 0.006;

double distance(const Oklab& p, const Oklab& q) { return std::hypot(p.L - q.L, p.a - q.a, p.b - q.b); }

Oklab entry(size_t i) { return to_oklab(signed_colors()[i]); }

std::vector<std::array<uint8_t, 4>> painted(const std::vector<float>& values, float scale) {
  std::vector<uint8_t> rgba(4 * values.size());
  paint_signed(values, scale, rgba);
  std::vector<std::array<uint8_t, 4>> pixels;
  for (size_t i = 0; i < rgba.size(); i += 4) {
    pixels.push_back({rgba[i], rgba[i + 1], rgba[i + 2], rgba[i + 3]});
  }
  return pixels;
}

std::array<uint8_t, 4> opaque(Rgb8 color) { return {color.r, color.g, color.b, 255}; }

TEST(SignedColors, StepsAreEqualAsSeenOnBothSides) {
  const double sixteen = distance(entry(128), entry(255)) / 127 * 16;
  for (size_t i = 16; i < 256; ++i) {
    if (i - 16 < 128 && i > 128) continue;  // around the corner at zero
    EXPECT_NEAR(distance(entry(i - 16), entry(i)), sixteen, 2 * kRounded) << i;
  }
}

TEST(SignedColors, BothSidesAreEquallyLightAndZeroIsNeutral) {
  for (size_t i = 1; i < 128; ++i) EXPECT_NEAR(entry(128 - i).L, entry(128 + i).L, kRounded) << i;
  EXPECT_LT(std::hypot(entry(128).a, entry(128).b), kRounded);
  EXPECT_GT(entry(128).L, 0.9);
}

TEST(SignedColors, BlueAgainstOrange) {
  EXPECT_LT(entry(1).b, -0.1);
  EXPECT_GT(entry(255).b, 0.08);
  EXPECT_GT(entry(255).a, 0.08);
}

TEST(PaintSigned, SpansTheScaleAndStopsAtItsEnds) {
  const auto colors = signed_colors();
  const auto pixels = painted({0, -0.0F, 2, -2, 1, -1, 300, -300}, 2);
  EXPECT_EQ(pixels[0], opaque(colors[128]));
  EXPECT_EQ(pixels[1], opaque(colors[128]));
  EXPECT_EQ(pixels[2], opaque(colors[255]));
  EXPECT_EQ(pixels[3], opaque(colors[1]));
  EXPECT_EQ(pixels[4], opaque(colors[192]));
  EXPECT_EQ(pixels[5], opaque(colors[65]));  // half up
  EXPECT_EQ(pixels[6], pixels[2]);
  EXPECT_EQ(pixels[7], pixels[3]);
}

// A reader can tell what is no number from every value, and the infinities from each other.
TEST(PaintSigned, OddValuesHaveColoursOfTheirOwn) {
  const OddColors odd = signed_odd_colors();
  for (const Rgb8 color : {odd.nan, odd.infinity, odd.negative_infinity}) {
    for (const Rgb8 entry : signed_colors()) EXPECT_GT(distance(to_oklab(color), to_oklab(entry)), 0.06);
  }
  EXPECT_LT(std::hypot(to_oklab(odd.nan).a, to_oklab(odd.nan).b), kRounded);
  EXPECT_GT(distance(to_oklab(odd.infinity), to_oklab(odd.negative_infinity)), 0.1);
  EXPECT_EQ(painted({kInfinity, -kInfinity}, 2),
            (std::vector{opaque(odd.infinity), opaque(odd.negative_infinity)}));
}

TEST(PaintSigned, NanIsGreyAndAScaleOfZeroIsAllZero) {
  for (const float scale : {0.0F, 1e-45F, 1.0F, std::numeric_limits<float>::max()}) {
    EXPECT_EQ(painted({std::nanf("")}, scale)[0], opaque(signed_odd_colors().nan)) << scale;
    EXPECT_EQ(painted({0}, scale)[0], opaque(signed_colors()[128])) << scale;
  }
  EXPECT_EQ(painted({5, -5}, 0), painted({0, 0}, 1));
}

TEST(PaintSigned, EveryValueAlone) {
  for (const auto& [name, values] : test::hostile_values()) {
    const auto together = painted(values, 0.5F);
    for (size_t i = 0; i < std::min<size_t>(values.size(), 600); ++i) {
      EXPECT_EQ(painted({values[i]}, 0.5F)[0], together[i]) << name;
      if (std::isfinite(values[i])) {
        const float place = std::clamp(values[i] * (127 / 0.5F), -127.0F, 127.0F);
        const auto expected = static_cast<size_t>(std::floor(place + 128.5F));
        EXPECT_EQ(together[i], opaque(signed_colors()[expected])) << name << " " << values[i];
      }
    }
  }
}

}  // namespace
}  // namespace roundoff
