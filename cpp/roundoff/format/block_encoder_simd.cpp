// A block at a time: its scale, then its integers as bytes by vectors, then those packed.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/format/block_encoder_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

#include "roundoff/format/block_encoder.h"
#include "roundoff/format/float_format-inl.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::format::HWY_NAMESPACE {
namespace {

constexpr float kLargest = std::numeric_limits<float>::max();

// NaN as 0, infinities as the largest floats.
HWY_INLINE VF tamed(VF x) {
  const auto number = hn::IfThenZeroElse(hn::IsNaN(x), x);
  return hn::Min(hn::Max(number, hn::Set(F(), -kLargest)), hn::Set(F(), kLargest));
}

// out[i] = one(in[i]), integers of 0 … 255 or −128 … 127, as bytes.
template <size_t kSize, class One>
HWY_INLINE void to_bytes(const float* in, uint8_t* out, One one) {
  constexpr size_t kLanes = hn::MaxLanes(F());
  const auto low_bytes = [&](size_t i) HWY_ATTR {
    return hn::BitCast(I(), hn::And(hn::BitCast(U(), one(hn::LoadU(F(), in + i))), hn::Set(U(), 255)));
  };
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kLanes == 4) {  // two stores of four bytes would cost more than one of eight
    const hn::Repartition<int16_t, I> i16;
    const hn::Rebind<uint8_t, decltype(i16)> u8;
    for (size_t i = 0; i < kSize; i += 2 * kLanes) {
      const auto pair = hn::ReorderDemote2To(i16, low_bytes(i), low_bytes(i + kLanes));
      hn::StoreU(hn::DemoteTo(u8, pair), u8, out + i);
    }
    return;
  }
#endif
  const hn::Rebind<uint8_t, F> u8;
  for (size_t i = 0; i < kSize; i += kLanes) hn::StoreU(hn::DemoteTo(u8, low_bytes(i)), u8, out + i);
}

template <size_t kSize, class One>
HWY_INLINE VF largest_of(const float* in, One one) {
  auto largest = one(hn::LoadU(F(), in));
  for (size_t i = hn::MaxLanes(F()); i < kSize; i += hn::MaxLanes(F())) {
    largest = hn::Max(largest, one(hn::LoadU(F(), in + i)));
  }
  return hn::MaxOfLanes(F(), largest);
}

template <size_t kSize>
HWY_INLINE float absmax(const float* in) {
  return hn::GetLane(largest_of<kSize>(in, [](VF x) HWY_ATTR { return hn::Abs(tamed(x)); }));
}

HWY_INLINE void store_float16(float scale, uint8_t* out) {
  const uint32_t bits = encode(FloatFormat::kFloat16, scale);
  out[0] = static_cast<uint8_t>(bits);
  out[1] = static_cast<uint8_t>(bits >> 8u);
}

// As GGUF and MXFP4 have them: the block's first half in the low halves of the bytes.
HWY_INLINE void pack_halves(const uint8_t* codes, uint8_t* out) {
  for (size_t i = 0; i < 16; ++i) out[i] = static_cast<uint8_t>(codes[i] | codes[i + 16] << 4u);
}

HWY_INLINE void encode_q8_0(const float* in, uint8_t* out) {
  const float scale = std::min(absmax<32>(in) / 127, kLargestGgufScale);
  store_float16(scale, out);
  const auto inverse = hn::Set(F(), scale == 0 ? 0 : 1 / scale);
  to_bytes<32>(in, out + 2, [&](VF x) HWY_ATTR {
    const F f;
    const auto t = tamed(hn::Mul(tamed(x), inverse));
    const auto v = hn::Min(hn::Max(t, hn::Set(f, -127.0F)), hn::Set(f, 127.0F));
    const auto whole = hn::Trunc(v);
    const auto away = hn::Ge(hn::Abs(hn::Sub(v, whole)), hn::Set(f, 0.5F));
    const auto one = hn::CopySign(hn::Set(f, 1.0F), v);
    return hn::ConvertTo(I(), hn::Add(whole, hn::IfThenElseZero(away, one)));
  });
}

// The value of largest magnitude; the first of those that differ in sign only.
HWY_INLINE float extreme_of(const float* in) {
  const float high = hn::GetLane(largest_of<32>(in, [](VF x) HWY_ATTR { return tamed(x); }));
  const float low = hn::GetLane(largest_of<32>(in, [](VF x) HWY_ATTR { return hn::Neg(tamed(x)); }));
  if (high > low) return high;
  if (low > high) return -low;
  for (size_t i = 0; i < 32; ++i) {
    const float x = std::isnan(in[i]) ? 0 : std::clamp(in[i], -kLargest, kLargest);
    if (x != 0 && std::abs(x) == high) return x;
  }
  return 0;
}

HWY_INLINE void encode_q4_0(const float* in, uint8_t* out) {
  const float scale = std::clamp(extreme_of(in) / -8, -kLargestGgufScale, kLargestGgufScale);
  store_float16(scale, out);
  const auto inverse = hn::Set(F(), scale == 0 ? 0 : 1 / scale);
  std::array<uint8_t, 32> codes;
  to_bytes<32>(in, codes.data(), [&](VF x) HWY_ATTR {
    const F f;
    const auto shifted = hn::Add(tamed(hn::Mul(tamed(x), inverse)), hn::Set(f, 8.5F));
    return hn::ConvertTo(I(), hn::Min(hn::Max(shifted, hn::Zero(f)), hn::Set(f, 15.0F)));
  });
  pack_halves(codes.data(), out + 2);
}

