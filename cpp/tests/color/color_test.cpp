#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "roundoff/base/random.h"
#include "roundoff/color/histogram.h"
#include "roundoff/color/oklab.h"
#include "roundoff/color/space.h"
#include "roundoff/color/transfer.h"

namespace roundoff {
namespace {

TEST(Transfer, FollowsTheStandardsFormula) {
  for (int level = 0; level < 256; ++level) {
    const double e = level / 255.0;
    const double expected = e <= 0.04045 ? e / 12.92 : std::pow((e + 0.055) / 1.055, 2.4);
    EXPECT_NEAR(linear_of_srgb()[level], expected, 1e-15) << level;
  }
}

TEST(Transfer, RoundTripsEveryLevelAndClamps) {
  for (int level = 0; level < 256; ++level) EXPECT_EQ(srgb_of_linear(linear_of_srgb()[level]), level);
  EXPECT_EQ(srgb_of_linear(-1), 0);
  EXPECT_EQ(srgb_of_linear(2), 255);
}

TEST(Oklab, GivesTheValuesOfItsDefinition) {
  // Ottosson's own C++ listing, evaluated for pure red: (0.627955, 0.224863, 0.125846).
  const Oklab red = to_oklab({255, 0, 0});
  EXPECT_NEAR(red.L, 0.627955, 1e-5);
  EXPECT_NEAR(red.a, 0.224863, 1e-5);
  EXPECT_NEAR(red.b, 0.125846, 1e-5);
  const Oklab white = to_oklab({255, 255, 255});
  EXPECT_NEAR(white.L, 1, 1e-6);
  EXPECT_NEAR(white.a, 0, 1e-6);
  EXPECT_EQ(to_oklab({0, 0, 0}).L, 0);
}

TEST(Space, RoundTripsColorsInEverySpace) {
  Random random(7);
  for (const ColorSpace space : {ColorSpace::kSrgb, ColorSpace::kLinear, ColorSpace::kOklab}) {
    for (int i = 0; i < 5000; ++i) {
      const Rgb8 color{static_cast<uint8_t>(random.below(256)), static_cast<uint8_t>(random.below(256)),
                       static_cast<uint8_t>(random.below(256))};
      const auto at = to_coordinates(color, space);
      const Rgb8 back = from_coordinates(
          {static_cast<float>(at[0]), static_cast<float>(at[1]), static_cast<float>(at[2])}, space);
      EXPECT_LE(squared_distance(color, back), space == ColorSpace::kOklab ? 1 : 0);
    }
  }
}

TEST(Histogram, CountsEveryColorOnceAndFindsItAgain) {
  Random random(3);
  std::vector<Rgb8> pixels(37 * 23);
  std::map<uint32_t, uint32_t> expected;
  for (Rgb8& p : pixels) {
    p = {static_cast<uint8_t>(random.below(9) * 31), static_cast<uint8_t>(random.below(4)),
         static_cast<uint8_t>(250 + random.below(6))};
    ++expected[z_order(p)];
  }
  const ColorHistogram histogram({pixels.data(), 23, 37});
  EXPECT_EQ(histogram.width(), 37u);
  EXPECT_EQ(histogram.height(), 23u);
  ASSERT_EQ(histogram.size(), expected.size());
  for (size_t i = 0; i < histogram.size(); ++i) {
    EXPECT_EQ(histogram.counts()[i], expected.at(z_order(histogram.colors()[i])));
    if (i > 0) {
      EXPECT_LT(z_order(histogram.colors()[i - 1]), z_order(histogram.colors()[i]));
    }
  }
  for (size_t p = 0; p < pixels.size(); ++p) {
    EXPECT_EQ(histogram.colors()[histogram.color_of_pixel()[p]], pixels[p]);
  }
}

TEST(Histogram, TakesASinglePixel) {
  const Rgb8 pixel{1, 2, 3};
  const ColorHistogram histogram({&pixel, 1, 1});
  ASSERT_EQ(histogram.size(), 1u);
  EXPECT_EQ(histogram.colors()[0], pixel);
  EXPECT_EQ(histogram.counts()[0], 1u);
}

}  // namespace
}  // namespace roundoff
