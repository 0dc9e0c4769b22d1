#include "roundoff/measure/histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "tests/support/tensors.h"

namespace roundoff {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kMax = std::numeric_limits<float>::max();

size_t inside(const Histogram& h) { return std::accumulate(h.counts.begin(), h.counts.end(), size_t{0}); }

TEST(Histogram, BinsHoldTheirLowerEdgesAndTheLastItsUpperToo) {
  const std::vector<float> x = {0, 0.99F, 1, 2.5F, 3, 4, -0.001F, 4.001F, -kInfinity, std::nanf("")};
  const Histogram h = histogram(x, 4, {0, 4});
  EXPECT_EQ(h.counts, (std::vector<uint32_t>{2, 1, 1, 2}));
  EXPECT_EQ(h.below, 1u);
  EXPECT_EQ(h.above, 1u);
  EXPECT_EQ(h.not_finite, 2u);
}

TEST(Histogram, SpansTheFiniteValues) {
  const Histogram h = histogram(std::vector<float>{kInfinity, -2, 5, std::nanf(""), 1}, 7);
  EXPECT_EQ(h.range, (Range{-2, 5}));
  EXPECT_EQ(h.counts, (std::vector<uint32_t>{1, 0, 0, 1, 0, 0, 1}));
}

TEST(Histogram, ARangeOfNoWidthIsWidened) {
  EXPECT_EQ(histogram(std::vector<float>(5, 8.0F), 4).range, (Range{4, 12}));
  EXPECT_EQ(histogram(std::vector<float>(5, 8.0F), 4).counts, (std::vector<uint32_t>{0, 0, 5, 0}));
  EXPECT_EQ(histogram(std::vector<float>(5, 0.0F), 1).range, (Range{-0.5F, 0.5F}));
  EXPECT_EQ(histogram(std::vector<float>{}, 3).range, (Range{-0.5F, 0.5F}));
  EXPECT_EQ(histogram(std::vector<float>{kMax}, 2).range, (Range{kMax / 2, kMax}));
  const Histogram tiny = histogram(std::vector<float>{1e-45F}, 3);
  EXPECT_LT(tiny.range.min, tiny.range.max);
  EXPECT_EQ(inside(tiny), 1u);
}

TEST(Histogram, EqualsReferenceAndLosesNothing) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (const Range range : {Range{-1, 1}, Range{0, 0}, Range{-kMax, kMax}, Range{0, 1e-45F}, Range{3, 4}}) {
      for (const size_t bins : {1, 2, 3, 64, 255}) {
        const Histogram fast = histogram(values, bins, range);
        const Histogram plain = histogram_ref(values, bins, range);
        EXPECT_EQ(fast.counts, plain.counts) << name;
        EXPECT_EQ(fast.range, plain.range) << name;
        EXPECT_EQ(fast.below, plain.below) << name;
        EXPECT_EQ(fast.above, plain.above) << name;
        EXPECT_EQ(fast.not_finite, plain.not_finite) << name;
        EXPECT_EQ(inside(fast) + fast.below + fast.above + fast.not_finite, values.size()) << name;
      }
    }
    const Histogram whole = histogram(values, 10);
    EXPECT_EQ(inside(whole) + whole.not_finite, values.size()) << name;
  }
}

TEST(Histogram, OfErrorsIsCentredOnZero) {
  const std::vector<float> before = {1, 2, 3, std::nanf(""), 4};
  const std::vector<float> after = {1, 1.5F, 4, 1, kInfinity};
  const Histogram h = error_histogram(before, after, 4);
  EXPECT_EQ(h.range, (Range{-1, 1}));
  EXPECT_EQ(h.counts, (std::vector<uint32_t>{1, 0, 1, 1}));
  EXPECT_EQ(h.not_finite, 2u);
}

TEST(Histogram, OfIntegersCountsEach) {
  const std::vector<int8_t> q = {-2, 1, 1, 0, -2, -2};
  EXPECT_EQ(count_integers(q, -2, 1), (std::vector<uint32_t>{3, 0, 1, 2}));
  const std::vector<uint16_t> wide = {300, 301, 300};
  EXPECT_EQ(count_integers(wide, 299, 301), (std::vector<uint32_t>{0, 2, 1}));
  EXPECT_EQ(count_integers(std::span<const int8_t>(), 0, 1), (std::vector<uint32_t>{0, 0}));
}

}  // namespace
}  // namespace roundoff
