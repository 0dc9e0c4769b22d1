#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/format/float_format_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cassert>

#include "roundoff/format/float_format-inl.h"
#include "roundoff/format/float_format.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::format::HWY_NAMESPACE {
namespace {

// out[i] = one(in[i]) by vectors; the last ones through a padded copy.
template <class T, class One>
HWY_INLINE void transform(const float* in, size_t n, T* out, One one) {
  const F f;
  const hn::Rebind<T, F> t;
  const size_t lanes = hn::Lanes(f);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(one(hn::LoadU(f, in + i)), t, out + i);
  if (i == n) return;
  HWY_ALIGN_MAX float last[kMaxLanes] = {};
  HWY_ALIGN_MAX T result[kMaxLanes];
  std::copy(in + i, in + n, last);
  hn::Store(one(hn::Load(f, last)), t, result);
  std::copy_n(result, n - i, out + i);
}

HWY_INLINE VU upper_half(VF x) {
  return hn::ShiftRight<16>(hn::BitCast(U(), or_nan(x, hn::BitCast(F(), carried(F(), x)))));
}

// Halves are at most 65535, so that the saturation of a signed demotion changes nothing.
HWY_INLINE auto demote(VU halves) {
  return hn::DemoteTo(hn::Rebind<uint16_t, F>(), hn::BitCast(I(), halves));
}

void to_bfloat16_run(const float* in, size_t n, uint16_t* out) {
  transform(in, n, out, [](VF x) HWY_ATTR { return demote(upper_half(x)); });
}

void to_float16_run(const float* in, size_t n, uint16_t* out) {
  const Rounder round(FloatFormat::kFloat16, Overflow::kUsual);
  transform(in, n, out, [&](VF x) HWY_ATTR {
    const U u32;
    const auto magnitude = round.magnitude(hn::Abs(x));
    const auto infinite = hn::RebindMask(u32, hn::IsInf(magnitude));
    const auto number =
        hn::IfThenElse(infinite, hn::Set(u32, 0x7c00), magnitude_bits<FloatFormat::kFloat16>(magnitude));
    const auto bits = hn::IfThenElse(hn::RebindMask(u32, hn::IsNaN(x)), hn::Set(u32, 0x7e00), number);
    return demote(hn::Or(hn::ShiftRight<16>(sign_of(x)), bits));
  });
}

void cast_run(FloatFormat format, const float* in, size_t n, float* out, Overflow overflow) {
  if (format == FloatFormat::kFloat32) {
    transform(in, n, out, [](VF x) HWY_ATTR { return or_nan(x, x); });
  } else if (format == FloatFormat::kBfloat16) {
    transform(in, n, out, [](VF x) HWY_ATTR { return hn::BitCast(F(), hn::ShiftLeft<16>(upper_half(x))); });
  } else {
    const Rounder round(format, overflow);
    transform(in, n, out, [&](VF x) HWY_ATTR { return round(x); });
  }
}

}  // namespace
}  // namespace roundoff::format::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::format {

HWY_EXPORT(to_bfloat16_run);
HWY_EXPORT(to_float16_run);
HWY_EXPORT(cast_run);

void cast(FloatFormat format, std::span<const float> in, std::span<float> out, Overflow overflow) {
  assert(in.size() == out.size());
  HWY_DYNAMIC_DISPATCH(cast_run)(format, in.data(), in.size(), out.data(), overflow);
}

void to_bfloat16(std::span<const float> in, std::span<uint16_t> out) {
  assert(in.size() == out.size());
  HWY_DYNAMIC_DISPATCH(to_bfloat16_run)(in.data(), in.size(), out.data());
}

void to_float16(std::span<const float> in, std::span<uint16_t> out) {
  assert(in.size() == out.size());
  HWY_DYNAMIC_DISPATCH(to_float16_run)(in.data(), in.size(), out.data());
}

}  // namespace roundoff::format
#endif
