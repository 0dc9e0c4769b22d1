// A vector of values at a time. Tails are handed to the same code through a padded copy.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/linear/kernels_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "roundoff/linear/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::CappedTag<float, kErrorSums>;
using I = hn::RebindToSigned<F>;
using I8 = hn::Rebind<int8_t, F>;
using U8 = hn::Rebind<uint8_t, F>;
using VF = hn::Vec<F>;
using VI = hn::Vec<I>;

constexpr size_t kLanes = hn::MaxLanes(F());
// Columns that are taken at a time: few enough for what each needs to stay in cache, and enough for rows to be read as
// the hardware expects.
constexpr size_t kColumns = 4096;
constexpr float kLargest = std::numeric_limits<float>::max();

HWY_INLINE hn::Mask<F> is_finite(VF x) { return hn::Le(hn::Abs(x), hn::Set(F(), kLargest)); }

// Parameters, broadcast or one for each lane.
struct Lanes {
  VF inverse;
  VF low;   // q_min − zero_point
  VF high;  // q_max − zero_point
  VI zero_point;
};

HWY_INLINE Lanes broadcast(const Parameters& p) {
  const F f;
  return {hn::Set(f, reciprocal(p)), hn::Set(f, static_cast<float>(p.q_min - p.zero_point)),
          hn::Set(f, static_cast<float>(p.q_max - p.zero_point)), hn::Set(I(), p.zero_point)};
}

// q − zero_point. Clipping to whole numbers before rounding gives what rounding first would.
template <Rounding kRounding>
HWY_INLINE VI steps(VF x, const Lanes& p) {
  auto t = hn::Mul(x, p.inverse);
  t = hn::IfThenZeroElse(hn::IsNaN(t), t);
  t = hn::Min(hn::Max(t, p.low), p.high);
  if constexpr (kRounding == Rounding::kFloor) return hn::ConvertTo(I(), hn::Floor(t));
  if constexpr (kRounding == Rounding::kCeil) return hn::ConvertTo(I(), hn::Ceil(t));
  return hn::NearestInt(t);
}

template <Rounding kRounding>
HWY_INLINE void quantize_vector(const float* in, const Lanes& p, int8_t* out) {
  const auto q = hn::Add(steps<kRounding>(hn::LoadU(F(), in), p), p.zero_point);
  hn::StoreU(hn::DemoteTo(I8(), q), I8(), out);
}

template <Rounding kRounding>
void quantize_all(const float* in, size_t n, const Parameters& parameters, int8_t* out) {
  const Lanes p = broadcast(parameters);
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) quantize_vector<kRounding>(in + i, p, out + i);
  if (i == n) return;
  std::array<float, kLanes> last{};
  std::array<int8_t, kLanes> result;
  std::copy(in + i, in + n, last.begin());
  quantize_vector<kRounding>(last.data(), p, result.data());
  std::copy_n(result.begin(), n - i, out + i);
}

void quantize_nearest(const float* in, size_t n, const Parameters& p, int8_t* out) {
  quantize_all<Rounding::kNearestEven>(in, n, p, out);
}
void quantize_floor(const float* in, size_t n, const Parameters& p, int8_t* out) {
  quantize_all<Rounding::kFloor>(in, n, p, out);
}
void quantize_ceil(const float* in, size_t n, const Parameters& p, int8_t* out) {
  quantize_all<Rounding::kCeil>(in, n, p, out);
}

void quantize_columns(const float* in, size_t n, std::span<const Parameters> columns, int8_t* out) {
  const F f;
  const size_t stride = columns.size();
  std::array<float, kColumns> inverse;
  std::array<float, kColumns> low;
  std::array<float, kColumns> high;
  std::array<int32_t, kColumns> zero_point;
  for (size_t begin = 0; begin < stride; begin += kColumns) {
    const size_t width = std::min(kColumns, stride - begin);
    for (size_t i = 0; i < width; ++i) {
      const Parameters& p = columns[begin + i];
      inverse[i] = reciprocal(p);
      low[i] = static_cast<float>(p.q_min - p.zero_point);
      high[i] = static_cast<float>(p.q_max - p.zero_point);
      zero_point[i] = p.zero_point;
    }
    for (size_t row = begin; row < n; row += stride) {
      size_t i = 0;
      for (; i + kLanes <= width; i += kLanes) {
        const Lanes p{hn::LoadU(f, &inverse[i]), hn::LoadU(f, &low[i]), hn::LoadU(f, &high[i]),
                      hn::LoadU(I(), &zero_point[i])};
        quantize_vector<Rounding::kNearestEven>(in + row + i, p, out + row + i);
      }
      for (; i < width; ++i) quantize_nearest(in + row + i, 1, columns[begin + i], out + row + i);
    }
  }
}

HWY_INLINE void scale_vector(VI q, VI zero_point, VF scale, float* out) {
  hn::StoreU(hn::Mul(scale, hn::ConvertTo(F(), hn::Sub(q, zero_point))), F(), out);
}

void dequantize_all(const int8_t* in, size_t n, float scale, int32_t zero_point, float* out) {
  const auto s = hn::Set(F(), scale);
  const auto z = hn::Set(I(), zero_point);
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    scale_vector(hn::PromoteTo(I(), hn::LoadU(I8(), in + i)), z, s, out + i);
  }
  if (i == n) return;
  std::array<int8_t, kLanes> last{};
  std::array<float, kLanes> result;
  std::copy(in + i, in + n, last.begin());
  scale_vector(hn::PromoteTo(I(), hn::LoadU(I8(), last.data())), z, s, result.data());
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

