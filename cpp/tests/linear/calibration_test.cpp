#include "roundoff/linear/calibration.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(Calibration, MinMaxRunsOverBatches) {
  Calibration calibration;
  EXPECT_EQ(calibration.range(), (Range{0, 0}));
  EXPECT_EQ(calibration.parameters().scale, 1);
  calibration.add(std::vector<float>{2, 3});
  EXPECT_EQ(calibration.range(), (Range{2, 3}));
  calibration.add(std::vector<float>{kInfinity, std::nanf("")});
  calibration.add({});
  calibration.add(std::vector<float>{-1, kInfinity, 5});
  EXPECT_EQ(calibration.range(), (Range{-1, 5}));
  const Parameters p = calibration.parameters();
  EXPECT_EQ(p.scale, 6.0F / 255);
  EXPECT_EQ(p.zero_point, -86);  // −128 − round(−1 / (6 / 255)), of −42.5 the even −42
}

TEST(Calibration, PercentileIsThatOfAllBatchesTogether) {
  const std::vector<float> values = test::noise(1000, 3);
  const RangeOptions rule{.rule = RangeRule::kPercentile, .percentile = 90};
  Calibration once(rule);
  once.add(values);
  Calibration thrice(rule);
  thrice.add(std::span(values).first(10));
  thrice.add(std::span(values).subspan(10, 700));
  thrice.add(std::span(values).subspan(710));
  EXPECT_EQ(once.range(), thrice.range());
  EXPECT_LT(once.range().max, 1);
  EXPECT_GT(once.range().max, 0.5F);
}

TEST(Calibration, TheMseRangeIsWithinTheExtremes) {
  std::vector<float> values = test::noise(1000, 3);
  values[5] = 50;
  Calibration calibration({.rule = RangeRule::kMse});
  calibration.add(values);
  EXPECT_LT(calibration.range(Mode::kAsymmetric, 4).max, 50);
  EXPECT_GT(calibration.range(Mode::kAsymmetric, 4).max, 0);
}

TEST(Calibration, FixedIsAsGiven) {
  Calibration calibration({.rule = RangeRule::kFixed, .fixed = {-3, 4}});
  calibration.add(std::vector<float>{100});
  EXPECT_EQ(calibration.range(), (Range{-3, 4}));
}

}  // namespace
}  // namespace roundoff::linear
