#include "roundoff/linear/power_of_two.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

PowersOfTwo done(const std::vector<float>& x, int bits, const Slicing& slicing = {}) {
  auto result = quantize_powers_of_two(Tensor({x.size()}, x), bits, slicing);
  EXPECT_TRUE(result.ok());
  return std::move(*result);
}

TEST(PowersOfTwo, ByHand) {
  // Three bits: levels ±8, ±4, ±2 and 0.
  const std::vector<float> x = {9, 6, 5.9F, -3, -2.9F, 1, 0.99F, -0.0F, 0};
  const PowersOfTwo q = done(x, 3);
  EXPECT_EQ(q.integers, (std::vector<int8_t>{3, 3, 2, -2, -1, 1, 0, 0, 0}));
  EXPECT_EQ(dequantize(q), (std::vector<float>{8, 8, 4, -4, -2, 2, 0, 0, 0}));
  EXPECT_EQ(q.bytes(), 4u + 2);
}

TEST(PowersOfTwo, EveryValueGoesToItsNearestLevel) {
  const std::vector<float> x = test::noise(500, 3);
  for (int bits = 2; bits <= 8; ++bits) {
    const PowersOfTwo q = done(x, bits);
    const auto y = dequantize(q);
    const int m = (1 << (bits - 1)) - 1;
    for (size_t i = 0; i < x.size(); ++i) {
      const float error = std::abs(x[i] - y[i]);
      EXPECT_LE(error, std::abs(x[i]));
      for (int j = 1; j <= m; ++j) {
        EXPECT_LE(error, std::abs(std::abs(x[i]) - std::ldexp(1.0F, q.tops[0] - m + j)));
      }
    }
  }
}

TEST(PowersOfTwo, HostileValues) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (const int bits : {2, 4, 8}) {
      const PowersOfTwo q = done(values, bits);
      const int m = (1 << (bits - 1)) - 1;
      for (const int integer : q.integers) EXPECT_LE(std::abs(integer), m) << name;
      const auto y = dequantize(q);
      for (size_t i = 0; i < y.size(); ++i) {
        EXPECT_TRUE(std::isfinite(y[i])) << name;
        EXPECT_EQ(std::isnan(values[i]) && y[i] != 0, false) << name;
      }
    }
  }
}

TEST(PowersOfTwo, GroupsHaveTheirOwnLevels) {
  const std::vector<float> x = {1, 0.5F, 1024, 512, 3};
  const PowersOfTwo q = done(x, 2, {.granularity = Granularity::kGroup, .group_size = 2});
  EXPECT_EQ(q.tops, (std::vector<int16_t>{0, 10, 2}));
  EXPECT_EQ(dequantize(q), (std::vector<float>{1, 1, 1024, 1024, 4}));
  EXPECT_EQ(quantize_powers_of_two(Tensor({5}, x), 1, {}).error(), "bits must be 2 to 8, not 1");
}

}  // namespace
}  // namespace roundoff::linear
