#include "roundoff/linear/linear.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "roundoff/linear/kernels.h"
#include "roundoff/measure/tensor.h"
#include "tests/support/files.h"
#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

using test::from_hex;

constexpr Mode kModes[] = {Mode::kSymmetric, Mode::kSymmetricFull, Mode::kAsymmetric};

Quantized done(const Tensor& tensor, const Options& options) {
  auto result = quantize(tensor, options);
  EXPECT_TRUE(result.ok());
  return std::move(*result);
}

double mse(const Tensor& tensor, const Options& options) {
  return tensor_error(tensor.values, dequantize(done(tensor, options))).mse;
}

TEST(Linear, PerTensorEqualsPyTorch) {
  const auto goldens = nlohmann::json::parse(test::golden("tensor/linear.json"))["per_tensor"];
  for (const auto& golden : goldens) {
    const std::vector<float> x = from_hex(golden["x"]);
    Options options;
    options.mode = golden["mode"] == "asymmetric" ? Mode::kAsymmetric : Mode::kSymmetricFull;
    const Quantized q = done(Tensor({x.size()}, x), options);
    const std::string what = golden["name"].get<std::string>() + ", " + golden["mode"].get<std::string>();
    EXPECT_EQ(test::bits_of(q.scales[0]), test::bits_of(from_hex(golden["scale"].get<std::string>())))
        << what;
    EXPECT_EQ(q.zero_points[0], golden["zero_point"].get<int>()) << what;
    EXPECT_EQ(q.integers, golden["q"].get<std::vector<int8_t>>()) << what;
    EXPECT_EQ(dequantize(q), from_hex(golden["dq"])) << what;
  }
}

TEST(Linear, PerChannelEqualsPyTorch) {
  const auto goldens = nlohmann::json::parse(test::golden("tensor/linear.json"))["per_channel"];
  for (const auto& golden : goldens) {
    const std::vector<float> x = from_hex(golden["x"]);
    Options options;
    options.mode = Mode::kAsymmetric;
    options.slicing = {.granularity = Granularity::kChannel, .axis = golden["axis"].get<size_t>()};
    const Quantized q = done(Tensor(golden["shape"].get<std::vector<size_t>>(), x), options);
    EXPECT_EQ(q.scales, from_hex(golden["scales"])) << "axis " << options.slicing.axis;
    EXPECT_EQ(q.zero_points, golden["zero_points"].get<std::vector<int8_t>>());
    EXPECT_EQ(q.integers, golden["q"].get<std::vector<int8_t>>());
    EXPECT_EQ(dequantize(q), from_hex(golden["dq"]));
  }
}

// Below 8 bits, and where −128 is left out, PyTorch has no integers, only the values that they would stand for: fake
// quantization. It adds the zero point after rounding, as quantize() does, and the values are equal to the bit.
TEST(Linear, AnyBitsAndModeEqualPyTorchsFakeQuantization) {
  const auto golden = nlohmann::json::parse(test::golden("tensor/linear.json"))["fake_quantized"];
  const auto& channels = golden["channels"];
  for (const auto& expected : golden["quantized"]) {
    const std::string mode = expected["mode"];
    Options options;
    options.mode = mode == "symmetric"        ? Mode::kSymmetric
                   : mode == "symmetric_full" ? Mode::kSymmetricFull
                                              : Mode::kAsymmetric;
    options.bits = expected["bits"];
    const std::string what = mode + ", " + std::to_string(options.bits) + " bits, ";
    for (size_t i = 0; i < golden["tensors"].size(); ++i) {
      const auto& of_tensor = expected["tensors"][i];
      const std::vector<float> x = from_hex(golden["tensors"][i]["x"]);
      const Quantized q = done(Tensor({x.size()}, x), options);
      const std::string name = what + golden["tensors"][i]["name"].get<std::string>();
      EXPECT_EQ(q.scales[0], from_hex(of_tensor["scale"].get<std::string>())) << name;
      EXPECT_EQ(q.zero_points[0], of_tensor["zero_point"].get<int>()) << name;
      EXPECT_EQ(dequantize(q), from_hex(of_tensor["dq"])) << name;
    }
    options.slicing = {.granularity = Granularity::kChannel, .axis = channels["axis"].get<size_t>()};
    const std::vector<float> x = from_hex(channels["x"]);
    const Quantized q = done(Tensor(channels["shape"].get<std::vector<size_t>>(), x), options);
    const auto& of_channels = expected["channels"];
    EXPECT_EQ(q.scales, from_hex(of_channels["scales"])) << what;
    EXPECT_EQ(q.zero_points, of_channels["zero_points"].get<std::vector<int8_t>>()) << what;
    EXPECT_EQ(dequantize(q), from_hex(of_channels["dq"])) << what;
  }
}

