// As squared_error() in kernels_simd.cpp, in two sums: of values outside the range, and inside.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/linear/clip_curve_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <limits>

#include "roundoff/linear/clip_curve.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/pair_sum.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::CappedTag<float, kErrorSums>;
using VF = hn::Vec<F>;

constexpr size_t kLanes = hn::MaxLanes(F());
constexpr size_t kVectors = kErrorSums / kLanes;

struct Lanes {
  VF inverse;
  VF scale;
  VF low;  // q_min − zero_point
  VF high;
  VF min;
  VF max;
};

struct Sums {
  VF clipped;
  VF rounded;
};

HWY_INLINE void add(const float* in, const Lanes& p, Sums& sums) {
  const F f;
  const auto x = hn::LoadU(f, in);
  const auto t = hn::Min(hn::Max(hn::Mul(x, p.inverse), p.low), p.high);
  const auto error = hn::Sub(x, hn::Mul(p.scale, hn::ConvertTo(f, hn::NearestInt(t))));
  const auto finite = hn::Le(hn::Abs(x), hn::Set(f, std::numeric_limits<float>::max()));
  const auto square = hn::IfThenElseZero(finite, hn::Mul(error, error));
  const auto inside = hn::And(hn::Ge(x, p.min), hn::Le(x, p.max));
  sums.rounded = hn::Add(sums.rounded, hn::IfThenElseZero(inside, square));
  sums.clipped = hn::Add(sums.clipped, hn::IfThenZeroElse(inside, square));
}

ErrorParts parts_of(const float* in, size_t n, const Parameters& parameters, Range range) {
  const F f;
  const Lanes p{hn::Set(f, reciprocal(parameters)),
                hn::Set(f, parameters.scale),
                hn::Set(f, static_cast<float>(parameters.q_min - parameters.zero_point)),
                hn::Set(f, static_cast<float>(parameters.q_max - parameters.zero_point)),
                hn::Set(f, range.min),
                hn::Set(f, range.max)};
  ErrorParts total;
  for (size_t begin = 0; begin < n; begin += kErrorChunk) {
    const size_t end = std::min(n, begin + kErrorChunk);
    Sums sums[kVectors];
    for (auto& sum : sums) sum = {hn::Zero(f), hn::Zero(f)};
    size_t i = begin;
    for (; i + kErrorSums <= end; i += kErrorSums) {
      for (size_t v = 0; v < kVectors; ++v) add(in + i + v * kLanes, p, sums[v]);
    }
    if (i < end) {
      std::array<float, kErrorSums> last;
      last.fill(std::numeric_limits<float>::infinity());  // skipped
      std::copy(in + i, in + end, last.begin());
      for (size_t v = 0; v < kVectors; ++v) add(&last[v * kLanes], p, sums[v]);
    }
    std::array<float, kErrorSums> clipped;
    std::array<float, kErrorSums> rounded;
    for (size_t v = 0; v < kVectors; ++v) {
      hn::StoreU(sums[v].clipped, f, &clipped[v * kLanes]);
      hn::StoreU(sums[v].rounded, f, &rounded[v * kLanes]);
    }
    total.clipped += static_cast<double>(added_in_pairs(clipped));
    total.rounded += static_cast<double>(added_in_pairs(rounded));
  }
  return total;
}

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::linear {

HWY_EXPORT(parts_of);

ErrorParts error_parts(std::span<const float> values, const Parameters& p, Range range) {
  return HWY_DYNAMIC_DISPATCH(parts_of)(values.data(), values.size(), p, range);
}

}  // namespace roundoff::linear
#endif
