// float32 to bfloat16: adding just under half of the lower half, plus one where the upper half is odd, rounds to
// nearest even by carry.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/format/bfloat16_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <cassert>

#include "roundoff/format/float_format.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::ScalableTag<float>;
using U = hn::RebindToUnsigned<F>;

HWY_INLINE hn::Vec<U> upper_half(hn::Vec<F> x) {
  const U u32;
  const auto bits = hn::BitCast(u32, x);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(u32, 1));
  const auto rounded = hn::Add(hn::Add(bits, hn::Set(u32, 0x7fff)), odd);
  const auto nan = hn::Or(hn::And(bits, hn::Set(u32, 0x80000000u)), hn::Set(u32, 0x7fc00000u));
  return hn::ShiftRight<16>(hn::IfThenElse(hn::RebindMask(u32, hn::IsNaN(x)), nan, rounded));
}

void to_bfloat16_run(const float* in, size_t n, uint16_t* out) {
  const F f;
  const hn::Rebind<int32_t, F> i32;
  const hn::Rebind<uint16_t, F> u16;
  const size_t lanes = hn::Lanes(f);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    // At most 65535, so the saturation of a signed demotion changes nothing.
    hn::StoreU(hn::DemoteTo(u16, hn::BitCast(i32, upper_half(hn::LoadU(f, in + i)))), u16, out + i);
  }
  HWY_ALIGN_MAX float last_in[HWY_MAX_BYTES / sizeof(float)] = {};
  HWY_ALIGN_MAX uint16_t last_out[HWY_MAX_BYTES / sizeof(float)];
  if (i == n) return;
  for (size_t j = i; j < n; ++j) last_in[j - i] = in[j];
  hn::StoreU(hn::DemoteTo(u16, hn::BitCast(i32, upper_half(hn::Load(f, last_in)))), u16, last_out);
  for (size_t j = i; j < n; ++j) out[j] = last_out[j - i];
}

}  // namespace
}  // namespace roundoff::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff {

HWY_EXPORT(to_bfloat16_run);

namespace format {

void to_bfloat16(std::span<const float> in, std::span<uint16_t> out) {
  assert(in.size() == out.size());
  HWY_DYNAMIC_DISPATCH(to_bfloat16_run)(in.data(), in.size(), out.data());
}

}  // namespace format
}  // namespace roundoff
#endif