TEST(Linear, RoundTripStaysWithinHalfAStep) {
  for (const auto& [name, values] : test::hostile_values()) {
    const Tensor tensor({values.size()}, values);
    for (const Mode mode : kModes) {
      for (int bits = 2; bits <= 8; ++bits) {
        Options options;
        options.mode = mode;
        options.bits = bits;
        const Quantized q = done(tensor, options);
        const auto y = dequantize(q);
        // Single precision: the reciprocal of the scale, the product and the way back are rounded as well.
        const double half = static_cast<double>(q.scales[0]) * (0.5 + 1e-4);
        for (size_t i = 0; i < values.size(); ++i) {
          // Within a step of the largest float an integer may stand for more than any float holds.
          if (!std::isfinite(values[i]) || (std::abs(values[i]) > 1e38F && std::isinf(y[i]))) continue;
          ASSERT_LE(std::abs(static_cast<double>(values[i]) - static_cast<double>(y[i])), half)
              << name << ", " << bits << " bits, " << values[i];
        }
      }
    }
  }
}

TEST(Linear, IntegersAscendWithValues) {
  std::vector<float> x = test::noise(2000, 2);
  std::sort(x.begin(), x.end());
  for (const Mode mode : kModes) {
    for (const Rounding rounding : {Rounding::kNearestEven, Rounding::kFloor, Rounding::kCeil}) {
      Options options;
      options.mode = mode;
      options.rounding = rounding;
      const Quantized q = done(Tensor({x.size()}, x), options);
      EXPECT_TRUE(std::is_sorted(q.integers.begin(), q.integers.end()));
    }
  }
}

TEST(Linear, SymmetricIsOddWhereTheRangeIsRestricted) {
  const std::vector<float> x = test::noise(999, 3);
  std::vector<float> negative = x;
  for (float& value : negative) value = -value;
  for (int bits = 2; bits <= 8; ++bits) {
    Options options;
    options.bits = bits;
    std::vector<int8_t> p = done(Tensor({999}, x), options).integers;
    for (int8_t& value : p) value = static_cast<int8_t>(-value);
    EXPECT_EQ(p, done(Tensor({999}, negative), options).integers);
  }
}

TEST(Linear, OneGroupPerRowIsPerChannelAndOneInAllPerTensor) {
  const std::vector<float> x = test::noise(6 * 50, 4);
  Options tensor_wise;
  tensor_wise.mode = Mode::kAsymmetric;
  Options group_wise = tensor_wise;
  group_wise.slicing = {.granularity = Granularity::kGroup, .group_size = 300};
  const Quantized whole = done(Tensor({300}, x), tensor_wise);
  const Quantized one_group = done(Tensor({300}, x), group_wise);
  EXPECT_EQ(whole.integers, one_group.integers);
  EXPECT_EQ(whole.scales, one_group.scales);

  Options channel_wise = tensor_wise;
  channel_wise.slicing = {.granularity = Granularity::kChannel, .axis = 0};
  EXPECT_EQ(done(Tensor({6, 50}, x), channel_wise).integers, done(Tensor({6, 50}, x), group_wise).integers);
}

