#include "roundoff/linear/clip_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "roundoff/measure/tensor.h"
#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

TEST(ErrorParts, EqualReference) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (const Mode mode : {Mode::kSymmetric, Mode::kAsymmetric}) {
      for (const Range range : {Range{-1, 1}, Range{-0.2F, 0.7F}, Range{0, 0}, Range{0, 1e-45F}}) {
        const Parameters p = parameters(range, mode, 4);
        const ErrorParts fast = error_parts(values, p, range);
        const ErrorParts plain = error_parts_ref(values, p, range);
        EXPECT_EQ(fast.clipped, plain.clipped) << name;
        EXPECT_EQ(fast.rounded, plain.rounded) << name;
      }
    }
  }
}

TEST(ClipCurve, EachPointIsTheErrorOfThatRange) {
  const auto values = test::noise(40 * 25, 2);
  const Tensor tensor({40, 25}, values);
  for (const Mode mode : {Mode::kSymmetric, Mode::kAsymmetric}) {
    Options options;
    options.mode = mode;
    options.bits = 4;
    const auto curve = clip_curve(tensor, options, 10);
    ASSERT_TRUE(curve.ok());
    const Range whole = quantize(tensor, options)->ranges[0];
    for (size_t i = 0; i < 10; ++i) {
      EXPECT_DOUBLE_EQ(curve->share[i], static_cast<double>(i + 1) / 10);
      const auto share = static_cast<float>(curve->share[i]);
      options.range = {.rule = RangeRule::kFixed, .fixed = {whole.min * share, whole.max * share}};
      const auto q = quantize(tensor, options);
      const TensorError error = tensor_error(tensor, dequantize(*q), q->slicing, q->ranges);
      EXPECT_NEAR(curve->clip_mse[i], error.clip_mse, error.mse * 1e-5);
      EXPECT_NEAR(curve->round_mse[i], error.round_mse, error.mse * 1e-5);
    }
    EXPECT_EQ(curve->clip_mse.back(), 0);
    EXPECT_TRUE(std::is_sorted(curve->clip_mse.rbegin(), curve->clip_mse.rend()));
  }
}

TEST(ClipCurve, EverySliceHasSharesOfItsOwn) {
  auto values = test::noise(6 * 50, 2);
  for (size_t i = 0; i < 50; ++i) values[6 * i + 1] *= 100;
  const Tensor tensor({50, 6}, values);
  for (const Slicing& slicing : {Slicing{Granularity::kChannel, 1, 0}, Slicing{Granularity::kGroup, 0, 4}}) {
    Options options;
    options.slicing = slicing;
    const auto curve = clip_curve(tensor, options, 4);
    ASSERT_TRUE(curve.ok());
    const auto q = quantize(tensor, options);
    const TensorError error = tensor_error(tensor, dequantize(*q), q->slicing, q->ranges);
    EXPECT_NEAR(curve->round_mse.back(), error.mse, error.mse * 1e-5);
    EXPECT_GT(curve->clip_mse[0], 0);
  }
}

TEST(ClipCurve, ScalesWithTheTensor) {
  const auto values = test::noise(500, 5);
  const Options options{.bits = 4};
  const auto usual = clip_curve(Tensor({500}, values), options, 12);
  for (const int exponent : {-100, -60, 60, 100}) {
    std::vector<float> scaled = values;
    for (float& value : scaled) value = std::ldexp(value, exponent);
    const auto curve = clip_curve(Tensor({500}, scaled), options, 12);
    for (size_t i = 0; i < 12; ++i) {
      EXPECT_DOUBLE_EQ(curve->clip_mse[i], std::ldexp(usual->clip_mse[i], 2 * exponent)) << exponent;
      EXPECT_DOUBLE_EQ(curve->round_mse[i], std::ldexp(usual->round_mse[i], 2 * exponent)) << exponent;
    }
  }
}

TEST(ClipCurve, HostileValues) {
  for (const auto& [name, values] : test::hostile_values()) {
    const auto curve = clip_curve(Tensor({values.size()}, values), {}, 3);
    ASSERT_TRUE(curve.ok()) << name;
    for (size_t i = 0; i < 3; ++i) {
      EXPECT_FALSE(std::isnan(curve->clip_mse[i])) << name;
      EXPECT_FALSE(std::isnan(curve->round_mse[i])) << name;
    }
  }
}

TEST(ClipCurve, Refuses) {
  const std::vector<float> one = {1};
  EXPECT_EQ(clip_curve(Tensor({1}, one), {}, 0).error(), "a curve has at least one point");
  Options options;
  options.bits = 1;
  EXPECT_FALSE(clip_curve(Tensor({1}, one), options, 3).ok());
  options.bits = 8;
  options.slicing = {.granularity = Granularity::kChannel, .axis = 3};
  EXPECT_FALSE(clip_curve(Tensor({1}, one), options, 3).ok());
}

}  // namespace
}  // namespace roundoff::linear