HWY_INLINE void encode_nf4(const float* in, uint8_t* out) {
  const float scale = absmax<64>(in);
  std::memcpy(out, &scale, sizeof scale);  // little-endian, as every machine of ours
  std::array<uint8_t, 64> codes;
  const auto divisor = hn::Set(F(), scale == 0 ? 1 : scale);
  to_bytes<64>(in, codes.data(), [&](VF x) HWY_ATTR {
    const F f;
    const I i32;
    const auto value = hn::Div(tamed(x), divisor);
    auto level = hn::Zero(i32);
    for (size_t j = 0; j < 15; ++j) {
      const auto border = hn::Set(f, (kNf4Levels[j] + kNf4Levels[j + 1]) / 2);
      level = hn::Sub(level, hn::BitCast(i32, hn::VecFromMask(f, hn::Gt(value, border))));
    }
    return level;
  });
  for (size_t i = 0; i < 32; ++i) out[4 + i] = static_cast<uint8_t>(codes[2 * i] << 4u | codes[2 * i + 1]);
}

template <FloatFormat kElement>
HWY_INLINE void encode_mx(const float* in, const Rounder& round, uint8_t* out) {
  constexpr bool kPacked = kElement == FloatFormat::kFp4E2M1;
  constexpr int kLargestExponent = kPacked ? 2 : kElement == FloatFormat::kFp8E4M3 ? 8 : 15;
  // As integers magnitudes are in order, with infinity and NaNs above all.
  auto top = hn::Zero(U());
  for (size_t i = 0; i < 32; i += hn::MaxLanes(F())) {
    top = hn::Max(top, hn::BitCast(U(), hn::Abs(hn::LoadU(F(), in + i))));
  }
  const uint32_t field = hn::GetLane(hn::MaxOfLanes(U(), top)) >> 23u;
  if (field == 255) {
    std::fill_n(out, kPacked ? 17 : 33, uint8_t{0});
    out[0] = kE8M0Nan;
    return;
  }
  const int exponent = std::max(static_cast<int>(field) - 127 - kLargestExponent, -127);
  out[0] = static_cast<uint8_t>(exponent + 127);
  const auto factor = hn::BitCast(F(), hn::Set(U(), static_cast<uint32_t>(127 - exponent) << 23u));
  std::array<uint8_t, 32> codes;
  to_bytes<32>(in, kPacked ? codes.data() : out + 1, [&](VF x) HWY_ATTR {
    constexpr int kSignShift = kPacked ? 28 : 24;
    const auto scaled = hn::Mul(x, factor);
    const auto bits = magnitude_bits<kElement>(round.magnitude(hn::Abs(scaled)));
    return hn::BitCast(I(), hn::Or(bits, hn::ShiftRight<kSignShift>(sign_of(scaled))));
  });
  if (kPacked) pack_halves(codes.data(), out + 1);
}

template <size_t kSize, class One>
HWY_INLINE void for_each_block(const float* in, size_t n, uint8_t* out, size_t bytes, One one) {
  size_t i = 0;
  for (; i + kSize <= n; i += kSize, out += bytes) one(in + i, out);
  if (i == n) return;
  std::array<float, kSize> last{};
  std::copy(in + i, in + n, last.begin());
  one(last.data(), out);
}

void encode_all(BlockFormat format, const float* in, size_t n, uint8_t* out) {
  const size_t bytes = layout(format).block_bytes();
  switch (format) {
    case BlockFormat::kQ8_0:
      return for_each_block<32>(in, n, out, bytes,
                                [](const float* x, uint8_t* to) HWY_ATTR { encode_q8_0(x, to); });
    case BlockFormat::kQ4_0:
      return for_each_block<32>(in, n, out, bytes,
                                [](const float* x, uint8_t* to) HWY_ATTR { encode_q4_0(x, to); });
    case BlockFormat::kNf4:
      return for_each_block<64>(in, n, out, bytes,
                                [](const float* x, uint8_t* to) HWY_ATTR { encode_nf4(x, to); });
    case BlockFormat::kMxfp4: {
      const Rounder round(FloatFormat::kFp4E2M1, Overflow::kUsual);
      return for_each_block<32>(in, n, out, bytes, [&](const float* x, uint8_t* to) HWY_ATTR {
        encode_mx<FloatFormat::kFp4E2M1>(x, round, to);
      });
    }
    case BlockFormat::kMxfp8: {
      const Rounder round(FloatFormat::kFp8E4M3, Overflow::kUsual);
      return for_each_block<32>(in, n, out, bytes, [&](const float* x, uint8_t* to) HWY_ATTR {
        encode_mx<FloatFormat::kFp8E4M3>(x, round, to);
      });
    }
    case BlockFormat::kMxfp8E5M2: {
      const Rounder round(FloatFormat::kFp8E5M2, Overflow::kUsual);
      return for_each_block<32>(in, n, out, bytes, [&](const float* x, uint8_t* to) HWY_ATTR {
        encode_mx<FloatFormat::kFp8E5M2>(x, round, to);
      });
    }
  }
}

}  // namespace
}  // namespace roundoff::format::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::format {

HWY_EXPORT(encode_all);

void encode_row(BlockFormat format, std::span<const float> values, std::span<uint8_t> bytes) {
  assert(bytes.size() == (values.size() + layout(format).block_size - 1) / layout(format).block_size *
                             layout(format).block_bytes());
  HWY_DYNAMIC_DISPATCH(encode_all)(format, values.data(), values.size(), bytes.data());
}

}  // namespace roundoff::format
#endif
