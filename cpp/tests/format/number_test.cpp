#include "roundoff/format/number.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "roundoff/base/random.h"
#include "roundoff/format/float_format.h"
#include "tests/support/tensors.h"

namespace roundoff::format {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Formats whose numbers can all be looked at.
std::vector<NumberFormat> small_formats() {
  std::vector<NumberFormat> all(kNumberFormats.begin() + 1, kNumberFormats.end());
  return all;
}

// Every finite value once, ascending.
std::vector<double> all_values(NumberFormat format) {
  std::vector<double> values;
  for (uint32_t bits = 0; bits < 1u << layout(format).bits; ++bits) {
    const double value = read_number(format, bits).value;
    if (std::isfinite(value)) values.push_back(value + 0.0);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

TEST(NumberLayout, FieldsFillTheBits) {
  for (const NumberFormat format : kNumberFormats) {
    const NumberLayout f = layout(format);
    EXPECT_EQ(f.sign_bits + f.exponent_bits + f.mantissa_bits, f.bits) << f.name;
    EXPECT_EQ(number_format(f.name), format);
  }
  EXPECT_EQ(number_format("int3"), std::nullopt);
  EXPECT_EQ(layout(NumberFormat::kInt4).min, -8);
  EXPECT_EQ(layout(NumberFormat::kInt4).max, 7);
  EXPECT_EQ(layout(NumberFormat::kFp8E4M3).max, 448);
  EXPECT_EQ(layout(NumberFormat::kFloat32).min, -static_cast<double>(std::numeric_limits<float>::max()));
}

TEST(ReadNumber, ByHand) {
  const NumberReading one = read_number(NumberFormat::kFloat16, 0x3c00);
  EXPECT_EQ(one.value, 1);
  EXPECT_EQ(one.kind, NumberKind::kNormal);
  EXPECT_EQ(one.sign, 0u);
  EXPECT_EQ(one.exponent, 15u);
  EXPECT_EQ(one.mantissa, 0u);
  EXPECT_EQ(one.spacing, 0x1p-10);
  EXPECT_EQ(one.above, 1 + 0x1p-10);
  EXPECT_EQ(one.below, 1 - 0x1p-11);

  const NumberReading minus = read_number(NumberFormat::kInt8, 0xff);
  EXPECT_EQ(minus.value, -1);
  EXPECT_EQ(minus.kind, NumberKind::kInteger);
  EXPECT_EQ(minus.mantissa, 0xffu);
  EXPECT_EQ(minus.spacing, 1);

  EXPECT_EQ(read_number(NumberFormat::kFp8E4M3, 0x7f).kind, NumberKind::kNan);
  EXPECT_TRUE(std::isnan(read_number(NumberFormat::kFp8E4M3, 0xff).above));
  EXPECT_EQ(read_number(NumberFormat::kFp8E4M3, 0x80).kind, NumberKind::kZero);
  EXPECT_EQ(read_number(NumberFormat::kFp8E4M3, 0x80).below, -0x1p-9);
  EXPECT_EQ(read_number(NumberFormat::kFp8E4M3, 0x80).above, 0x1p-9);
  EXPECT_EQ(read_number(NumberFormat::kFp8E4M3, 1).kind, NumberKind::kSubnormal);
  const NumberReading infinite = read_number(NumberFormat::kFp8E5M2, 0xfc);
  EXPECT_EQ(infinite.value, -kInfinity);
  EXPECT_EQ(infinite.below, -kInfinity);
  EXPECT_EQ(infinite.above, -57344);
  EXPECT_EQ(name(infinite.kind), "infinity");
}

TEST(ReadNumber, NeighboursAreTheNextInOrder) {
  for (const NumberFormat format : small_formats()) {
    const std::vector<double> values = all_values(format);
    for (uint32_t bits = 0; bits < 1u << layout(format).bits; ++bits) {
      const NumberReading r = read_number(format, bits);
      if (!std::isfinite(r.value)) continue;
      const auto at = std::lower_bound(values.begin(), values.end(), r.value);
      EXPECT_EQ(r.below, at == values.begin() ? -kInfinity : at[-1]);
      EXPECT_EQ(r.above, at + 1 == values.end() ? kInfinity : at[1]);
      EXPECT_GT(r.spacing, 0);
      EXPECT_TRUE(std::isfinite(r.spacing));
      const double away = r.value < 0 ? r.value - r.below : r.above - r.value;
      if (std::isfinite(away)) {
        EXPECT_EQ(r.spacing, away);
      }
    }
  }
}

TEST(ReadNumber, Float32NeighboursAreNextafters) {
  Random random(5);
  for (int i = 0; i < 2000; ++i) {
    const float x = test::from_bits(static_cast<uint32_t>(random.next()));
    if (!std::isfinite(x)) continue;
    const NumberReading r = read_number(NumberFormat::kFloat32, test::bits_of(x));
    EXPECT_EQ(r.value, static_cast<double>(x));
    EXPECT_EQ(r.above, static_cast<double>(std::nextafter(x, std::numeric_limits<float>::infinity())));
    EXPECT_EQ(r.below, static_cast<double>(std::nextafter(x, -std::numeric_limits<float>::infinity())));
  }
}

TEST(NearestNumber, IsTheNearestAndRoundsOnce) {
  Random random(8);
  for (const NumberFormat format : small_formats()) {
    const std::vector<double> values = all_values(format);
    for (int i = 0; i < 3000; ++i) {
      // Around the midpoint of two neighbours, by less than a float32 can tell.
      const size_t at = random.below(values.size() - 1);
      const double middle = (values[at] + values[at + 1]) / 2;
      const double nudge = (values[at + 1] - values[at]) * 0x1p-40;
      const double below = read_number(format, nearest_number(format, middle - nudge)).value;
      const double above = read_number(format, nearest_number(format, middle + nudge)).value;
      EXPECT_EQ(below, values[at]) << layout(format).name << " " << middle;
      EXPECT_EQ(above, values[at + 1]) << layout(format).name << " " << middle;
      const uint32_t tie = nearest_number(format, middle);
      EXPECT_EQ(tie & 1u, 0u) << layout(format).name << " " << middle;
    }
    for (const double value : values) {
      EXPECT_EQ(read_number(format, nearest_number(format, value)).value, value);
    }
  }
}

TEST(NearestNumber, BeyondTheRange) {
  EXPECT_EQ(nearest_number(NumberFormat::kInt4, 1e300), 7u);
  EXPECT_EQ(nearest_number(NumberFormat::kInt4, -kInfinity), 8u);
  EXPECT_EQ(nearest_number(NumberFormat::kInt8, std::nan("")), 0u);
  EXPECT_EQ(nearest_number(NumberFormat::kFloat16, 1e300), 0x7c00u);
  EXPECT_EQ(nearest_number(NumberFormat::kFp8E4M3, -1e300), 0xfeu);
  EXPECT_EQ(nearest_number(NumberFormat::kFloat32, 1e-300), 0u);
  EXPECT_EQ(nearest_number(NumberFormat::kBfloat16, -1e-300), 0x8000u);
  EXPECT_EQ(read_number(NumberFormat::kFp8E5M2, nearest_number(NumberFormat::kFp8E5M2, std::nan(""))).kind,
            NumberKind::kNan);
}

TEST(Representable, ListsEveryValueOnce) {
  for (const NumberFormat format : small_formats()) {
    const std::vector<double> values = all_values(format);
    const Representable all = representable(format, -kInfinity, kInfinity, 1u << 20u);
    EXPECT_EQ(all.total, values.size());
    EXPECT_EQ(std::vector<double>(all.values.begin(), all.values.end()), values) << layout(format).name;
    // Ends that are numbers of the format are in.
    const Representable few = representable(format, values[1], values[values.size() - 2], 1u << 20u);
    EXPECT_EQ(few.total, values.size() - 2);
  }
}

TEST(Representable, IsThinnedByRank) {
  const Representable all = representable(NumberFormat::kFloat32, -kInfinity, kInfinity, 1001);
  EXPECT_EQ(all.total, 2 * uint64_t{0x7f7fffff} + 1);
  ASSERT_EQ(all.values.size(), 1001u);
  EXPECT_EQ(all.values.front(), -std::numeric_limits<float>::max());
  EXPECT_EQ(all.values[500], 0);
  EXPECT_EQ(all.values.back(), std::numeric_limits<float>::max());
  EXPECT_TRUE(std::is_sorted(all.values.begin(), all.values.end()));
  const Representable bytes = representable(NumberFormat::kInt8, -128, 127, 18);
  for (size_t i = 0; i < 18; ++i) EXPECT_EQ(bytes.values[i], -128 + 15 * static_cast<float>(i));
}

TEST(Representable, OddIntervals) {
  EXPECT_EQ(representable(NumberFormat::kInt8, 0.2, 0.8, 10).total, 0u);
  EXPECT_EQ(representable(NumberFormat::kInt8, 3, 2, 10).total, 0u);
  EXPECT_EQ(representable(NumberFormat::kInt8, std::nan(""), 2, 10).total, 0u);
  EXPECT_EQ(representable(NumberFormat::kFp8E4M3, 500, kInfinity, 10).total, 0u);
  EXPECT_EQ(representable(NumberFormat::kFloat16, -0.0, 0.0, 10).values, std::vector<float>{0});
  EXPECT_EQ(representable(NumberFormat::kInt4, -8, 7, 0).values, (std::vector<float>{-8, 7}));
  EXPECT_EQ(representable(NumberFormat::kInt4, 7, 9, 0).values, (std::vector<float>{7}));
}

}  // namespace
}  // namespace roundoff::format
