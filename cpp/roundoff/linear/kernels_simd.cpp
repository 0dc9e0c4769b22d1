// A vector of values at a time. Tails are handed to the same code through a padded copy.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/linear/kernels_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "roundoff/linear/kernels-inl.h"
#include "roundoff/linear/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

using U8 = hn::Rebind<uint8_t, F>;

template <Rounding kRounding, Known kKnown>
void quantize_all(const float* in, size_t n, const Parameters& parameters, int8_t* out) {
  const Lanes p = broadcast(parameters);
  size_t i = 0;
  for (; i + kPair <= n; i += kPair) quantize_pair<kRounding, kKnown>(in + i, p, p, out + i);
  if (i == n) return;
  std::array<float, kPair> last{};
  std::array<int8_t, kPair> result;
  std::copy(in + i, in + n, last.begin());
  quantize_pair<kRounding, kKnown>(last.data(), p, p, result.data());
  std::copy_n(result.begin(), n - i, out + i);
}

void quantize_nearest(const float* in, size_t n, const Parameters& p, int8_t* out) {
  quantize_all<Rounding::kNearestEven, Known::kNothing>(in, n, p, out);
}
void quantize_finite_nearest(const float* in, size_t n, const Parameters& p, int8_t* out) {
  quantize_all<Rounding::kNearestEven, Known::kFinite>(in, n, p, out);
}
void quantize_floor(const float* in, size_t n, const Parameters& p, int8_t* out) {
  quantize_all<Rounding::kFloor, Known::kNothing>(in, n, p, out);
}
void quantize_ceil(const float* in, size_t n, const Parameters& p, int8_t* out) {
  quantize_all<Rounding::kCeil, Known::kNothing>(in, n, p, out);
}

// Values that are dequantized together: where a vector has four lanes, loads of four bytes would cost more than all else.
#if HWY_TARGET == HWY_SCALAR
inline constexpr size_t kBlock = kLanes;
#else
inline constexpr size_t kBlock = kLanes == 4 ? 16 : kLanes;
#endif

HWY_INLINE void dequantize_block(const int8_t* in, VI zero_point, VF scale, float* out) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kLanes == 4) {
    const hn::Repartition<int8_t, I> i8;
    const hn::Repartition<int16_t, I> i16;
    const I i32;
    const auto bytes = hn::LoadU(i8, in);
    const auto low = hn::PromoteTo(i16, hn::LowerHalf(bytes));
    const auto high = hn::PromoteTo(i16, hn::UpperHalf(hn::Half<decltype(i8)>(), bytes));
    const hn::Half<decltype(i16)> half;
    dequantize_vector(hn::PromoteTo(i32, hn::LowerHalf(low)), zero_point, scale, out);
    dequantize_vector(hn::PromoteTo(i32, hn::UpperHalf(half, low)), zero_point, scale, out + 4);
    dequantize_vector(hn::PromoteTo(i32, hn::LowerHalf(high)), zero_point, scale, out + 8);
    return dequantize_vector(hn::PromoteTo(i32, hn::UpperHalf(half, high)), zero_point, scale, out + 12);
  }
#endif
  dequantize_vector(hn::PromoteTo(I(), hn::LoadU(I8(), in)), zero_point, scale, out);
}

void dequantize_all(const int8_t* in, size_t n, float scale, int32_t zero_point, float* out) {
  const auto s = hn::Set(F(), scale);
  const auto z = hn::Set(I(), zero_point);
  size_t i = 0;
  for (; i + kBlock <= n; i += kBlock) dequantize_block(in + i, z, s, out + i);
  if (i == n) return;
  std::array<int8_t, kBlock> last{};
  std::array<float, kBlock> result;
  std::copy(in + i, in + n, last.begin());
  dequantize_block(last.data(), z, s, result.data());
  std::copy_n(result.begin(), n - i, out + i);
}

HWY_INLINE void scale_pairs(const uint8_t* in, VI offset, VF scale, float* out) {
  const F f;
  const auto byte = hn::PromoteTo(I(), hn::LoadU(U8(), in));
  const auto first = hn::Sub(hn::ShiftRight<4>(byte), offset);
  const auto second = hn::Sub(hn::And(byte, hn::Set(I(), 15)), offset);
  hn::StoreInterleaved2(hn::Mul(scale, hn::ConvertTo(f, first)), hn::Mul(scale, hn::ConvertTo(f, second)), f,
                        out);
}

void dequantize_packed4_all(const uint8_t* in, size_t n, float scale, int32_t zero_point, float* out) {
  const auto s = hn::Set(F(), scale);
  const auto offset = hn::Set(I(), zero_point + 8);
  size_t i = 0;
  for (; i + 2 * kLanes <= n; i += 2 * kLanes) scale_pairs(in + i / 2, offset, s, out + i);
  if (i == n) return;
  std::array<uint8_t, kLanes> last{};
  std::array<float, 2 * kLanes> result;
  std::copy(in + i / 2, in + (n + 1) / 2, last.begin());
  scale_pairs(last.data(), offset, s, result.data());
  std::copy_n(result.begin(), n - i, out + i);
}