TEST(Linear, EverySliceIsATensorOfItsOwn) {
  const std::vector<size_t> shape = {3, 5, 7};
  const std::vector<float> x = test::noise(105, 9);
  for (const RangeRule rule : {RangeRule::kMinMax, RangeRule::kPercentile, RangeRule::kMse}) {
    Options whole;
    whole.mode = Mode::kAsymmetric;
    whole.bits = 4;
    whole.range = {.rule = rule, .percentile = 90};
    for (const Slicing slicing : {Slicing{Granularity::kChannel, 0, 0}, Slicing{Granularity::kChannel, 1, 0},
                                  Slicing{Granularity::kChannel, 2, 0}, Slicing{Granularity::kGroup, 0, 3}}) {
      Options sliced = whole;
      sliced.slicing = slicing;
      const Quantized q = done(Tensor(shape, x), sliced);
      const auto slices = Slices::of(shape, slicing);
      ASSERT_TRUE(slices.ok());
      std::vector<std::vector<float>> values(slices->count());
      std::vector<std::vector<int8_t>> integers(slices->count());
      for (size_t i = 0; i < x.size(); ++i) {
        const size_t index[] = {i / 35, i / 7 % 5, i % 7};
        const size_t slice =
            slicing.granularity == Granularity::kGroup ? i / 7 * 3 + i % 7 / 3 : index[slicing.axis];
        values[slice].push_back(x[i]);
        integers[slice].push_back(q.integers[i]);
      }
      for (size_t s = 0; s < values.size(); ++s) {
        const Quantized alone = done(Tensor({values[s].size()}, values[s]), whole);
        EXPECT_EQ(integers[s], alone.integers);
        EXPECT_EQ(q.scales[s], alone.scales[0]);
        EXPECT_EQ(q.ranges[s], alone.ranges[0]);
      }
    }
  }
}

TEST(Linear, AShortLastGroupIsATensorOfItsOwn) {
  constexpr size_t kRows = 3;
  constexpr size_t kRow = 200;
  const std::vector<float> x = test::noise(kRows * kRow, 8);
  for (const size_t size : {1, 7, 32, 33, 64, 128, 199}) {
    const Options options{.mode = Mode::kAsymmetric, .slicing = {Granularity::kGroup, 0, size}};
    const Quantized q = done(Tensor({kRows, kRow}, x), options);
    size_t s = 0;
    for (size_t row = 0; row < x.size(); row += kRow) {
      for (size_t at = 0; at < kRow; at += size, ++s) {
        const auto group = std::span(x).subspan(row + at, std::min(size, kRow - at));
        const Quantized alone = done(Tensor({group.size()}, group), {.mode = Mode::kAsymmetric});
        ASSERT_EQ(q.scales[s], alone.scales[0]) << size;
        ASSERT_EQ(q.zero_points[s], alone.zero_points[0]);
        ASSERT_EQ(q.ranges[s], alone.ranges[0]);
        ASSERT_TRUE(std::equal(alone.integers.begin(), alone.integers.end(), &q.integers[row + at])) << size;
      }
    }
    ASSERT_EQ(s, q.scales.size());
  }
}

TEST(Linear, StochasticRoundingIsSeededAndFairOnAverage) {
  const std::vector<float> x(20000, 0.3F);
  Options options;
  options.rounding = Rounding::kStochastic;
  options.range = {.rule = RangeRule::kFixed, .fixed = {-127, 127}};  // a scale of 1
  const Quantized q = done(Tensor({x.size()}, x), options);
  double sum = 0;
  for (const int value : q.integers) {
    EXPECT_TRUE(value == 0 || value == 1);
    sum += value;
  }
  EXPECT_NEAR(sum / 20000, 0.3, 5 * std::sqrt(0.21 / 20000));
  EXPECT_EQ(q.integers, done(Tensor({x.size()}, x), options).integers);
  options.seed = 2;
  EXPECT_NE(q.integers, done(Tensor({x.size()}, x), options).integers);
}

