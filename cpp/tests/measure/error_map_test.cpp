#include "roundoff/measure/error_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "roundoff/base/random.h"
#include "roundoff/measure/picture.h"

namespace roundoff {
namespace {

std::vector<Rgb8> random_picture(size_t pixels, Random& random) {
  std::vector<Rgb8> picture(pixels);
  for (Rgb8& p : picture) {
    p = {static_cast<uint8_t>(random.next()), static_cast<uint8_t>(random.next()),
         static_cast<uint8_t>(random.next())};
  }
  return picture;
}

TEST(ErrorMap, IsTheDistanceInLevelsAndItsSquaresAverageToMse) {
  Random random(3);
  const auto before = random_picture(20 * 30, random);
  const auto after = random_picture(20 * 30, random);
  const Span2D<const Rgb8> p{before.data(), 20, 30};
  const Span2D<const Rgb8> q{after.data(), 20, 30};
  const ErrorMap map = error_map(p, q);
  double squares = 0;
  double sum = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    EXPECT_FLOAT_EQ(map.error[i], static_cast<float>(std::sqrt(squared_distance(before[i], after[i]))));
    squares += static_cast<double>(map.error[i]) * static_cast<double>(map.error[i]);
    sum += static_cast<double>(map.error[i]);
  }
  EXPECT_NEAR(squares / 600, mean_squared_error(p, q), 1e-2);
  EXPECT_DOUBLE_EQ(map.mean, sum / 600);
  EXPECT_EQ(map.max, *std::max_element(map.error.begin(), map.error.end()));
}

TEST(WorstRegions, FindsPlantedSquaresInOrderAtAnyPosition) {
  std::vector<float> error(40 * 50, 1);
  const Span2D<float> view{error.data(), 40, 50};
  const auto plant = [&](size_t top, size_t left, float value) {
    for (size_t y = top; y < top + 5; ++y) {
      for (size_t x = left; x < left + 5; ++x) view(y, x) = value;
    }
  };
  plant(35, 45, 50);  // the last square of all
  plant(3, 7, 70);
  plant(8, 12, 60);  // touches the one before at a corner
  const auto worst = worst_regions(view, 5, 3);
  ASSERT_EQ(worst.size(), 3u);
  EXPECT_EQ(worst[0].x, 7u);
  EXPECT_EQ(worst[0].y, 3u);
  EXPECT_EQ(worst[0].mean, 70);
  EXPECT_EQ(worst[1].x, 12u);
  EXPECT_EQ(worst[1].y, 8u);
  EXPECT_EQ(worst[2].x, 45u);
  EXPECT_EQ(worst[2].y, 35u);
  EXPECT_EQ(worst[2].size, 5u);
}

TEST(WorstRegions, AgreeWithSearchingEverywhere) {
  Random random(5);
  std::vector<float> error(12 * 17);
  for (float& e : error) e = static_cast<float>(random.below(1000)) / 4;
  const Span2D<const float> view{error.data(), 12, 17};
  const auto worst = worst_regions(view, 4, 100);
  std::vector<Region> expected;
  for (;;) {
    Region best{0, 0, 4, 0};
    for (size_t y = 0; y + 4 <= 12; ++y) {
      for (size_t x = 0; x + 4 <= 17; ++x) {
        const bool apart = std::all_of(expected.begin(), expected.end(), [&](const Region& r) {
          return x + 4 <= r.x || r.x + 4 <= x || y + 4 <= r.y || r.y + 4 <= y;
        });
        double sum = 0;
        for (size_t i = 0; i < 16; ++i) sum += static_cast<double>(view(y + i / 4, x + i % 4));
        if (apart && sum / 16 > best.mean) best = {x, y, 4, sum / 16};
      }
    }
    if (best.mean == 0) break;
    expected.push_back(best);
  }
  ASSERT_EQ(worst.size(), expected.size());
  for (size_t i = 0; i < worst.size(); ++i) {
    EXPECT_EQ(worst[i].x, expected[i].x) << i;
    EXPECT_EQ(worst[i].y, expected[i].y) << i;
    EXPECT_DOUBLE_EQ(worst[i].mean, expected[i].mean) << i;
  }
}

TEST(WorstRegions, TiesGoToTheTopLeftAndNoErrorHasNone) {
  const std::vector<float> equal(9 * 9, 2);
  const auto worst = worst_regions({equal.data(), 9, 9}, 4, 9);
  ASSERT_EQ(worst.size(), 4u);
  EXPECT_EQ(worst[0].x + worst[0].y, 0u);
  EXPECT_EQ(worst[1].x, 4u);
  EXPECT_EQ(worst[1].y, 0u);
  const std::vector<float> none(9, 0);
  EXPECT_TRUE(worst_regions({none.data(), 3, 3}, 2, 3).empty());
}

TEST(WorstRegions, ASquareLargerThanThePictureIsClipped) {
  const std::vector<float> error = {1, 2, 3};
  const auto worst = worst_regions({error.data(), 1, 3}, 64, 2);
  ASSERT_EQ(worst.size(), 2u);
  EXPECT_EQ(worst[0].size, 1u);
  EXPECT_EQ(worst[0].x, 2u);
  EXPECT_EQ(worst[1].x, 1u);
}

}  // namespace
}  // namespace roundoff
