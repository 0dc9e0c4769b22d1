#include "roundoff/linear/adaptive_rounding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "roundoff/linear/matrix.h"
#include "roundoff/linear/random_inputs.h"
#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

// Mean squared error of the layer's outputs, in double and from the definition.
double output_error(std::span<const float> weights, const std::vector<float>& after,
                    std::span<const float> inputs, size_t features) {
  const size_t samples = inputs.size() / features;
  const size_t rows = weights.size() / features;
  double sum = 0;
  for (size_t s = 0; s < samples; ++s) {
    for (size_t row = 0; row < rows; ++row) {
      double off = 0;
      for (size_t f = 0; f < features; ++f) {
        const size_t i = row * features + f;
        off += (static_cast<double>(after[i]) - static_cast<double>(weights[i])) *
               static_cast<double>(inputs[s * features + f]);
      }
      sum += off * off;
    }
  }
  return sum / static_cast<double>(samples * rows);
}

TEST(AdaptiveRounding, IsTheBestOfAllRoundingsOfAFewWeights) {
  const size_t features = 8;
  const auto inputs = random_inputs(64, features, 3);
  int best = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const auto weights = test::noise(features, seed);
    Options options;
    options.bits = 3;
    const auto result = quantize_adaptively(Tensor({1, features}, weights), inputs, options);
    ASSERT_TRUE(result.ok());
    const Quantized& q = result->quantized;
    double least = std::numeric_limits<double>::max();
    for (unsigned choice = 0; choice < 1u << features; ++choice) {
      std::vector<float> after(features);
      for (size_t f = 0; f < features; ++f) {
        const float exact = weights[f] / q.scales[0];
        const float rounded = (choice >> f & 1u) != 0 ? std::ceil(exact) : std::floor(exact);
        after[f] = q.scales[0] * std::clamp(rounded, -3.0F, 3.0F);
      }
      least = std::min(least, output_error(weights, after, inputs, features));
    }
    EXPECT_GE(result->error, least * 0.999);
    if (result->error <= least * 1.001) ++best;
  }
  // Descent may end elsewhere than at the best of 256 choices, but not often, and damping moves the best a little.
  EXPECT_GE(best, 15);
}

TEST(AdaptiveRounding, IsNeverWorseThanNearestAndSaysHowGoodItIs) {
  for (const Mode mode : {Mode::kSymmetric, Mode::kSymmetricFull, Mode::kAsymmetric}) {
    for (const int bits : {2, 3, 4, 8}) {
      for (const size_t group : {0, 7, 16}) {
        for (const size_t samples : {1, 5, 100}) {
          const size_t features = 33;
          const auto weights = test::noise(9 * features, bits + samples);
          const auto inputs = random_inputs(samples, features, 3);
          const Tensor tensor({9, features}, weights);
          Options options;
          options.mode = mode;
          options.bits = bits;
          if (group > 0) options.slicing = {.granularity = Granularity::kGroup, .group_size = group};
          const auto result = quantize_adaptively(tensor, inputs, options);
          ASSERT_TRUE(result.ok());
          const auto nearest = quantize(tensor, options);
          const double before = output_error(weights, dequantize(*nearest), inputs, features);
          const double after = output_error(weights, dequantize(result->quantized), inputs, features);
          EXPECT_LE(after, before * (1 + 1e-5));
          EXPECT_NEAR(result->nearest_error, before, before * 1e-3);
          EXPECT_NEAR(result->error, after, before * 1e-3);
          EXPECT_EQ(result->quantized.scales, nearest->scales);
          EXPECT_EQ(result->quantized.zero_points, nearest->zero_points);
          size_t flipped = 0;
          for (size_t i = 0; i < weights.size(); ++i) {
            const int step = result->quantized.integers[i] - nearest->integers[i];
            EXPECT_LE(std::abs(step), 1);
            flipped += step == 0 ? 0 : 1;
          }
          EXPECT_EQ(result->flipped, flipped);
        }
      }
    }
  }
}

TEST(AdaptiveRounding, HalvesTheErrorOfCorrelatedInputs) {
  const size_t features = 64;
  const auto weights = test::noise(32 * features, 1);
  const Tensor tensor({32, features}, weights);
  Options options;
  options.bits = 4;
  const auto result = quantize_adaptively(tensor, random_inputs(256, features, 1), options);
  ASSERT_TRUE(result.ok());
  EXPECT_LT(result->error, result->nearest_error / 2);
  // Not by heart: on other inputs too.
  const auto others = random_inputs(256, features, 2);
  EXPECT_LT(output_error(weights, dequantize(result->quantized), others, features),
            output_error(weights, dequantize(*quantize(tensor, options)), others, features) / 2);
}

TEST(AdaptiveRounding, HostileWeights) {
  for (const auto& [name, values] : test::hostile_values()) {
    if (values.empty()) continue;
    const auto inputs = random_inputs(20, values.size(), 1);
    for (const Mode mode : {Mode::kSymmetric, Mode::kAsymmetric}) {
      Options options;
      options.mode = mode;
      options.bits = 4;
      if (values.size() > 1000) continue;
      const Tensor tensor({values.size()}, values);
      const auto result = quantize_adaptively(tensor, inputs, options);
      ASSERT_TRUE(result.ok()) << name;
      const auto nearest = quantize(tensor, options);
      for (size_t i = 0; i < values.size(); ++i) {
        const int q = result->quantized.integers[i];
        EXPECT_TRUE(mode == Mode::kSymmetric ? std::abs(q) <= 7 : q >= -8 && q <= 7) << name;
        if (!std::isfinite(values[i])) {
          EXPECT_EQ(q, nearest->integers[i]) << name;
        }
      }
    }
  }
}

TEST(AdaptiveRounding, InputsOfZeroLeaveRoundingToNearest) {
  const auto weights = test::noise(20, 1);
  const Tensor tensor({2, 10}, weights);
  const auto result = quantize_adaptively(tensor, std::vector<float>(30, 0.0F), {});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->quantized.integers, quantize(tensor, {})->integers);
  EXPECT_EQ(result->error, 0);
}

TEST(AdaptiveRounding, Refuses) {
  const auto weights = test::noise(20, 1);
  const Tensor tensor({2, 10}, weights);
  EXPECT_EQ(quantize_adaptively(tensor, {}, {}).error(),
            "adaptive rounding needs at least one sample of the layer's inputs");
  EXPECT_EQ(quantize_adaptively(tensor, std::vector<float>(25, 1.0F), {}).error(),
            "25 numbers are no whole samples of the layer's 10 inputs");
  std::vector<float> inputs(20, 1);
  inputs[3] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(quantize_adaptively(tensor, inputs, {}).error(),
            "the layer's inputs hold NaN or infinity: adaptive rounding needs finite ones");
  Options options;
  options.bits = 9;
  EXPECT_FALSE(quantize_adaptively(tensor, std::vector<float>(10, 1.0F), options).ok());
}

}  // namespace
}  // namespace roundoff::linear
