// A vector of roundings at a time. The least of all is found first, and then where it stands.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/linear/flips_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include "roundoff/linear/flips.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::ScalableTag<float>;
using VF = hn::Vec<F>;

void move_all(const Flips& flips, std::span<const float> row, float by) {
  const F f;
  const size_t lanes = hn::Lanes(f);
  const auto factor = hn::Set(f, by);
  size_t j = 0;
  for (; j + lanes <= row.size(); j += lanes) {
    const auto gradient = hn::Add(hn::LoadU(f, &flips.gradient[j]), hn::Mul(factor, hn::LoadU(f, &row[j])));
    const auto step = hn::LoadU(f, &flips.step[j]);
    const auto own = hn::Mul(step, hn::LoadU(f, &flips.curvature[j]));
    hn::StoreU(gradient, f, &flips.gradient[j]);
    hn::StoreU(hn::Mul(step, hn::Add(hn::Add(gradient, gradient), own)), f, &flips.change[j]);
  }
  if (j == row.size()) return;
  const size_t rest = row.size() - j;
  move_ref(
      {flips.gradient.last(rest), flips.step.last(rest), flips.curvature.last(rest), flips.change.last(rest)},
      row.last(rest), by);
}

HWY_INLINE VF changes(const Flips& flips, std::span<const float> row, VF by, size_t j) {
  const F f;
  const auto together = hn::Mul(hn::Mul(by, hn::LoadU(f, &flips.step[j])), hn::LoadU(f, &row[j]));
  return hn::Add(hn::LoadU(f, &flips.change[j]), together);
}

// NaN, which only overflow makes, is left to the plain loop.
Flip best_of_all(const Flips& flips, std::span<const float> row, float by) {
  const F f;
  const size_t n = row.size();
  const size_t lanes = hn::Lanes(f);
  if (n < lanes) return best_flip_ref(flips, row, by);
  const auto factor = hn::Set(f, by);
  auto least = changes(flips, row, factor, 0);
  auto any_nan = hn::IsNaN(least);
  const auto look = [&](size_t j) HWY_ATTR {
    const auto change = changes(flips, row, factor, j);
    least = hn::Min(least, change);
    any_nan = hn::Or(any_nan, hn::IsNaN(change));
  };
  for (size_t j = lanes; j + lanes <= n; j += lanes) look(j);
  look(n - lanes);  // some of these twice, which changes nothing
  if (!hn::AllFalse(f, any_nan)) return best_flip_ref(flips, row, by);
  const auto all_least = hn::MinOfLanes(f, least);
  for (size_t j = 0;; j = j + 2 * lanes <= n ? j + lanes : n - lanes) {
    const auto found = hn::FindFirstTrue(f, hn::Eq(changes(flips, row, factor, j), all_least));
    if (found >= 0) return {j + static_cast<size_t>(found), hn::GetLane(all_least)};
  }
}

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::linear {

HWY_EXPORT(move_all);
HWY_EXPORT(best_of_all);

void move(const Flips& flips, std::span<const float> row, float by) {
  HWY_DYNAMIC_DISPATCH(move_all)(flips, row, by);
}

Flip best_flip(const Flips& flips, std::span<const float> row, float by) {
  return HWY_DYNAMIC_DISPATCH(best_of_all)(flips, row, by);
}

}  // namespace roundoff::linear
#endif
