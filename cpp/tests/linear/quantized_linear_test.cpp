#include "roundoff/linear/quantized_linear.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "roundoff/linear/calibration.h"
#include "roundoff/linear/integer_products.h"
#include "roundoff/linear/matrix.h"
#include "roundoff/linear/random_inputs.h"
#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

constexpr Slicing kRows = {.granularity = Granularity::kChannel, .axis = 0};

Slicing groups(size_t size) { return {.granularity = Granularity::kGroup, .group_size = size}; }

struct Case {
  std::string name;
  Options options;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const int bits : {2, 3, 4, 5, 8}) {
    for (const Mode mode : {Mode::kSymmetric, Mode::kAsymmetric}) {
      int i = 0;
      for (const Slicing& slicing : {Slicing{}, kRows, groups(8), groups(5), groups(16)}) {
        Options options;
        options.bits = bits;
        options.mode = mode;
        options.slicing = slicing;
        all.push_back({std::to_string(bits) + " bits, mode " + std::to_string(static_cast<int>(mode)) +
                           ", slicing " + std::to_string(i++),
                       options});
      }
    }
  }
  return all;
}

TEST(QuantizedLinear, WeightOnlyIsTheFloatLayerOfItsDequantizedWeights) {
  for (const size_t columns : {1, 5, 16, 37}) {
    for (const size_t rows : {1, 4, 7}) {
      const auto weights = test::noise(rows * columns, columns);
      const auto bias = test::noise(rows, 9);
      const auto inputs = test::noise(3 * columns, rows);
      const Tensor tensor({rows, columns}, weights);
      for (const auto& [name, options] : cases()) {
        const auto layer = QuantizedLinear::of(tensor, bias, options);
        ASSERT_TRUE(layer.ok()) << layer.error();
        const auto dequantized = dequantize(*quantize(tensor, options));
        std::vector<float> expected(3 * rows);
        linear_forward_ref(dequantized, bias, inputs, 3, expected);
        std::vector<float> fast(3 * rows);
        std::vector<float> plain(3 * rows);
        layer->forward(inputs, 3, fast);
        layer->forward_ref(inputs, 3, plain);
        EXPECT_EQ(test::bits_of(fast), test::bits_of(expected)) << name;
        EXPECT_EQ(test::bits_of(plain), test::bits_of(expected)) << name;
      }
    }
  }
}

TEST(QuantizedLinear, IntegersEqualReference) {
  for (const size_t columns : {1, 5, 16, 37, 130}) {
    for (const size_t rows : {1, 4, 7}) {
      const auto weights = test::noise(rows * columns, columns);
      const auto bias = test::noise(rows, 9);
      const auto inputs = test::noise(3 * columns, rows);
      for (const auto& [name, options] : cases()) {
        auto layer = QuantizedLinear::of(Tensor({rows, columns}, weights), bias, options);
        ASSERT_TRUE(layer.ok());
        for (const Mode mode : {Mode::kAsymmetric, Mode::kSymmetric}) {
          layer->set_input(parameters({-0.7F, 2}, mode, 8));
          std::vector<float> fast(3 * rows);
          std::vector<float> plain(3 * rows);
          layer->forward_int8(inputs, 3, fast);
          layer->forward_int8_ref(inputs, 3, plain);
          EXPECT_EQ(test::bits_of(fast), test::bits_of(plain)) << name;
        }
      }
    }
  }
}

TEST(QuantizedLinear, IntegersAreCloseToTheFloatLayer) {
  const size_t rows = 40;
  const size_t columns = 256;
  const auto weights = test::noise(rows * columns, 1, 0.05);
  const auto inputs = random_inputs(8, columns, 2);
  std::vector<float> exact(8 * rows);
  linear_forward(weights, {}, inputs, 8, exact);
  Options options;
  options.slicing = kRows;
  auto layer = QuantizedLinear::of(Tensor({rows, columns}, weights), {}, options);
  ASSERT_TRUE(layer.ok());
  Calibration calibration;
  calibration.add(inputs);
  layer->set_input(calibration.parameters());
  std::vector<float> outputs(8 * rows);
  layer->forward_int8(inputs, 8, outputs);
  double error = 0;
  double signal = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    const double off = static_cast<double>(outputs[i]) - static_cast<double>(exact[i]);
    error += off * off;
    signal += static_cast<double>(exact[i]) * static_cast<double>(exact[i]);
  }
  EXPECT_LT(error / signal, 1e-3);
  EXPECT_GT(error, 0);
}

TEST(QuantizedLinear, HostileValues) {
  for (const auto& [name, values] : test::hostile_values()) {
    if (values.empty()) continue;
    for (const Mode mode : {Mode::kSymmetric, Mode::kAsymmetric}) {
      Options options;
      options.mode = mode;
      auto layer = QuantizedLinear::of(Tensor({1, values.size()}, values), {}, options);
      ASSERT_TRUE(layer.ok()) << name;
      layer->set_input(parameters({-1, 3}, Mode::kAsymmetric, 8));
      std::vector<float> fast(1);
      std::vector<float> plain(1);
      layer->forward_int8(values, 1, fast);
      layer->forward_int8_ref(values, 1, plain);
      EXPECT_EQ(test::bits_of(fast), test::bits_of(plain)) << name;
    }
  }
}