// What is not finite is rare: then the plain loop looks again.
Scan scan_all(const float* in, size_t n) {
  if (n < kLanes) return scan_ref({in, n});
  const F f;
  auto low = hn::LoadU(f, in);
  auto high = low;
  auto all_finite = is_finite(low);
  const auto look = [&](const float* at) HWY_ATTR {
    const auto x = hn::LoadU(f, at);
    low = hn::Min(low, x);
    high = hn::Max(high, x);
    all_finite = hn::And(all_finite, is_finite(x));
  };
  for (size_t i = kLanes; i + kLanes <= n; i += kLanes) look(in + i);
  look(in + n - kLanes);  // some of these twice, which changes nothing
  if (!hn::AllTrue(f, all_finite)) return scan_ref({in, n});
  Scan found;
  found.range = {hn::GetLane(hn::MinOfLanes(f, low)) + 0.0F, hn::GetLane(hn::MaxOfLanes(f, high)) + 0.0F};
  return found;
}

// `width` neighbours of each row, from `in` on; whether all were finite.
bool scan_block(const float* in, size_t rows, size_t stride, size_t width, float* low, float* high) {
  const F f;
  bool all_finite = true;
  for (const float* row = in; rows-- > 0; row += stride) {
    size_t i = 0;
    for (; i + kLanes <= width; i += kLanes) {
      const auto x = hn::LoadU(f, row + i);
      all_finite &= hn::AllTrue(f, is_finite(x));
      hn::StoreU(hn::Min(hn::LoadU(f, low + i), x), f, low + i);
      hn::StoreU(hn::Max(hn::LoadU(f, high + i), x), f, high + i);
    }
    for (; i < width; ++i) {
      all_finite &= std::abs(row[i]) <= kLargest;
      low[i] = std::min(low[i], row[i]);
      high[i] = std::max(high[i], row[i]);
    }
  }
  return all_finite;
}

void scan_columns(const float* in, size_t n, std::span<Scan> columns) {
  const size_t stride = columns.size();
  std::array<float, kColumns> low;
  std::array<float, kColumns> high;
  for (size_t begin = 0; begin < stride; begin += kColumns) {
    const size_t width = std::min(kColumns, stride - begin);
    low.fill(kLargest);
    high.fill(-kLargest);
    if (!scan_block(in + begin, n / stride, stride, width, low.data(), high.data())) {
      return scan_rows_ref({in, n}, columns);
    }
    for (size_t i = 0; i < width; ++i) {
      columns[begin + i] = {};
      if (n > 0) columns[begin + i].range = {low[i] + 0.0F, high[i] + 0.0F};
    }
  }
}

HWY_INLINE VF squared_errors(const float* in, const Lanes& p, VF scale) {
  const auto x = hn::LoadU(F(), in);
  const auto q = steps<Rounding::kNearestEven>(x, p);
  const auto error = hn::Sub(x, hn::Mul(scale, hn::ConvertTo(F(), q)));
  return hn::IfThenElseZero(is_finite(x), hn::Mul(error, error));
}

double squared_error_all(const float* in, size_t n, const Parameters& parameters) {
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
        sums[v] = hn::Add(sums[v], squared_errors(in + i + v * kLanes, p, scale));
      }
    }
    if (i < end) {
      std::array<float, kErrorSums> last;
      last.fill(std::numeric_limits<float>::infinity());  // skipped
      std::copy(in + i, in + end, last.begin());
      for (size_t v = 0; v < kVectors; ++v) {
        sums[v] = hn::Add(sums[v], squared_errors(&last[v * kLanes], p, scale));
      }
    }
    std::array<float, kErrorSums> stored;
    for (size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[v], f, &stored[v * kLanes]);
    for (const float sum : stored) total += static_cast<double>(sum);
  }
  return total;
}

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::linear {

HWY_EXPORT(quantize_nearest);
HWY_EXPORT(quantize_floor);
HWY_EXPORT(quantize_ceil);
HWY_EXPORT(quantize_columns);
HWY_EXPORT(dequantize_all);
HWY_EXPORT(dequantize_packed4_all);
HWY_EXPORT(scan_all);
HWY_EXPORT(scan_columns);
HWY_EXPORT(squared_error_all);

Scan scan(std::span<const float> values) {
  return HWY_DYNAMIC_DISPATCH(scan_all)(values.data(), values.size());
}

void scan_rows(std::span<const float> values, std::span<Scan> columns) {
  assert(!columns.empty() && values.size() % columns.size() == 0);
  HWY_DYNAMIC_DISPATCH(scan_columns)(values.data(), values.size(), columns);
}

void quantize_run(std::span<const float> in, const Parameters& p, Rounding rounding, std::span<int8_t> out) {
  assert(in.size() == out.size() && rounding != Rounding::kStochastic);
  switch (rounding) {
    case Rounding::kFloor:
      return HWY_DYNAMIC_DISPATCH(quantize_floor)(in.data(), in.size(), p, out.data());
    case Rounding::kCeil:
      return HWY_DYNAMIC_DISPATCH(quantize_ceil)(in.data(), in.size(), p, out.data());
    default:
      return HWY_DYNAMIC_DISPATCH(quantize_nearest)(in.data(), in.size(), p, out.data());
  }
}

void quantize_rows(std::span<const float> in, std::span<const Parameters> columns, std::span<int8_t> out) {
  assert(in.size() == out.size() && !columns.empty() && in.size() % columns.size() == 0);
  HWY_DYNAMIC_DISPATCH(quantize_columns)(in.data(), in.size(), columns, out.data());
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

double squared_error(std::span<const float> values, const Parameters& p) {
  return HWY_DYNAMIC_DISPATCH(squared_error_all)(values.data(), values.size(), p);
}

}  // namespace roundoff::linear
#endif
