#include "roundoff/measure/picture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace roundoff {
namespace {

TEST(Picture, MseSumsOverChannelsAndAveragesOverPixels) {
  const std::vector<Rgb8> before = {{0, 0, 0}, {10, 20, 30}};
  const std::vector<Rgb8> after = {{1, 2, 3}, {10, 20, 40}};
  EXPECT_EQ(mean_squared_error({before.data(), 1, 2}, {after.data(), 1, 2}), (1 + 4 + 9 + 100) / 2.0);
  EXPECT_EQ(mean_squared_error({before.data(), 2, 1}, {before.data(), 2, 1}), 0);
}

TEST(Picture, PsnrOfKnownErrors) {
  EXPECT_TRUE(std::isinf(psnr_db(0)));
  EXPECT_DOUBLE_EQ(psnr_db(3 * 255.0 * 255.0), 0);  // black for white
  EXPECT_NEAR(psnr_db(3), 48.1308, 1e-4);           // one level in each channel
}

TEST(Picture, DeltaEIsTheDistanceInOklab) {
  // Black and white are one unit of lightness apart; #ff0000 and #00ff00 as Ottosson's formulas give them.
  const std::vector<Rgb8> before = {{0, 0, 0}, {255, 0, 0}};
  const std::vector<Rgb8> after = {{255, 255, 255}, {0, 255, 0}};
  const DeltaE both = delta_e(before, after);
  EXPECT_NEAR(both.max, 1, 1e-6);
  EXPECT_NEAR(both.mean, (1 + 0.519797) / 2, 1e-5);
  EXPECT_EQ(delta_e(before, before).max, 0);
}

TEST(Picture, DeltaEOfUniqueColoursIsThatOfPixels) {
  const std::vector<Rgb8> before = {{10, 20, 30}, {200, 100, 50}, {7, 7, 7}};
  const std::vector<Rgb8> after = {{12, 22, 32}, {180, 90, 60}, {7, 7, 7}};
  const std::vector<uint32_t> counts = {1, 3, 2};
  std::vector<Rgb8> before_pixels;
  std::vector<Rgb8> after_pixels;
  for (size_t i = 0; i < counts.size(); ++i) {
    before_pixels.insert(before_pixels.end(), counts[i], before[i]);
    after_pixels.insert(after_pixels.end(), counts[i], after[i]);
  }
  const DeltaE unique = delta_e(before, after, counts);
  const DeltaE pixels = delta_e(before_pixels, after_pixels);
  EXPECT_DOUBLE_EQ(unique.mean, pixels.mean);
  EXPECT_EQ(unique.max, pixels.max);
}

}  // namespace
}  // namespace roundoff
