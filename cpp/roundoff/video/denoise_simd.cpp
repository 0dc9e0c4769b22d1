// denoise() through Highway: two channels to a 32-bit lane, one pixel to a lane.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/video/denoise_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cassert>

#include "roundoff/video/denoise.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR

// One lane holds no pair of channels: all is left to the definition.
size_t denoise_vectors(const Rgba* /*frame*/, size_t /*pixels*/, const DenoiseOptions& /*options*/,
                       uint32_t* /*rg*/, uint32_t* /*b*/, Rgba* /*out*/, size_t* /*moved*/) {
  return 0;
}

#else

namespace hn = hwy::HWY_NAMESPACE;
using U32 = hn::ScalableTag<uint32_t>;
using I16 = hn::RepartitionToNarrow<hn::RebindToSigned<U32>>;

// Whole vectors only; returns how many pixels were done.
size_t denoise_vectors(const Rgba* frame, size_t pixels, const DenoiseOptions& options, uint32_t* rg,
                       uint32_t* b, Rgba* out, size_t* moved) {
  const U32 u32;
  const I16 i16;
  const size_t lanes = hn::Lanes(u32);
  const auto most = hn::Set(i16, static_cast<int16_t>(options.reach));
  const auto half_share = hn::Set(i16, static_cast<int16_t>(1 << (options.share - 1)));
  const auto half_level = hn::Set(i16, 1 << (kMeanFraction - 1));
  const auto byte = hn::Set(u32, 0xFF);
  const auto zero = hn::Zero(u32);

  size_t i = 0;
  for (; i + lanes <= pixels; i += lanes) {
    const auto color = hn::LoadU(u32, frame + i);
    const auto now_rg = hn::ShiftLeft<kMeanFraction>(
        hn::Or(hn::And(color, byte), hn::And(hn::ShiftLeft<8>(color), hn::Set(u32, 0xFF0000))));
    const auto now_b = hn::ShiftLeft<kMeanFraction>(hn::And(hn::ShiftRight<16>(color), byte));
    const auto mean_rg = hn::BitCast(i16, hn::LoadU(u32, rg + i));
    const auto mean_b = hn::BitCast(i16, hn::LoadU(u32, b + i));
    const auto d_rg = hn::Sub(hn::BitCast(i16, now_rg), mean_rg);
    const auto d_b = hn::Sub(hn::BitCast(i16, now_b), mean_b);

    const auto far_rg = hn::VecFromMask(i16, hn::Gt(hn::Abs(d_rg), most));
    const auto far_b = hn::VecFromMask(i16, hn::Gt(hn::Abs(d_b), most));
    const auto far = hn::Ne(hn::BitCast(u32, hn::Or(far_rg, far_b)), zero);

    const auto step_rg = hn::Add(mean_rg, hn::ShiftRightSame(hn::Add(d_rg, half_share), options.share));
    const auto step_b = hn::Add(mean_b, hn::ShiftRightSame(hn::Add(d_b, half_share), options.share));
    const auto next_rg = hn::IfThenElse(far, now_rg, hn::BitCast(u32, step_rg));
    const auto next_b = hn::IfThenElse(far, now_b, hn::BitCast(u32, step_b));
    hn::StoreU(next_rg, u32, rg + i);
    hn::StoreU(next_b, u32, b + i);

    const auto level_rg = hn::BitCast(
        u32, hn::ShiftRight<kMeanFraction>(hn::Add(hn::BitCast(i16, next_rg), half_level)));  // R | G << 16
    const auto level_b =
        hn::BitCast(u32, hn::ShiftRight<kMeanFraction>(hn::Add(hn::BitCast(i16, next_b), half_level)));
    const auto levels = hn::Or(hn::And(hn::Or(level_rg, hn::ShiftRight<8>(level_rg)), hn::Set(u32, 0xFFFF)),
                               hn::ShiftLeft<16>(level_b));
    hn::StoreU(hn::Or(levels, hn::IfThenElseZero(far, hn::Set(u32, kMoved))), u32, out + i);
    *moved += hn::CountTrue(u32, far);
  }
  return i;
}

#endif

}  // namespace
}  // namespace roundoff::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff {

HWY_EXPORT(denoise_vectors);

size_t denoise(std::span<const Rgba> frame, const DenoiseOptions& options, Means& means,
               std::span<Rgba> out) {
  assert(frame.size() == out.size() && frame.size() == means.rg.size());
  size_t moved = 0;
  size_t i = HWY_DYNAMIC_DISPATCH(denoise_vectors)(frame.data(), frame.size(), options, means.rg.data(),
                                                   means.b.data(), out.data(), &moved);
  if (i == frame.size()) return moved;

  // The last pixels, by the definition, in a picture of their own.
  Means rest(0);
  rest.rg.assign(means.rg.begin() + static_cast<ptrdiff_t>(i), means.rg.end());
  rest.b.assign(means.b.begin() + static_cast<ptrdiff_t>(i), means.b.end());
  moved += denoise_ref(frame.subspan(i), options, rest, out.subspan(i));
  std::copy(rest.rg.begin(), rest.rg.end(), means.rg.begin() + static_cast<ptrdiff_t>(i));
  std::copy(rest.b.begin(), rest.b.end(), means.b.begin() + static_cast<ptrdiff_t>(i));
  return moved;
}

}  // namespace roundoff
#endif
