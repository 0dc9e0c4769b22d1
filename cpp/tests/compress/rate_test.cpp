#include "roundoff/compress/rate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "roundoff/base/random_tensor.h"
#include "tests/support/tensors.h"

namespace roundoff {
namespace {

constexpr RateQuantizer kAll[] = {RateQuantizer::kLinear, RateQuantizer::kUniform, RateQuantizer::kKMeans};

Tensor line_of(const std::vector<float>& values) { return {{values.size()}, values}; }

std::vector<RatePoint> curve_of(const std::vector<float>& values, RateQuantizer quantizer) {
  auto curve = rate_curve(line_of(values), quantizer);
  EXPECT_TRUE(curve.ok());
  return std::move(*curve);
}

RateBounds bounds_of(const std::vector<float>& values) {
  const auto bounds = rate_bounds(line_of(values));
  EXPECT_TRUE(bounds.ok());
  return *bounds;
}

CodedTensor coded(const std::vector<float>& values, const RateSetting& setting) {
  auto result = code(line_of(values), setting);
  EXPECT_TRUE(result.ok());
  return std::move(*result);
}

TEST(Rate, NoQuantizerOfAGaussianIsAboveItsBound) {
  const std::vector<float> x = random_tensor(1 << 18, {});
  const double at_zero = bounds_of(x).gaussian_db;
  EXPECT_NEAR(at_zero, 0, 0.01);
  for (const RateQuantizer quantizer : kAll) {
    for (const RatePoint& p : curve_of(x, quantizer)) {
      // The sample is finite: 2⁻⁹ of a bit is what its entropy may be low by.
      EXPECT_LE(p.sqnr_db, at_zero + kDecibelsPerBit * (p.entropy + 1.0 / 512) + 0.02) << name_of(quantizer);
    }
  }
}

TEST(Rate, FineUniformStepsStayAQuarterOfABitBelowTheBound) {
  const std::vector<float> x = random_tensor(1 << 20, {});
  const double at_zero = bounds_of(x).gaussian_db;
  const double high_rate = 10 * std::log10(std::acos(-1) * std::exp(1) / 6);
  for (const RatePoint& p : curve_of(x, RateQuantizer::kUniform)) {
    const double gap = at_zero + kDecibelsPerBit * p.entropy - p.sqnr_db;
    EXPECT_LT(gap, high_rate + 0.1) << p.entropy;
    if (p.entropy > 4) {
      EXPECT_NEAR(gap, high_rate, 0.03) << p.entropy;
    }
  }
}

TEST(Rate, OwnBoundOfAGaussianIsTheGaussianOne) {
  const RateBounds bounds = bounds_of(random_tensor(1 << 20, {}));
  ASSERT_TRUE(bounds.own_db.has_value());
  EXPECT_NEAR(*bounds.own_db, bounds.gaussian_db, 0.02);
  EXPECT_NEAR(bounds.variance, 1, 0.01);
  EXPECT_EQ(bounds.values, size_t{1} << 20);
}

TEST(Rate, OwnBoundOfEvenlySpreadValuesIsHigherByTheirEntropyPower) {
  std::vector<float> x;
  for (int i = 0; i < 1 << 18; ++i) x.push_back((static_cast<float>(i) + 0.5F) / (1 << 18) - 0.5F);
  const RateBounds bounds = bounds_of(x);
  ASSERT_TRUE(bounds.own_db.has_value());
  EXPECT_NEAR(bounds.variance, 1.0 / 12, 1e-4);
  EXPECT_NEAR(*bounds.own_db, 10 * std::log10(std::acos(-1) * std::exp(1) / 6), 0.05);
}

TEST(Rate, SixDecibelsABit) {
  const std::vector<float> x = random_tensor(1 << 16, {});
  const double fine = coded(x, {RateQuantizer::kUniform, 0, 0.02}).point.sqnr_db;
  const double coarse = coded(x, {RateQuantizer::kUniform, 0, 0.04}).point.sqnr_db;
  EXPECT_NEAR(fine - coarse, kDecibelsPerBit, 0.05);
}

TEST(Rate, KMeansOfAGaussianIsLloydAndMax) {
  // Max, "Quantizing for minimum distortion", 1960, table 1: mean squared errors of 2, 4, 8 and 16 levels.
  const std::vector<double> expected = {0.3634, 0.1175, 0.03454, 0.009497};
  const std::vector<RatePoint> curve = curve_of(random_tensor(1 << 20, {}), RateQuantizer::kKMeans);
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(curve[i].sqnr_db, -10 * std::log10(expected[i]), 0.02) << i + 1 << " bits";
  }
  EXPECT_NEAR(curve[3].entropy, 3.765, 0.01);  // his table's entropy of 16 levels
}

TEST(Rate, CodesAreNoLongerThanFixedOnesAndHoldEveryValue) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (const RateQuantizer quantizer : kAll) {
      const auto curve = rate_curve(line_of(values), quantizer);
      const auto finite = static_cast<size_t>(
          std::count_if(values.begin(), values.end(), [](float x) { return std::isfinite(x); }));
      ASSERT_EQ(curve.ok(), finite > 0) << name;
      if (!curve.ok()) {
        EXPECT_EQ(curve.error(), "the tensor has no finite values");
        continue;
      }
      for (const RatePoint& p : *curve) {
        EXPECT_LE(p.entropy, p.huffman + 1e-9) << name;
        EXPECT_TRUE(p.huffman < p.entropy + 1) << name;
        EXPECT_LE(p.huffman, p.fixed + 1e-9) << name;
        EXPECT_FALSE(std::isnan(p.sqnr_db) || p.sqnr_db < -1) << name << " " << p.sqnr_db;
        EXPECT_TRUE(std::isfinite(p.codebook) && std::isfinite(p.code)) << name;
        const CodedTensor again = coded(values, p.setting);
        EXPECT_EQ(again.point.sqnr_db, p.sqnr_db) << name;
        EXPECT_EQ(again.symbols.size(), p.symbols) << name;
        size_t count = 0;
        for (size_t i = 0; i < again.symbols.size(); ++i) {
          count += again.symbols[i].count;
          EXPECT_TRUE(i == 0 || again.symbols[i - 1].value <= again.symbols[i].value) << name;
        }
        EXPECT_EQ(count, finite) << name;
      }
    }
  }
}

