#include "roundoff/format/float_format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "tests/support/files.h"
#include "tests/support/tensors.h"

namespace roundoff::format {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(FloatFormat, CastsAsPyTorchDoes) {
  const auto casts = nlohmann::json::parse(test::golden("tensor/linear.json"))["casts"];
  const std::vector<float> x = test::from_hex(casts["x"]);
  for (size_t i = 0; i < x.size(); ++i) {
    EXPECT_EQ(encode(FloatFormat::kFloat16, x[i]), casts["float16"][i].get<uint32_t>()) << x[i];
    EXPECT_EQ(encode(FloatFormat::kBfloat16, x[i]), casts["bfloat16"][i].get<uint32_t>()) << x[i];
  }
}

TEST(FloatFormat, SmallFloatsFollowTheTablesOfTheirSpecifications) {
  const auto goldens = nlohmann::json::parse(test::golden("tensor/formats.json"))["floats"];
  for (const auto& [name, golden] : goldens.items()) {
    const auto format = float_format(name);
    ASSERT_TRUE(format) << name;
    const std::vector<float> table = test::from_hex(golden["table"]);
    for (uint32_t code = 0; code < table.size(); ++code)
      EXPECT_EQ(decode(*format, code), table[code]) << name;
    EXPECT_EQ(table.back(), layout(*format).max);
    const std::vector<float> x = test::from_hex(golden["x"]);
    for (size_t i = 0; i < x.size(); ++i) {
      EXPECT_EQ(encode(*format, x[i]), golden["codes"][i].get<uint32_t>()) << name << " of " << x[i];
    }
  }
}

TEST(FloatFormat, EveryCodeSurvivesTheWayThroughFloat32) {
  for (const FloatFormat format : kFloatFormats) {
    const FloatLayout& f = layout(format);
    if (f.bits > 16) continue;
    for (uint32_t code = 0; code < 1u << f.bits; ++code) {
      const float value = decode(format, code);
      if (std::isnan(value)) {
        EXPECT_TRUE(std::isnan(decode(format, encode(format, value)))) << f.name << ' ' << code;
      } else {
        EXPECT_EQ(encode(format, value, Overflow::kNonSaturating), code) << f.name;
      }
    }
  }
}

TEST(FloatFormat, LayoutsSayWhatTheCodesAre) {
  for (const FloatFormat format : kFloatFormats) {
    const FloatLayout& f = layout(format);
    EXPECT_EQ(1 + f.exponent_bits + f.mantissa_bits, f.bits) << f.name;
    EXPECT_EQ(decode(format, 1), f.min_subnormal) << f.name;
    EXPECT_EQ(decode(format, 1u << f.mantissa_bits), f.min_normal) << f.name;
    EXPECT_EQ(decode(format, encode(format, f.max)), f.max) << f.name;
    EXPECT_EQ(float_format(f.name), format);
  }
  EXPECT_FALSE(float_format("float17"));
}

TEST(FloatFormat, OverflowAndSpecialValues) {
  EXPECT_EQ(encode(FloatFormat::kFloat16, 65520), 0x7c00u);  // a tie with 65536, which would be even
  EXPECT_EQ(encode(FloatFormat::kFloat16, std::nextafter(65520.0F, 0.0F)), 0x7bffu);
  EXPECT_EQ(encode(FloatFormat::kFp8E4M3, 464), 0x7eu);  // a tie with 480, which is odd
  EXPECT_EQ(encode(FloatFormat::kFp8E4M3, 465), 0x7eu);
  EXPECT_EQ(encode(FloatFormat::kFp8E4M3, 465, Overflow::kNonSaturating), 0x7fu);
  EXPECT_EQ(encode(FloatFormat::kFp8E4M3, -kInfinity), 0xfeu);
  EXPECT_EQ(encode(FloatFormat::kFp8E4M3, -kInfinity, Overflow::kNonSaturating), 0xffu);
  EXPECT_EQ(encode(FloatFormat::kFp8E5M2, kInfinity), 0x7bu);
  EXPECT_EQ(encode(FloatFormat::kFp8E5M2, kInfinity, Overflow::kNonSaturating), 0x7cu);
  EXPECT_EQ(encode(FloatFormat::kFp4E2M1, -kInfinity, Overflow::kNonSaturating), 0xfu);
  EXPECT_EQ(encode(FloatFormat::kFp4E2M1, kNan), 0u);
  EXPECT_EQ(encode(FloatFormat::kFp8E4M3, kNan), 0x7fu);
  EXPECT_EQ(encode(FloatFormat::kFp8E5M2, kNan), 0x7eu);
  EXPECT_EQ(encode(FloatFormat::kFloat16, -kNan), 0xfe00u);
  EXPECT_EQ(encode(FloatFormat::kBfloat16, kNan), 0x7fc0u);
}

TEST(FloatFormat, CastIsMonotoneAndOdd) {
  std::vector<float> x = test::noise(3000, 5, 100);
  std::sort(x.begin(), x.end());
  for (const FloatFormat format : kFloatFormats) {
    std::vector<float> y(x.size());
    cast(format, x, y);
    EXPECT_TRUE(std::is_sorted(y.begin(), y.end())) << layout(format).name;
    std::vector<float> negative = x;
    for (float& value : negative) value = -value;
    cast(format, negative, negative);
    for (size_t i = 0; i < x.size(); ++i) EXPECT_EQ(negative[i], -y[i]);
  }
}

TEST(FloatFormat, Float32IsItself) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (const float x : values) {
      if (std::isnan(x)) continue;
      EXPECT_EQ(encode(FloatFormat::kFloat32, x), test::bits_of(x)) << name;
    }
  }
}

// Every number of every small format, halfway to the next, and the floats around both.
std::vector<float> around_every_number() {
  std::vector<float> all;
  for (const FloatFormat format : kFloatFormats) {
    const FloatLayout& f = layout(format);
    if (format == FloatFormat::kFloat32) continue;
    const uint32_t step = f.bits == 16 ? 7 : 1;  // prime to the powers of two that numbers repeat in
    for (uint32_t code = 0; code + 1 < 1u << f.bits; code += step) {
      const float x = decode(format, code);
      const float next = decode(format, code + 1);
      for (const float y : {x, x / 2 + next / 2}) {
        for (const float z : {y, std::nextafter(y, kInfinity), std::nextafter(y, -kInfinity)})
          all.push_back(z);
      }
    }
  }
  return all;
}

TEST(FloatFormat, FastCastsEqualReference) {
  auto inputs = test::hostile_values();
  inputs.push_back({"around every number", around_every_number()});
  for (const auto& [name, values] : inputs) {
    std::vector<float> fast(values.size());
    std::vector<float> plain(values.size());
    for (const FloatFormat format : kFloatFormats) {
      for (const Overflow overflow : {Overflow::kUsual, Overflow::kNonSaturating}) {
        cast(format, values, fast, overflow);
        cast_ref(format, values, plain, overflow);
        EXPECT_EQ(test::bits_of(fast), test::bits_of(plain)) << name << ' ' << layout(format).name;
      }
    }
    std::vector<uint16_t> fast_halves(values.size());
    std::vector<uint16_t> plain_halves(values.size());
    to_bfloat16(values, fast_halves);
    to_bfloat16_ref(values, plain_halves);
    EXPECT_EQ(fast_halves, plain_halves) << name;
    to_float16(values, fast_halves);
    to_float16_ref(values, plain_halves);
    EXPECT_EQ(fast_halves, plain_halves) << name;
  }
}

}  // namespace
}  // namespace roundoff::format
