// Vectors of float32 rounded to a smaller format, and its bits. Included once per instruction set (Highway's *-inl.h
// convention).

#if defined(ROUNDOFF_FORMAT_FLOAT_FORMAT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ROUNDOFF_FORMAT_FLOAT_FORMAT_INL_H_
#undef ROUNDOFF_FORMAT_FLOAT_FORMAT_INL_H_
#else
#define ROUNDOFF_FORMAT_FLOAT_FORMAT_INL_H_
#endif

#include <hwy/highway.h>

#include "roundoff/format/float_format.h"
#include "roundoff/format/round_to-inl.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::format::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::ScalableTag<float>;
using U = hn::RebindToUnsigned<F>;
using I = hn::RebindToSigned<F>;
using VF = hn::Vec<F>;
using VU = hn::Vec<U>;

inline constexpr size_t kMaxLanes = HWY_MAX_BYTES / sizeof(float);

HWY_INLINE VU sign_of(VF x) { return hn::And(hn::BitCast(U(), x), hn::Set(U(), 0x80000000u)); }

// The quiet NaN with x's sign where x is a NaN, and `other` elsewhere.
HWY_INLINE VF or_nan(VF x, VF other) {
  const auto nan = hn::Or(sign_of(x), hn::Set(U(), 0x7fc00000u));
  return hn::IfThenElse(hn::IsNaN(x), hn::BitCast(F(), nan), other);
}

// decode(encode(x)), for formats with fewer exponents than float32 has.
class Rounder {
 public:
  Rounder(FloatFormat format, Overflow overflow)
      : by_sum_(RoundTo(format, overflow)), has_nan_(layout(format).has_nan) {}

  HWY_INLINE VF operator()(VF x) const {
    const auto rounded = by_sum_(x);
    return has_nan_ ? or_nan(x, rounded) : hn::IfThenZeroElse(hn::IsNaN(x), rounded);
  }
  // Of a magnitude that is no NaN.
  HWY_INLINE VF magnitude(VF m) const { return by_sum_.magnitude(m); }

 private:
  BySum<F> by_sum_;
  bool has_nan_;
};

// The bits of finite magnitudes that a format has, without a sign.
template <FloatFormat kFormat>
HWY_INLINE VU magnitude_bits(VF rounded) {
  constexpr bool kFp8 = kFormat == FloatFormat::kFp8E4M3 || kFormat == FloatFormat::kFp8E5M2;
  static_assert(kFp8 || kFormat == FloatFormat::kFp4E2M1);
  constexpr int kMantissa = kFormat == FloatFormat::kFp8E4M3 ? 3 : kFp8 ? 2 : 1;
  constexpr int kBias = kFormat == FloatFormat::kFp8E4M3 ? 7 : kFp8 ? 15 : 1;
  const U u32;
  constexpr uint32_t kRebias = static_cast<uint32_t>(127 - kBias) << 23u;
  const auto bits = hn::BitCast(u32, rounded);
  const auto normal = hn::ShiftRight<23 - kMantissa>(hn::Sub(bits, hn::Set(u32, kRebias)));
  // Adding the power of two whose last bit is the format's smallest number leaves a multiple of it in the low bits.
  constexpr uint32_t kUnit = static_cast<uint32_t>(127 + 1 - kBias - kMantissa + 23) << 23u;
  const auto unit = hn::Set(u32, kUnit);
  const auto subnormal = hn::Sub(hn::BitCast(u32, hn::Add(rounded, hn::BitCast(F(), unit))), unit);
  constexpr uint32_t kMinNormal = kRebias + (1u << 23u);
  return hn::IfThenElse(hn::RebindMask(u32, hn::Lt(rounded, hn::BitCast(F(), hn::Set(u32, kMinNormal)))),
                        subnormal, normal);
}

}  // namespace
}  // namespace roundoff::format::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