TEST(Rate, BoundsOfHostileValues) {
  for (const auto& [name, values] : test::hostile_values()) {
    const auto bounds = rate_bounds(line_of(values));
    if (!bounds.ok()) continue;
    EXPECT_FALSE(std::isnan(bounds->gaussian_db)) << name;
    EXPECT_GE(bounds->gaussian_db, 0) << name;
    EXPECT_TRUE(!bounds->own_db || std::isfinite(*bounds->own_db)) << name;
  }
}

TEST(Rate, EqualValuesTakeNoBits) {
  const std::vector<float> x(64, -2.5F);
  EXPECT_TRUE(curve_of(x, RateQuantizer::kUniform).empty());
  for (const RatePoint& p : curve_of(x, RateQuantizer::kKMeans)) {
    EXPECT_EQ(p.entropy, 0);
    EXPECT_EQ(p.huffman, 0);
    EXPECT_EQ(p.symbols, 1u);
    EXPECT_TRUE(std::isinf(p.sqnr_db));
    EXPECT_DOUBLE_EQ(p.codebook, 32.0 / 64);
  }
  EXPECT_TRUE(std::isinf(bounds_of(x).gaussian_db));
  EXPECT_FALSE(bounds_of(x).own_db.has_value());
}

TEST(Rate, TablesAreCounted) {
  const std::vector<float> x = random_tensor(1000, {});
  const RatePoint kmeans = coded(x, {RateQuantizer::kKMeans, 4, 0}).point;
  EXPECT_DOUBLE_EQ(kmeans.codebook, 16 * 32 / 1000.0);
  EXPECT_DOUBLE_EQ(kmeans.code, 16 * 8 / 1000.0);
  const RatePoint uniform = coded(x, {RateQuantizer::kUniform, 0, 0.5}).point;
  EXPECT_DOUBLE_EQ(uniform.codebook, 64 / 1000.0);
  EXPECT_DOUBLE_EQ(uniform.code, static_cast<double>(uniform.symbols) * 24 / 1000.0);
  EXPECT_DOUBLE_EQ(coded(x, {RateQuantizer::kLinear, 4, 0}).point.codebook, 40 / 1000.0);
}

TEST(Rate, SaysWhatIsWrong) {
  const std::vector<float> x = {-1, 0, 3};
  const auto refused = [&](const RateSetting& setting) { return code(line_of(x), setting).error(); };
  EXPECT_EQ(refused({RateQuantizer::kLinear, 1, 0}), "bits of linear must be 2 to 8, not 1");
  EXPECT_EQ(refused({RateQuantizer::kKMeans, 9, 0}), "bits of kmeans must be 1 to 8, not 9");
  for (const double step : {0.0, -1.0, static_cast<double>(NAN), static_cast<double>(INFINITY)}) {
    EXPECT_EQ(refused({RateQuantizer::kUniform, 0, step}), "the step must be a number above 0");
  }
  EXPECT_EQ(refused({RateQuantizer::kUniform, 0, 1e-9}), "the step leaves more than 65536 integers");
  EXPECT_EQ(parse_rate_quantizer("kmeans"), RateQuantizer::kKMeans);
  EXPECT_FALSE(parse_rate_quantizer("k-means").has_value());
}

}  // namespace
}  // namespace roundoff