// What is not finite is rare: then the plain loop looks again. Chains are independent, so that none waits for its own
// last step.
template <size_t kChains>
Scan scan_chains(const float* in, size_t n) {
  constexpr size_t kStep = kChains * kLanes;
  const F f;
  Extremes seen[kChains];
  for (Extremes& e : seen) e = {hn::LoadU(f, in), hn::LoadU(f, in), hn::Zero(f)};
  const auto look = [&](const float* at) HWY_ATTR {
    for (size_t c = 0; c < kChains; ++c) seen[c].show(hn::LoadU(f, at + c * kLanes));
  };
  size_t i = 0;
  for (; i + kStep <= n; i += kStep) look(in + i);
  if (i < n) look(in + n - kStep);  // some of these twice, which changes nothing
  Extremes& all = seen[0];
  for (size_t c = 1; c < kChains; ++c) {
    all = {hn::Min(all.low, seen[c].low), hn::Max(all.high, seen[c].high), hn::Add(all.sum, seen[c].sum)};
  }
  if (!all.all_finite()) return scan_ref({in, n});
  Scan found;
  found.range = {hn::GetLane(hn::MinOfLanes(f, all.low)) + 0.0F,
                 hn::GetLane(hn::MaxOfLanes(f, all.high)) + 0.0F};
  return found;
}

Scan scan_all(const float* in, size_t n) {
  if (n < kLanes) return scan_ref({in, n});
  return n < 4 * kLanes ? scan_chains<1>(in, n) : scan_chains<4>(in, n);
}

template <Known kKnown>
HWY_INLINE VF squared_errors(const float* in, const Lanes& p, VF scale) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  const F f;
  const auto x = hn::LoadU(f, in);
  const auto q = hn::Sub(steps<Rounding::kNearestEven, kKnown>(x, p), hn::Set(f, kWholes));
  const auto error = hn::Sub(x, hn::Mul(scale, q));
  const auto square = hn::Mul(error, error);
  if constexpr (kKnown == Known::kFinite) return square;
  return hn::IfThenElseZero(hn::Le(hn::Abs(x), hn::Set(f, kLargest)), square);
}

template <Known kKnown>
double sum_of_squares(const float* in, size_t n, const Parameters& parameters) {
  constexpr size_t kVectors = kErrorSums / kLanes;
  const F f;
  const Lanes p = broadcast(parameters);
  const auto scale = hn::Set(f, parameters.scale);
  double total = 0;
  for (size_t begin = 0; begin < n; begin += kErrorChunk) {
    const size_t end = std::min(n, begin + kErrorChunk);
    VF sums[kVectors];
    for (auto& sum : sums) sum = hn::Zero(f);
    size_t i = begin;
    for (; i + kErrorSums <= end; i += kErrorSums) {
      for (size_t v = 0; v < kVectors; ++v) {
        sums[v] = hn::Add(sums[v], squared_errors<kKnown>(in + i + v * kLanes, p, scale));
      }
    }
    if (i < end) {
      std::array<float, kErrorSums> last;
      last.fill(std::numeric_limits<float>::infinity());  // skipped
      std::copy(in + i, in + end, last.begin());
      for (size_t v = 0; v < kVectors; ++v) {
        sums[v] = hn::Add(sums[v], squared_errors<Known::kNothing>(&last[v * kLanes], p, scale));
      }
    }
    std::array<float, kErrorSums> stored;
    for (size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[v], f, &stored[v * kLanes]);
    for (const float sum : stored) total += static_cast<double>(sum);
  }
  return total;
}

double squared_error_all(const float* in, size_t n, const Parameters& p) {
  return sum_of_squares<Known::kNothing>(in, n, p);
}
double squared_error_finite(const float* in, size_t n, const Parameters& p) {
  return sum_of_squares<Known::kFinite>(in, n, p);
}

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::linear {

HWY_EXPORT(quantize_nearest);
HWY_EXPORT(quantize_finite_nearest);
HWY_EXPORT(quantize_floor);
HWY_EXPORT(quantize_ceil);
HWY_EXPORT(dequantize_all);
HWY_EXPORT(dequantize_packed4_all);
HWY_EXPORT(scan_all);
HWY_EXPORT(squared_error_all);
HWY_EXPORT(squared_error_finite);

Scan scan(std::span<const float> values) {
  return HWY_DYNAMIC_DISPATCH(scan_all)(values.data(), values.size());
}

void quantize_run(std::span<const float> in, const Parameters& p, Rounding rounding, std::span<int8_t> out,
                  Known known) {
  assert(in.size() == out.size() && rounding != Rounding::kStochastic);
  switch (rounding) {
    case Rounding::kFloor:
      return HWY_DYNAMIC_DISPATCH(quantize_floor)(in.data(), in.size(), p, out.data());
    case Rounding::kCeil:
      return HWY_DYNAMIC_DISPATCH(quantize_ceil)(in.data(), in.size(), p, out.data());
    default:
      if (known == Known::kFinite) {
        return HWY_DYNAMIC_DISPATCH(quantize_finite_nearest)(in.data(), in.size(), p, out.data());
      }
      return HWY_DYNAMIC_DISPATCH(quantize_nearest)(in.data(), in.size(), p, out.data());
  }
}

void dequantize_run(std::span<const int8_t> in, float scale, int32_t zero_point, std::span<float> out) {
  assert(in.size() == out.size());
  HWY_DYNAMIC_DISPATCH(dequantize_all)(in.data(), in.size(), scale, zero_point, out.data());
}

void dequantize_packed4_run(std::span<const uint8_t> in, float scale, int32_t zero_point,
                            std::span<float> out) {
  assert(in.size() == (out.size() + 1) / 2);
  HWY_DYNAMIC_DISPATCH(dequantize_packed4_all)(in.data(), out.size(), scale, zero_point, out.data());
}

double squared_error(std::span<const float> values, const Parameters& p, Known known) {
  if (known == Known::kFinite) {
    return HWY_DYNAMIC_DISPATCH(squared_error_finite)(values.data(), values.size(), p);
  }
  return HWY_DYNAMIC_DISPATCH(squared_error_all)(values.data(), values.size(), p);
}

}  // namespace roundoff::linear
#endif
