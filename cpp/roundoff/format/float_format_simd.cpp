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

// On the bits of a float32: the sum that rounds to nearest even by carry also moves the exponent to float16's bias, and
// what is then beyond the bits of infinity overflows. Below 2⁻¹⁴ adding 0.5 leaves a multiple of 2⁻²⁴ in the low bits.
void to_float16_run(const float* in, size_t n, uint16_t* out) {
  constexpr uint32_t kRebias = (127u - 15u) << 23u;
  constexpr uint32_t kHalf = 0x3f000000;
  transform(in, n, out, [](VF x) HWY_ATTR {
    const U u32;
    const I i32;
    const auto bits = hn::BitCast(u32, x);
    const auto magnitude = hn::And(bits, hn::Set(u32, 0x7fffffff));
    const auto odd = hn::And(hn::ShiftRight<13>(bits), hn::Set(u32, 1));
    const auto sum = hn::Add(hn::Add(magnitude, hn::Set(u32, 0xfffu - kRebias)), odd);
    const auto normal = hn::Min(hn::ShiftRight<13>(sum), hn::Set(u32, 0x7c00));
    const auto raised = hn::Add(hn::BitCast(F(), magnitude), hn::Set(F(), 0.5F));
    const auto subnormal = hn::Sub(hn::BitCast(u32, raised), hn::Set(u32, kHalf));
    // Magnitudes are in order as signed integers too, which every instruction set compares.
    const auto ordered = hn::BitCast(i32, magnitude);
    const auto small = hn::RebindMask(u32, hn::Lt(ordered, hn::Set(i32, kRebias + (1 << 23))));
    const auto nan = hn::RebindMask(u32, hn::Gt(ordered, hn::Set(i32, 0x7f800000)));
    const auto number = hn::IfThenElse(small, subnormal, normal);
    const auto half = hn::IfThenElse(nan, hn::Set(u32, 0x7e00), number);
    return demote(hn::Or(hn::ShiftRight<16>(hn::Xor(bits, magnitude)), half));
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
