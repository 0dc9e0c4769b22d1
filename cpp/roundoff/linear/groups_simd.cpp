// As many groups at a time as a vector has lanes: their extremes, brought together into one vector each, become ranges,
// scales and zero points by the operations of parameters(), in its order; then the groups, still near, become integers.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/linear/groups_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "roundoff/linear/groups.h"
#include "roundoff/linear/kernels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

static_assert(kPair <= kShortestGroup);

// What a block's groups have in common.
struct Plan {
  size_t size;
  Mode mode;
  int bits;
  Parameters integers;  // those in use
};

HWY_INLINE Extremes extremes_of(const float* group, size_t size) {
  const F f;
  Extremes even{hn::LoadU(f, group), hn::LoadU(f, group), hn::Zero(f)};
  Extremes odd = even;
  cover(size, kPair, [&](size_t i) HWY_ATTR {
    even.show(hn::LoadU(f, group + i));
    odd.show(hn::LoadU(f, group + i + kLanes));
  });
  return {hn::Min(even.low, odd.low), hn::Max(even.high, odd.high), hn::Add(even.sum, odd.sum)};
}

// Lane i of the result is about group first + i % kCount. Two results whose neighbouring lanes are merged make one for
// twice as many groups. Of groups past `last` it is that one again.
template <size_t kCount>
HWY_INLINE Extremes extremes_of_each(const float* in, size_t size, size_t first, size_t last) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kCount > 1) {
    const F f;
    const Extremes a = extremes_of_each<kCount / 2>(in, size, first, last);
    const Extremes b = extremes_of_each<kCount / 2>(in, size, first + kCount / 2, last);
    return {hn::Min(hn::ConcatEven(f, b.low, a.low), hn::ConcatOdd(f, b.low, a.low)),
            hn::Max(hn::ConcatEven(f, b.high, a.high), hn::ConcatOdd(f, b.high, a.high)),
            hn::Add(a.sum, b.sum)};
  }
#endif
  return extremes_of(in + std::min(first, last) * size, size);
}

// Writes kLanes parameters and the integers of groups 0 … last. False, and nothing written, where parameters() would
// not take its plain way: something is not finite, or a range has no width in single precision.
HWY_INLINE bool quantize_block(const float* in, size_t last, const Plan& plan, const GroupResults& results,
                               size_t& zero_ranges) {
  const F f;
  const I i32;
  const Extremes found = extremes_of_each<kLanes>(in, plan.size, 0, last);
  if (!found.all_finite()) return false;

  const auto zero = hn::Zero(f);
  const auto q_min = hn::Set(f, static_cast<float>(plan.integers.q_min));
  const auto q_max = hn::Set(f, static_cast<float>(plan.integers.q_max));
  const float intervals = static_cast<float>(plan.integers.q_max - plan.integers.q_min);
  const bool symmetric = plan.mode != Mode::kAsymmetric;
  auto low = hn::Add(found.low, zero);  // −0 becomes 0
  auto high = hn::Add(found.high, zero);
  low = symmetric ? hn::Neg(hn::Max(hn::Abs(low), hn::Abs(high))) : hn::Min(low, zero);
  high = symmetric ? hn::Neg(low) : hn::Max(high, zero);
  const auto width = symmetric ? high : hn::Sub(high, low);
  if (!hn::AllTrue(f, hn::Le(width, hn::Set(f, std::numeric_limits<float>::max())))) return false;

  const auto none = hn::Eq(width, zero);
  auto scale = hn::Div(width, hn::Set(f, symmetric ? intervals / 2 : intervals));
  scale = hn::IfThenElse(none, hn::Set(f, 1.0F), hn::Max(scale, hn::Set(f, kSmallestScale)));
  auto zero_point = zero;
  if (!symmetric) {
    const auto exact = hn::Sub(q_min, hn::Round(hn::Div(low, scale)));
    zero_point = hn::IfThenZeroElse(none, hn::Min(hn::Max(exact, q_min), q_max));
  }

  std::array<float, kLanes> lows, highs, inverses, lowest, highest;
  std::array<int32_t, kLanes> zero_points;
  hn::StoreU(low, f, lows.data());
  hn::StoreU(high, f, highs.data());
  hn::StoreU(hn::Div(hn::Set(f, 1.0F), scale), f, inverses.data());
  hn::StoreU(hn::Sub(q_min, zero_point), f, lowest.data());
  hn::StoreU(hn::Sub(q_max, zero_point), f, highest.data());
  hn::StoreU(hn::ConvertTo(i32, zero_point), i32, zero_points.data());
  hn::StoreU(scale, f, results.scales.data());
  for (size_t g = 0; g < kLanes; ++g) {
    results.ranges[g] = {lows[g], highs[g]};
    results.zero_points[g] = static_cast<int8_t>(zero_points[g]);
  }
  for (size_t g = 0; g <= last; ++g) {
    const Lanes p = {hn::Set(f, inverses[g]), hn::Set(f, lowest[g]), hn::Set(f, highest[g]),
                     hn::Set(i32, zero_points[g])};
    const float* group = in + g * plan.size;
    int8_t* out = results.integers.data() + g * plan.size;
    cover(plan.size, kPair, [&](size_t i) HWY_ATTR {
      quantize_pair<Rounding::kNearestEven, Known::kFinite>(group + i, p, p, out + i);
    });
    if (lows[g] == highs[g]) ++zero_ranges;  // both 0
  }
  return true;
}

Oddities quantize_all(std::span<const float> values, size_t size, Mode mode, int bits,
                      const GroupResults& results) {
  const Plan plan{size, mode, bits, parameters({}, mode, bits)};
  const size_t count = results.scales.size();
  Oddities odd;
  for (size_t first = 0; first < count; first += kLanes) {
    const size_t some = std::min(kLanes, count - first);
    const auto in = values.subspan(first * size, some * size);
    const GroupResults part = results.part(first, some, size);
    std::array<Range, kLanes> ranges;
    std::array<float, kLanes> scales;
    std::array<int8_t, kLanes> zero_points;
    const bool whole = some == kLanes;
    const GroupResults room = whole ? part : GroupResults{ranges, scales, zero_points, part.integers};
    if (!quantize_block(in.data(), some - 1, plan, room, odd.zero_range_slices)) {
      odd += quantize_groups_ref(in, size, mode, bits, part);
    } else if (!whole) {
      std::copy_n(ranges.begin(), some, part.ranges.begin());
      std::copy_n(scales.begin(), some, part.scales.begin());
      std::copy_n(zero_points.begin(), some, part.zero_points.begin());
    }
  }
  return odd;
}

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::linear {

HWY_EXPORT(quantize_all);

Oddities quantize_groups(std::span<const float> values, size_t size, Mode mode, int bits,
                         const GroupResults& results) {
  assert(size >= kShortestGroup && values.size() == size * results.scales.size());
  return HWY_DYNAMIC_DISPATCH(quantize_all)(values, size, mode, bits, results);
}

}  // namespace roundoff::linear
#endif
