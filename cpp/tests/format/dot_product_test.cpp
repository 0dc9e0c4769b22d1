#include "roundoff/format/dot_product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "roundoff/base/normal.h"
#include "roundoff/format/dot_product_lanes.h"
#include "roundoff/format/round_to.h"
#include "tests/support/tensors.h"

namespace roundoff::format {
namespace {

TEST(RoundTo, EqualsEncodingAndDecoding) {
  std::vector<test::Named> all = test::hostile_values();
  Random random(3);
  // Near the numbers of small formats, where ties and overflows are.
  test::Named near{"near numbers of formats", {}};
  for (const FloatFormat format : kFloatFormats) {
    for (int i = 0; i < 4000; ++i) {
      const uint32_t bits =
          test::bits_of(decode(format, static_cast<uint32_t>(random.next()))) ^ (i % 2 == 0 ? 0 : 1);
      near.values.push_back(test::from_bits(bits));
      const uint32_t half = 1u << static_cast<uint32_t>(std::max(22 - layout(format).mantissa_bits, 0));
      near.values.push_back(test::from_bits(bits ^ half));
    }
  }
  all.push_back(near);
  for (const FloatFormat format : kFloatFormats) {
    for (const Overflow overflow : {Overflow::kUsual, Overflow::kNonSaturating}) {
      const RoundTo round(format, overflow);
      for (const auto& [name, values] : all) {
        for (const float x : values) {
          const float y = round(x);
          const float expected = decode(format, encode(format, x, overflow));
          if (std::isnan(x) || std::isnan(expected)) {
            ASSERT_TRUE(std::isnan(y)) << layout(format).name << " " << x;
            continue;
          }
          ASSERT_EQ(test::bits_of(y), test::bits_of(expected))
              << layout(format).name << " " << x << " of " << name;
        }
      }
    }
  }
}

TEST(DotProduct, ByHand) {
  const std::vector<float> ones(3000, 1);
  // 2048 + 1 is midway between two float16 numbers, and 2048 is the even one.
  EXPECT_EQ(dot_product(FloatFormat::kFloat16, Accumulation::kNaive, ones, ones), 2048);
  EXPECT_EQ(dot_product(FloatFormat::kFloat16, Accumulation::kPairwise, ones, ones), 3000);
  EXPECT_EQ(dot_product(FloatFormat::kFloat16, Accumulation::kFloat32, ones, ones), 3000);
  EXPECT_EQ(dot_product(FloatFormat::kBfloat16, Accumulation::kNaive, ones, ones), 256);
  EXPECT_EQ(dot_product(FloatFormat::kFp8E4M3, Accumulation::kNaive, ones, ones), 16);
  // Three numbers of a format with three bits: 1 + 1 = 2, and 2 + 1.
  const std::vector<float> three = {1, 1, 1.06F};
  const std::vector<float> units = {1, 1, 1};
  EXPECT_EQ(dot_product(FloatFormat::kFp8E4M3, Accumulation::kPairwise, three, units), 3);
}

TEST(DotProduct, OverflowIsSeen) {
  const std::vector<float> big = {60000, 60000};
  const std::vector<float> ones = {1, 1};
  EXPECT_EQ(dot_product(FloatFormat::kFloat16, Accumulation::kNaive, big, ones),
            std::numeric_limits<float>::infinity());
  EXPECT_EQ(dot_product(FloatFormat::kFloat16, Accumulation::kFloat32, big, ones), 2 * 60000.0F);
  EXPECT_TRUE(std::isnan(dot_product(FloatFormat::kFp8E4M3, Accumulation::kFloat32, big, ones)));
  EXPECT_EQ(dot_product(FloatFormat::kFp8E5M2, Accumulation::kPairwise, big, ones),
            std::numeric_limits<float>::infinity());
}

TEST(DotProduct, Empty) {
  for (const Accumulation accumulation : kAccumulations) {
    EXPECT_EQ(dot_product(FloatFormat::kFloat16, accumulation, {}, {}), 0);
  }
  EXPECT_EQ(exact_dot_product({}, {}), 0);
}

TEST(ExactDotProduct, KeepsWhatCancellationLeaves) {
  const std::vector<float> a = {1e20F, 1, -1e20F};
  const std::vector<float> b = {1e15F, 3, 1e15F};
  EXPECT_EQ(exact_dot_product(a, b), 3);
}

TEST(DotLanes, EqualReference) {
  Random random(11);
  for (const FloatFormat format : kFloatFormats) {
    if (format == FloatFormat::kFp4E2M1) continue;
    const RoundTo round(format, Overflow::kNonSaturating);
    for (const size_t products : {1, 2, 3, 7, 64, 200}) {
      for (const bool any_bits : {false, true}) {
        std::vector<float> a = test::noise(products * kDotLanes, products);
        std::vector<float> b = test::noise(products * kDotLanes, products + 1);
        for (float& x : a) x = any_bits ? test::from_bits(static_cast<uint32_t>(random.next())) : x;
        DotLanes fast;
        DotLanes plain;
        // In two parts, as chunks come.
        const size_t part = products / 3 * kDotLanes;
        add_products(round, std::span(a).first(part), std::span(b).first(part), fast);
        add_products(round, std::span(a).subspan(part), std::span(b).subspan(part), fast);
        add_products_ref(round, a, b, plain);
        EXPECT_EQ(fast.count, plain.count);
        const auto same = [](const DotLanes::Row& x, const DotLanes::Row& y) {
          return std::equal(x.begin(), x.end(), y.begin(), [](float p, float q) {
            return (std::isnan(p) && std::isnan(q)) || test::bits_of(p) == test::bits_of(q);
          });
        };
        EXPECT_TRUE(same(fast.naive, plain.naive)) << layout(format).name;
        EXPECT_TRUE(same(fast.float32, plain.float32)) << layout(format).name;
        EXPECT_TRUE(same(pairwise_sum(round, fast), pairwise_sum(round, plain))) << layout(format).name;
      }
    }
  }
}

TEST(DotProductErrors, AreThoseOfEachPair) {
  for (const Distribution distribution : {Distribution::kNormal, Distribution::kUniform}) {
    const DotProductOptions options{.length = 700, .seeds = 19, .seed = 4, .distribution = distribution};
    const auto rows = dot_product_errors(options);
    ASSERT_TRUE(rows.ok());
    ASSERT_EQ(rows->size(), 14u);
    // The same pairs, one at a time.
    std::vector<std::vector<float>> a;
    std::vector<std::vector<float>> b;
    Random seeds(options.seed);
    for (size_t pair = 0; pair < options.seeds; ++pair) {
      const uint64_t seed = seeds.next();
      Random uniform(seed);
      Normal normal(seed);
      a.emplace_back();
      b.emplace_back();
      const auto next = [&] {
        return static_cast<float>(distribution == Distribution::kUniform ? uniform.uniform() : normal.next());
      };
      for (size_t i = 0; i < options.length; ++i) {
        a.back().push_back(next());
        b.back().push_back(next());
      }
    }
    for (const DotProductErrors& row : *rows) {
      std::vector<double> errors;
      for (size_t pair = 0; pair < options.seeds; ++pair) {
        const float result = dot_product(row.format, row.accumulation, a[pair], b[pair]);
        const double lengths =
            std::sqrt(exact_dot_product(a[pair], a[pair])) * std::sqrt(exact_dot_product(b[pair], b[pair]));
        errors.push_back(std::isfinite(result)
                             ? std::abs(static_cast<double>(result) - exact_dot_product(a[pair], b[pair])) /
                                   lengths
                             : std::numeric_limits<double>::infinity());
      }
      std::sort(errors.begin(), errors.end());
      ASSERT_EQ(row.errors.size(), errors.size());
      for (size_t i = 0; i < errors.size(); ++i) {
        if (std::isfinite(errors[i])) {
          EXPECT_NEAR(row.errors[i], errors[i], 1e-12) << layout(row.format).name << name(row.accumulation);
        } else {
          EXPECT_EQ(row.errors[i], errors[i]);
        }
      }
      EXPECT_EQ(row.median, row.errors[options.seeds / 2]);
      EXPECT_EQ(row.overflows, static_cast<size_t>(std::count_if(errors.begin(), errors.end(),
                                                                 [](double e) { return std::isinf(e); })));
    }
  }
}

TEST(DotProductErrors, ShowWhatTheFigureIsAbout) {
  const auto rows = dot_product_errors({.length = 4096, .seeds = 16, .distribution = Distribution::kUniform});
  ASSERT_TRUE(rows.ok());
  const auto median = [&](FloatFormat format, Accumulation accumulation) {
    return std::find_if(rows->begin(), rows->end(),
                        [&](const DotProductErrors& row) {
                          return row.format == format && row.accumulation == accumulation;
                        })
        ->median;
  };
  // Sums of one sign grow until what is added is lost; wider sums do not.
  EXPECT_GT(median(FloatFormat::kBfloat16, Accumulation::kNaive),
            10 * median(FloatFormat::kBfloat16, Accumulation::kPairwise));
  EXPECT_GT(median(FloatFormat::kBfloat16, Accumulation::kNaive),
            10 * median(FloatFormat::kBfloat16, Accumulation::kFloat32));
  EXPECT_GT(median(FloatFormat::kBfloat16, Accumulation::kFloat32),
            median(FloatFormat::kFloat16, Accumulation::kFloat32));
  EXPECT_LT(median(FloatFormat::kFloat32, Accumulation::kNaive), 1e-5);
}

TEST(DotProductErrors, RefuseSizesBeyondTheLimits) {
  EXPECT_FALSE(dot_product_errors({.length = 0}).ok());
  EXPECT_FALSE(dot_product_errors({.length = kMaxDotProductLength + 1}).ok());
  EXPECT_EQ(dot_product_errors({.seeds = 0}).error(), "1 to 4096 pairs of vectors, not 0");
}

TEST(Normal, IsNormal) {
  Normal normal(1);
  constexpr int kDraws = 200000;
  double sum = 0;
  double squares = 0;
  int beyond_two = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = normal.next();
    sum += x;
    squares += x * x;
    beyond_two += std::abs(x) > 2 ? 1 : 0;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.01);
  EXPECT_NEAR(squares / kDraws, 1, 0.02);
  EXPECT_NEAR(static_cast<double>(beyond_two) / kDraws, 0.0455, 0.003);
}

}  // namespace
}  // namespace roundoff::format
