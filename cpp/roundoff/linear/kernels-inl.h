// What the loops of linear quantization do with a vector of values. Included once per instruction set (Highway's *-inl.h
// convention).

#if defined(ROUNDOFF_LINEAR_KERNELS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ROUNDOFF_LINEAR_KERNELS_INL_H_
#undef ROUNDOFF_LINEAR_KERNELS_INL_H_
#else
#define ROUNDOFF_LINEAR_KERNELS_INL_H_
#endif

#include <hwy/highway.h>

#include <limits>

#include "roundoff/linear/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::CappedTag<float, kErrorSums>;
using I = hn::RebindToSigned<F>;
using I8 = hn::Rebind<int8_t, F>;
using VF = hn::Vec<F>;
using VI = hn::Vec<I>;

inline constexpr size_t kLanes = hn::MaxLanes(F());
inline constexpr size_t kPair = 2 * kLanes;  // values that are stored together

// Between 2²³ and 2²⁴ floats are 1 apart: adding this rounds to nearest even, and leaves the integer in the low bits.
inline constexpr float kWholes = 0x1.8p23F;
inline constexpr int32_t kWholesBits = 0x4b400000;

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

// q − zero_point, beyond kWholes. Clipping to whole numbers before rounding gives what rounding first would.
template <Rounding kRounding, Known kKnown>
HWY_INLINE VF steps(VF x, const Lanes& p) {
  auto t = hn::Mul(x, p.inverse);
  if constexpr (kKnown == Known::kNothing) t = hn::IfThenZeroElse(hn::IsNaN(t), t);
  t = hn::Min(hn::Max(t, p.low), p.high);
  if constexpr (kRounding == Rounding::kFloor) t = hn::Floor(t);
  if constexpr (kRounding == Rounding::kCeil) t = hn::Ceil(t);
  return hn::Add(t, hn::Set(F(), kWholes));
}

template <Rounding kRounding, Known kKnown>
HWY_INLINE VI quantized(VF x, const Lanes& p) {
  const I i32;
  const auto offset = hn::Sub(p.zero_point, hn::Set(i32, kWholesBits));
  return hn::Add(hn::BitCast(i32, steps<kRounding, kKnown>(x, p)), offset);
}

// Two vectors of integers, as bytes. Where a vector holds four, two stores of four bytes would cost more than all else.
HWY_INLINE void store_pair(VI first, VI second, int8_t* out) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kLanes == 4) {
    const hn::Repartition<int16_t, I> i16;
    const hn::Rebind<int8_t, decltype(i16)> i8;
    return hn::StoreU(hn::DemoteTo(i8, hn::ReorderDemote2To(i16, first, second)), i8, out);
  }
#endif
  hn::StoreU(hn::DemoteTo(I8(), first), I8(), out);
  hn::StoreU(hn::DemoteTo(I8(), second), I8(), out + kLanes);
}

// Quantizes kPair values.
template <Rounding kRounding, Known kKnown>
HWY_INLINE void quantize_pair(const float* in, const Lanes& first, const Lanes& second, int8_t* out) {
  const F f;
  store_pair(quantized<kRounding, kKnown>(hn::LoadU(f, in), first),
             quantized<kRounding, kKnown>(hn::LoadU(f, in + kLanes), second), out);
}

HWY_INLINE void dequantize_vector(VI q, VI zero_point, VF scale, float* out) {
  hn::StoreU(hn::Mul(scale, hn::ConvertTo(F(), hn::Sub(q, zero_point))), F(), out);
}

// Calls f(i) for vectors of `step` that cover 0 … width, the last one overlapping the one before.
template <class F2>
HWY_INLINE void cover(size_t width, size_t step, F2 f) {
  size_t i = 0;
  for (; i + step <= width; i += step) f(i);
  if (i < width) f(width - step);
}

// Smallest and largest of what it was shown, and whether all of it was finite.
struct Extremes {
  VF low;
  VF high;
  VF sum;  // finite only as long as all were

  HWY_INLINE void show(VF x) {
    low = hn::Min(low, x);
    high = hn::Max(high, x);
    sum = hn::Add(sum, x);
  }
  // Certainly. A sum of huge values may overflow: then the plain loop looks in vain.
  HWY_INLINE bool all_finite() const {
    const F f;
    return hn::AllTrue(f, hn::Le(hn::Abs(sum), hn::Set(f, std::numeric_limits<float>::max())));
  }
};

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
