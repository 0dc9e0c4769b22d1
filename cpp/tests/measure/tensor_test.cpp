#include "roundoff/measure/tensor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "roundoff/measure/tensor_sums.h"
#include "tests/support/tensors.h"

namespace roundoff {
namespace {

TEST(TensorError, ByHand) {
  const std::vector<float> before = {1, -2, 0, 4};
  const std::vector<float> after = {1.5F, -2, 0.25F, 3};
  const TensorError e = tensor_error(before, after);
  EXPECT_DOUBLE_EQ(e.mae, (0.5 + 0.25 + 1) / 4);
  EXPECT_DOUBLE_EQ(e.mse, (0.25 + 0.0625 + 1) / 4);
  EXPECT_DOUBLE_EQ(e.mre, (0.5 + 0.25) / 3);
  EXPECT_EQ(e.zeros, 1u);
  EXPECT_DOUBLE_EQ(e.max_abs, 1);
  EXPECT_DOUBLE_EQ(e.sqnr_db, 10 * std::log10(21 / 1.3125));
  EXPECT_DOUBLE_EQ(e.cosine, (1.5 + 4 + 12) / std::sqrt(21 * (2.25 + 4 + 0.0625 + 9)));
  EXPECT_EQ(e.clip_mse, 0);
  EXPECT_DOUBLE_EQ(e.round_mse, e.mse);
}

TEST(TensorError, ClippingAndRoundingAddUp) {
  const std::vector<float> before = {1, -2, 0, 4, 5, -6};
  const std::vector<float> after = {1.5F, -1, 0.25F, 3, 3, -5.5F};
  const std::vector<Range> ranges = {{-1, 2}, {-10, 3}};
  const TensorError e =
      tensor_error(Tensor({2, 3}, before), after, {.granularity = Granularity::kChannel}, ranges);
  EXPECT_DOUBLE_EQ(e.clip_mse, (1.0 + 1 + 4) / 6);
  EXPECT_DOUBLE_EQ(e.round_mse, (0.25 + 0.0625 + 0.25) / 6);
  EXPECT_DOUBLE_EQ(e.clip_mse + e.round_mse, e.mse);
}

TEST(TensorError, Edges) {
  const std::vector<float> x = test::noise(50, 1);
  const TensorError same = tensor_error(x, x);
  EXPECT_EQ(same.mse, 0);
  EXPECT_EQ(same.sqnr_db, std::numeric_limits<double>::infinity());
  EXPECT_NEAR(same.cosine, 1, 1e-15);

  const std::vector<float> zeros(50, 0.0F);
  EXPECT_EQ(tensor_error(x, zeros).cosine, 0);
  EXPECT_NEAR(tensor_error(x, zeros).sqnr_db, 0, 1e-12);
  EXPECT_EQ(tensor_error(zeros, zeros).cosine, 1);
  EXPECT_EQ(tensor_error(zeros, x).mre, 0);
  EXPECT_EQ(tensor_error(zeros, x).sqnr_db, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(tensor_error({}, {}).mae, 0);

  const std::vector<float> odd = {std::nanf(""), std::numeric_limits<float>::infinity(), 1};
  const std::vector<float> fixed = {0, 1, 2};
  const TensorError e = tensor_error(odd, fixed);
  EXPECT_EQ(e.not_finite, 2u);
  EXPECT_EQ(e.mae, 1);
}

TEST(TensorError, FastSumsEqualReference) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (size_t begin = 0; begin < values.size(); begin += kMostErrors) {
      const auto before = std::span(values).subspan(begin, std::min(kMostErrors, values.size() - begin));
      std::vector<float> after(before.begin(), before.end());
      std::vector<float> low(before.size(), -1);
      std::vector<float> high(before.size(), 0.5F);
      for (size_t i = 0; i < after.size(); ++i) {
        if (i % 3 != 0) after[i] = after[i] * 0.75F + 0.1F;
        if (i % 7 == 0) low[i] = high[i] = 0;
        if (i % 31 == 0) after[i] = std::nanf("");
      }
      ErrorSums fast;
      ErrorSums plain;
      for (int twice = 0; twice < 2; ++twice) {
        add_errors(before, after, low, high, fast);
        add_errors_ref(before, after, low, high, plain);
      }
      EXPECT_EQ(fast, plain) << name;
    }
  }
}

TEST(TensorError, RangesOfManySlicesFindTheirValues) {
  const std::vector<float> x = test::noise(50 * 70, 2);
  const std::vector<float> zeros(x.size(), 0.0F);
  std::vector<Range> ranges(70);
  for (size_t i = 0; i < 70; ++i) ranges[i] = {-static_cast<float>(i) / 70, static_cast<float>(i) / 50};
  double clipped = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const auto value = static_cast<double>(x[i]);
    if (x[i] < ranges[i % 70].min || x[i] > ranges[i % 70].max) clipped += value * value;
  }
  const Slicing columns{.granularity = Granularity::kChannel, .axis = 1};
  const TensorError e = tensor_error(Tensor({50, 70}, x), zeros, columns, ranges);
  EXPECT_NEAR(e.clip_mse, clipped / 3500, 1e-12);
  EXPECT_GT(e.round_mse, 0);
}

TEST(EffectiveBits, CountEveryByte) {
  EXPECT_EQ(effective_bits(18, 32), 4.5);
  EXPECT_EQ(effective_bits(10, 0), 0);
}

}  // namespace
}  // namespace roundoff
