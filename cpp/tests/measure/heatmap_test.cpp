#include "roundoff/measure/heatmap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace roundoff {
namespace {

double distance(const Oklab& p, const Oklab& q) { return std::hypot(p.L - q.L, p.a - q.a, p.b - q.b); }

TEST(HeatColors, StepsAreEqualAsSeen) {
  const auto path = heat_path();
  double length = 0;
  for (size_t i = 1; i < path.size(); ++i) length += distance(path[i - 1], path[i]);
  for (size_t i = 1; i < path.size(); ++i) {
    EXPECT_NEAR(distance(path[i - 1], path[i]), length / 255, length / 255 * 0.01) << i;
  }
  // Rounding to levels blurs single steps, yet over 16 of them they stay equal.
  const auto colors = heat_colors();
  const double sixteen = length / 255 * 16;
  for (size_t i = 16; i < colors.size(); ++i) {
    EXPECT_NEAR(distance(to_oklab(colors[i - 16]), to_oklab(colors[i])), sixteen, sixteen * 0.12) << i;
  }
}

TEST(HeatColors, LightnessAlwaysRises) {
  const auto path = heat_path();
  for (size_t i = 1; i < path.size(); ++i) EXPECT_GT(path[i].L, path[i - 1].L) << i;
  EXPECT_LT(path.front().L, 0.1);
  EXPECT_GT(path.back().L, 0.95);
}

TEST(HeatColors, NothingIsClippedToFitSrgb) {
  // A colour outside would come back from sRGB farther away than rounding to levels explains.
  for (const Oklab& lab : heat_path()) EXPECT_LT(distance(lab, to_oklab(from_oklab(lab))), 0.013) << lab.L;
}

TEST(HeatColors, BytesAreFixed) {
  // The page's legend, the CLI's file and every machine must show the same: a change here is a change of look.
  const auto colors = heat_colors();
  EXPECT_EQ(colors[0], (Rgb8{1, 2, 3}));
  EXPECT_EQ(colors[64], (Rgb8{73, 18, 89}));
  EXPECT_EQ(colors[128], (Rgb8{184, 53, 98}));
  EXPECT_EQ(colors[192], (Rgb8{250, 142, 70}));
  EXPECT_EQ(colors[255], (Rgb8{248, 249, 200}));
}

TEST(HeatLevels, SpanTheScaleAndStopAtItsEnd) {
  const std::vector<float> error = {0, 5, 10, 400, 0.01F};
  EXPECT_EQ(heat_levels(error, 10), (std::vector<uint8_t>{0, 128, 255, 255, 0}));
  EXPECT_EQ(heat_levels(error, 0), (std::vector<uint8_t>(5, 0)));
}

TEST(PaintHeat, ShowsTheColourOfEachLevel) {
  const std::vector<float> error = {0, 3, 7.5F, 20};
  std::vector<uint8_t> rgba(16);
  paint_heat(error, 10, rgba);
  const auto levels = heat_levels(error, 10);
  for (size_t i = 0; i < error.size(); ++i) {
    const Rgb8 color = heat_colors()[levels[i]];
    EXPECT_EQ((Rgb8{rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]}), color);
    EXPECT_EQ(rgba[4 * i + 3], 255);
  }
}

TEST(PaintHeat, OddErrorsHaveColoursOfTheirOwn) {
  const OddColors odd = heat_odd_colors();
  for (const Rgb8 color : {odd.nan, odd.infinity}) {
    for (const Oklab& entry : heat_path()) EXPECT_GT(distance(to_oklab(color), entry), 0.06);
  }
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> error = {std::nanf(""), kInfinity, -kInfinity, 1e30F, -1e30F};
  std::vector<uint8_t> rgba(20);
  paint_heat(error, 10, rgba);
  const std::vector<Rgb8> expected = {odd.nan, odd.infinity, odd.infinity, heat_colors()[255],
                                      heat_colors()[255]};
  for (size_t i = 0; i < error.size(); ++i) {
    EXPECT_EQ((Rgb8{rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]}), expected[i]) << i;
    EXPECT_EQ(rgba[4 * i + 3], 255);
  }
}

TEST(HeatScale, CoversNinetyNineInAHundred) {
  std::vector<float> error(1000, 3.5F);
  EXPECT_EQ(heat_scale(error), 4);
  std::fill_n(error.begin(), 10, 300.0F);  // 1% may lie above
  EXPECT_EQ(heat_scale(error), 4);
  error[10] = 250;
  EXPECT_EQ(heat_scale(error), 250);
  EXPECT_EQ(heat_scale(std::vector<float>(5, 0)), 1);
  EXPECT_EQ(heat_scale(std::vector<float>(5, std::sqrt(3 * 255.0F * 255.0F))), 442);
}

}  // namespace
}  // namespace roundoff