TEST(Linear, PercentileIsThatOfNumPy) {
  std::vector<float> x(101);
  for (size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>((i * 37) % 101);
  Options options;
  options.mode = Mode::kAsymmetric;
  options.range = {.rule = RangeRule::kPercentile, .percentile = 97.5};
  // numpy.percentile(range(101), [2.5, 97.5]) is [2.5, 97.5]; the range is widened to 0.
  EXPECT_EQ(done(Tensor({101}, x), options).ranges[0], (Range{0, 97.5F}));
  options.range.percentile = 100;
  const Quantized all = done(Tensor({101}, x), options);
  options.range = {};
  EXPECT_EQ(all.integers, done(Tensor({101}, x), options).integers);
}

TEST(Linear, TheMseClipIsNoWorseThanAnyOther) {
  std::vector<float> x = test::noise(4000, 10);
  for (size_t i = 0; i < 20; ++i) x[i * 100] *= 6;
  const Tensor tensor({x.size()}, x);
  for (const Mode mode : kModes) {
    for (const int bits : {2, 3, 4, 8}) {
      Options options;
      options.mode = mode;
      options.bits = bits;
      const double plain = mse(tensor, options);
      options.range = {.rule = RangeRule::kMse};
      const double least = mse(tensor, options);
      EXPECT_LE(least, plain);
      EXPECT_LT(least, plain * (bits < 4 ? 0.6 : 1));
      options.range = {.rule = RangeRule::kPercentile, .percentile = 99};
      EXPECT_LE(least, mse(tensor, options) * 1.02) << bits;  // it is a grid
    }
  }
}

TEST(Linear, TheMseClipScalesWithTheTensor) {
  for (const size_t count : {size_t{600}, size_t{9000}}) {
    const std::vector<float> x = test::noise(count, 9);
    for (const Mode mode : {Mode::kSymmetric, Mode::kAsymmetric}) {
      const Options options{.mode = mode, .bits = 3, .range = {.rule = RangeRule::kMse}};
      const Range usual = quantize(Tensor({count}, x), options)->ranges[0];
      for (const int exponent : {-110, -80, -41, 41, 66, 120}) {
        std::vector<float> scaled = x;
        for (float& value : scaled) value = std::ldexp(value, exponent);
        const Range range = quantize(Tensor({count}, scaled), options)->ranges[0];
        EXPECT_EQ(range.min, std::ldexp(usual.min, exponent)) << exponent;
        EXPECT_EQ(range.max, std::ldexp(usual.max, exponent)) << exponent;
      }
    }
  }
}

TEST(Linear, TheMseClipOfManyValuesIsAboutTheBestOfAll) {
  for (uint64_t seed = 1; seed < 6; ++seed) {
    std::vector<float> x = test::noise(30000, seed);
    for (size_t i = 0; i < seed; ++i) x[seed * 700 + i] *= 50;
    for (const int bits : {3, 4, 8}) {
      const auto largest = std::abs(
          *std::max_element(x.begin(), x.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
      double least = squared_error(x, parameters({-largest, largest}, Mode::kSymmetric, bits));
      for (int i = 1; i <= 128; ++i) {
        const float end = largest * (static_cast<float>(i) / 128);
        least = std::min(least, squared_error(x, parameters({-end, end}, Mode::kSymmetric, bits)));
      }
      const Quantized q = done(Tensor({x.size()}, x), {.bits = bits, .range = {.rule = RangeRule::kMse}});
      const double found = squared_error(x, parameters(q.ranges[0], Mode::kSymmetric, bits));
      EXPECT_LE(found, least * 1.02) << seed << ", " << bits << " bits";
    }
  }
}

TEST(Linear, WhatHasNoIntegerIsReported) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x = {std::nanf(""), kInfinity, -kInfinity, 1, -0.5F, 0};
  Options options;
  options.mode = Mode::kAsymmetric;
  const Quantized q = done(Tensor({6}, x), options);
  EXPECT_EQ(q.oddities.nan, 1u);
  EXPECT_EQ(q.oddities.infinite, 2u);
  EXPECT_EQ(q.integers[0], q.zero_points[0]);
  EXPECT_EQ(q.integers[1], 127);
  EXPECT_EQ(q.integers[2], -128);
  EXPECT_EQ(q.ranges[0], (Range{-0.5F, 1}));
  const auto y = dequantize(q);
  EXPECT_EQ(y[0], 0);
  EXPECT_EQ(y[5], 0);

  const std::vector<float> zeros(10, 0.0F);
  const Quantized z = done(Tensor({2, 5}, zeros), {.slicing = {.granularity = Granularity::kChannel}});
  EXPECT_EQ(z.oddities.zero_range_slices, 2u);
  EXPECT_EQ(z.scales, (std::vector<float>{1, 1}));
  EXPECT_EQ(dequantize(z), zeros);
}

TEST(Linear, ConstantsComeBack) {
  for (const float c : {5.0F, -5.0F, 1e-30F, 3e38F}) {
    for (const Mode mode : kModes) {
      const std::vector<float> x(9, c);
      Options options;
      options.mode = mode;
      const auto y = dequantize(done(Tensor({9}, x), options));
      const float bound = std::abs(c) * (mode == Mode::kSymmetricFull ? 0.5F / 127 : 1e-6F);
      for (const float value : y) EXPECT_NEAR(value, c, bound);
    }
  }
}

TEST(Linear, BytesCountEverything) {
  const std::vector<float> x = test::noise(10 * 33, 1);
  Options options;
  options.bits = 3;
  options.slicing = {.granularity = Granularity::kGroup,
                     .group_size = 32};  // two groups a row, one of them of 1
  EXPECT_EQ(done(Tensor({10, 33}, x), options).bytes(), 124u + 4 * 20);
  options.mode = Mode::kAsymmetric;
  EXPECT_EQ(done(Tensor({10, 33}, x), options).bytes(), 124u + 5 * 20);
}

TEST(Linear, ShapesWithoutValues) {
  for (const std::vector<size_t>& shape : std::vector<std::vector<size_t>>{{0}, {3, 0}, {0, 4}, {2, 0, 5}}) {
    for (const Granularity granularity : {Granularity::kTensor, Granularity::kChannel, Granularity::kGroup}) {
      const Quantized q = done(Tensor(shape, {}), {.slicing = {.granularity = granularity}});
      EXPECT_TRUE(q.integers.empty());
      EXPECT_TRUE(dequantize(q).empty());
    }
  }
  const std::vector<float> scalar = {4};
  EXPECT_EQ(dequantize(done(Tensor({}, scalar), {.slicing = {.granularity = Granularity::kGroup}})), scalar);
}

TEST(Linear, SaysWhatIsWrong) {
  const std::vector<float> x(6, 1.0F);
  const Tensor tensor({2, 3}, x);
  const auto message = [&](const Options& options) {
    const auto result = quantize(tensor, options);
    return result.ok() ? "" : result.error();
  };
  EXPECT_EQ(message({.bits = 1}), "bits must be 2 to 8, not 1");
  EXPECT_EQ(message({.bits = 9}), "bits must be 2 to 8, not 9");
  EXPECT_EQ(message({.slicing = {.granularity = Granularity::kChannel, .axis = 2}}),
            "axis 2: the tensor has only 2 axes");
  EXPECT_EQ(message({.slicing = {.granularity = Granularity::kGroup, .group_size = 0}}),
            "the group size must be at least 1");
  for (const double p : {50.0, 100.1, -1.0, std::nan("")}) {
    EXPECT_EQ(message({.range = {.rule = RangeRule::kPercentile, .percentile = p}}),
              "the percentile must be above 50 and at most 100");
  }
  for (const Range range :
       {Range{1, 0}, Range{0, std::numeric_limits<float>::infinity()}, Range{std::nanf(""), 1}}) {
    EXPECT_EQ(message({.range = {.rule = RangeRule::kFixed, .fixed = range}}),
              "a range needs two finite ends, the lower one first");
  }
}

}  // namespace
}  // namespace roundoff::linear
