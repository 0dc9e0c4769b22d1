#include "roundoff/linear/kernels.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "roundoff/linear/pack.h"
#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

std::vector<Parameters> some_parameters() {
  std::vector<Parameters> all;
  for (const int bits : {2, 3, 4, 8}) {
    for (const Mode mode : {Mode::kSymmetric, Mode::kSymmetricFull, Mode::kAsymmetric}) {
      for (const Range range :
           {Range{-1, 1}, Range{-0.3F, 2}, Range{0, 0}, Range{1e-45F, 1e-45F},
            Range{-std::numeric_limits<float>::max(), std::numeric_limits<float>::max()}}) {
        all.push_back(parameters(range, mode, bits));
      }
    }
  }
  return all;
}

TEST(Kernels, ScanEqualsReference) {
  for (const auto& [name, values] : test::hostile_values()) {
    const Scan fast = scan(values);
    const Scan plain = scan_ref(values);
    EXPECT_EQ(fast, plain) << name;
    EXPECT_EQ(test::bits_of(fast.range.min), test::bits_of(plain.range.min)) << name;
    EXPECT_EQ(test::bits_of(fast.range.max), test::bits_of(plain.range.max)) << name;
  }
}

TEST(Kernels, ScanOfValuesWhoseSumOverflows) {
  std::vector<float> values(67, std::numeric_limits<float>::max());
  values[40] = -1;
  EXPECT_EQ(scan(values), scan_ref(values));
}

TEST(Kernels, QuantizeEqualsReference) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (const Parameters& p : some_parameters()) {
      for (const Rounding rounding : {Rounding::kNearestEven, Rounding::kFloor, Rounding::kCeil}) {
        std::vector<int8_t> fast(values.size());
        std::vector<int8_t> plain(values.size());
        quantize_run(values, p, rounding, fast);
        quantize_run_ref(values, p, rounding, plain);
        ASSERT_EQ(fast, plain) << name << " scale " << p.scale;
        for (const int q : fast) ASSERT_TRUE(q >= p.q_min && q <= p.q_max);
        quantize_run(values, p, rounding, fast, scan(values).known());
        ASSERT_EQ(fast, plain) << name << " scale " << p.scale;
      }
    }
  }
}

TEST(Kernels, DequantizeEqualsReference) {
  Random random(6);
  for (const size_t n : {0, 1, 2, 5, 15, 16, 17, 31, 32, 33, 64, 1001}) {
    std::vector<int8_t> q(n);
    std::vector<uint8_t> packed((n + 1) / 2);
    for (int8_t& value : q) value = static_cast<int8_t>(random.next());
    for (uint8_t& value : packed) value = static_cast<uint8_t>(random.next());
    for (const float scale : {1.0F, 0.1F, 0x1p-126F, 2e36F}) {
      for (const int32_t zero_point : {0, -128, 127, 5}) {
        std::vector<float> fast(n);
        std::vector<float> plain(n);
        dequantize_run(q, scale, zero_point, fast);
        dequantize_run_ref(q, scale, zero_point, plain);
        EXPECT_EQ(test::bits_of(fast), test::bits_of(plain)) << n;
        dequantize_packed4_run(packed, scale, zero_point, fast);
        dequantize_packed4_run_ref(packed, scale, zero_point, plain);
        EXPECT_EQ(test::bits_of(fast), test::bits_of(plain)) << n;
      }
    }
  }
}

TEST(Kernels, SquaredErrorEqualsReference) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (const Parameters& p : some_parameters()) {
      const double plain = squared_error_ref(values, p);
      EXPECT_EQ(squared_error(values, p), plain) << name << " scale " << p.scale;
      EXPECT_EQ(squared_error(values, p, scan(values).known()), plain) << name << " scale " << p.scale;
    }
  }
}

TEST(Pack, TheArticlesExample) {
  const std::vector<int8_t> row = {-3, 1, -7, 2};
  EXPECT_EQ(pack(row, 4), (std::vector<uint8_t>{89, 26}));
  const std::vector<int8_t> twos = {-2, -1, 0, 1, 1};
  EXPECT_EQ(pack(twos, 2), (std::vector<uint8_t>{0b00011011, 0b11000000}));
}

TEST(Pack, UnpackedIsPacked) {
  Random random(12);
  for (const int bits : {2, 4, 8}) {
    for (const size_t n : {0, 1, 2, 3, 4, 5, 63, 64, 65}) {
      std::vector<int8_t> q(n);
      for (int8_t& value : q) {
        value = static_cast<int8_t>(static_cast<int>(random.below(1u << bits)) - (1 << (bits - 1)));
      }
      const auto packed = pack(q, bits);
      EXPECT_EQ(packed.size(), (n * static_cast<size_t>(bits) + 7) / 8);
      EXPECT_EQ(unpack(packed, n, bits), q) << bits << " bits, " << n;
      if (bits != 4) continue;
      std::vector<float> from_packed(n);
      std::vector<float> from_integers(n);
      dequantize_packed4_run(packed, 0.25F, 3, from_packed);
      dequantize_run(q, 0.25F, 3, from_integers);
      EXPECT_EQ(from_packed, from_integers);
    }
  }
}

}  // namespace
}  // namespace roundoff::linear
