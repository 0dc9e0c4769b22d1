// map_places() through Highway.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/measure/map_places_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <array>
#include <cassert>
#include <limits>

#include "roundoff/measure/map_places.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::ScalableTag<float>;
using I = hn::RebindToSigned<F>;

HWY_INLINE hn::Vec<I> places_of(hn::Vec<F> value, const MapScale& scale) {
  const F f;
  const I i32;
  const auto v = scale.magnitudes ? hn::Abs(value) : value;
  // What is not finite is 0 for now: infinity times 0 has no place.
  const auto finite = hn::Le(hn::Abs(v), hn::Set(f, std::numeric_limits<float>::max()));
  const auto number = hn::IfThenElseZero(finite, v);
  const auto clipped = hn::Min(hn::Max(hn::Mul(number, hn::Set(f, scale.steps)), hn::Set(f, scale.least)),
                               hn::Set(f, scale.most));
  const auto place = hn::ConvertTo(i32, hn::Add(clipped, hn::Set(f, scale.zero + 0.5F)));
  const auto infinity = hn::IfThenElse(hn::RebindMask(i32, hn::Lt(v, hn::Zero(f))),
                                       hn::Set(i32, kNegativeInfinityPlace), hn::Set(i32, kInfinityPlace));
  const auto odd = hn::IfThenElse(hn::RebindMask(i32, hn::Eq(v, v)), infinity, hn::Set(i32, kNanPlace));
  return hn::IfThenElse(hn::RebindMask(i32, finite), place, odd);
}

void places(const float* values, size_t count, const MapScale& scale, int32_t* out) {
  const F f;
  const I i32;
  const size_t lanes = hn::Lanes(f);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(places_of(hn::LoadU(f, values + i), scale), i32, out + i);
  }
  if (i == count) return;
  HWY_ALIGN_MAX std::array<float, HWY_MAX_BYTES / sizeof(float)> last{};
  HWY_ALIGN_MAX std::array<int32_t, HWY_MAX_BYTES / sizeof(float)> found;
  for (size_t j = 0; i + j < count; ++j) last[j] = values[i + j];
  hn::Store(places_of(hn::Load(f, last.data()), scale), i32, found.data());
  for (size_t j = 0; i + j < count; ++j) out[i + j] = found[j];
}

}  // namespace
}  // namespace roundoff::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff {

HWY_EXPORT(places);

void map_places(std::span<const float> values, const MapScale& scale, std::span<int32_t> places) {
  assert(values.size() == places.size());
  HWY_DYNAMIC_DISPATCH(places)(values.data(), values.size(), scale, places.data());
}

}  // namespace roundoff
#endif