TEST(QuantizedLinear, TermsAddUp) {
  const size_t columns = 50;
  const auto weights = test::noise(6 * columns, 4);
  const auto bias = test::noise(6, 5);
  const auto input = test::noise(columns, 6);
  Options options;
  options.mode = Mode::kAsymmetric;
  options.slicing = kRows;
  auto layer = QuantizedLinear::of(Tensor({6, columns}, weights), bias, options);
  ASSERT_TRUE(layer.ok());
  layer->set_input(parameters({-1, 2}, Mode::kAsymmetric, 8));
  std::vector<float> outputs(6);
  layer->forward_int8(input, 1, outputs);
  for (size_t row = 0; row < 6; ++row) {
    const ProductTerms t = layer->terms(input, row, std::span(weights).subspan(row * columns, columns));
    EXPECT_EQ(t.n, columns);
    EXPECT_NE(t.weight_zero_point, 0);
    EXPECT_NE(t.input_zero_point, 0);
    EXPECT_EQ(t.integer, t.products - t.input_zero_point * t.weight_sum - t.weight_zero_point * t.input_sum +
                             static_cast<int32_t>(t.n) * t.weight_zero_point * t.input_zero_point);
    EXPECT_EQ(t.result, t.weight_scale * t.input_scale * static_cast<float>(t.integer) + t.bias);
    EXPECT_EQ(t.result, outputs[row]);
    EXPECT_NEAR(static_cast<double>(t.result), t.exact, 0.2);
  }
}

TEST(QuantizedLinear, BytesAreCounted) {
  const auto weights = test::noise(6 * 10, 4);
  const auto bias = test::noise(6, 5);
  const Tensor tensor({6, 10}, weights);
  Options options;
  options.slicing = kRows;
  EXPECT_EQ(QuantizedLinear::of(tensor, {}, options)->bytes(), 60u + 6 * 4);
  EXPECT_EQ(QuantizedLinear::of(tensor, bias, options)->bytes(), 60u + 6 * 4 + 6 * 4);
  options.bits = 4;
  options.mode = Mode::kAsymmetric;
  options.slicing = groups(4);
  EXPECT_EQ(QuantizedLinear::of(tensor, {}, options)->bytes(), 30u + 18 * 4 + 18);
}

TEST(QuantizedLinear, Refuses) {
  const std::vector<float> weights(24, 1);
  const Tensor cube({2, 3, 4}, weights);
  Options options;
  EXPECT_EQ(QuantizedLinear::of(cube, {}, options)->outputs(), 6u);
  EXPECT_EQ(QuantizedLinear::of(cube, std::vector<float>(5), options).error(),
            "a bias for each of the 6 outputs, not 5");
  options.slicing = {.granularity = Granularity::kChannel, .axis = 1};
  EXPECT_TRUE(QuantizedLinear::of(cube, {}, options).ok());
  options.slicing.axis = 2;
  EXPECT_EQ(QuantizedLinear::of(cube, {}, options).error(),
            "a layer's scales are for its outputs: not channels of the last axis, its inputs");
  EXPECT_FALSE(QuantizedLinear::of(Tensor({2, 0}, {}), {}, {}).ok());
  EXPECT_FALSE(QuantizedLinear::of(Tensor({}, std::span(weights).first(1)), {}, {}).ok());
  const std::vector<float> wide(QuantizedLinear::kMaxSummands + 1, 1);
  EXPECT_FALSE(QuantizedLinear::of(Tensor({1, wide.size()}, wide), {}, {}).ok());
}

TEST(QuantizedLinear, ScalesOfAMiddleAxisGoToTheirRows) {
  const auto weights = test::noise(2 * 3 * 4, 1);
  const auto inputs = test::noise(4, 2);
  const Tensor cube({2, 3, 4}, weights);
  for (const size_t axis : {0, 1}) {
    Options options;
    options.slicing = {.granularity = Granularity::kChannel, .axis = axis};
    std::vector<float> expected(6);
    linear_forward_ref(dequantize(*quantize(cube, options)), {}, inputs, 1, expected);
    std::vector<float> outputs(6);
    QuantizedLinear::of(cube, {}, options)->forward(inputs, 1, outputs);
    EXPECT_EQ(outputs, expected);
  }
}

TEST(QuantizedLinear, TheLargestSumsFitIntoInt32) {
  // Every q_w is −128 with zero_point 127, every q_x likewise: products of (−255)².
  const size_t n = QuantizedLinear::kMaxSummands;
  const std::vector<float> weights(n, -1);
  Options options;
  options.mode = Mode::kAsymmetric;
  auto layer = QuantizedLinear::of(Tensor({1, n}, weights), {}, options);
  ASSERT_TRUE(layer.ok());
  layer->set_input(parameters({-1, 0}, Mode::kAsymmetric, 8));
  const ProductTerms t = layer->terms(weights, 0);
  EXPECT_EQ(t.weight_zero_point, 127);
  EXPECT_EQ(t.integer, 255 * 255 * static_cast<int32_t>(n));
  EXPECT_NEAR(t.result, static_cast<float>(n), 1);
}

TEST(IntegerProducts, EqualReference) {
  Random random(2);
  for (const size_t size : {0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 64, 333}) {
    for (const size_t rows : {1, 3, 4, 9}) {
      for (const size_t batch : {1, 2, 5}) {
        std::vector<int8_t> weights(rows * (size + 3));
        std::vector<int16_t> inputs(batch * (size + 1));
        for (int8_t& q : weights) q = static_cast<int8_t>(random.next());
        for (int16_t& q : inputs) q = static_cast<int8_t>(random.next());
        std::vector<int32_t> fast(rows * batch);
        std::vector<int32_t> plain(rows * batch);
        IntegerBlock block{weights.data(), rows, size + 3, inputs.data(), batch, size + 1, size, fast.data()};
        integer_products(block);
        block.sums = plain.data();
        integer_products_ref(block);
        EXPECT_EQ(fast, plain) << size << " " << rows << " " << batch;
      }
    }
  }
}

}  // namespace
}  // namespace roundoff::linear
