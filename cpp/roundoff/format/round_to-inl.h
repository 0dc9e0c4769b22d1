// RoundTo for vectors. Included once per instruction set (Highway's *-inl.h convention).

#if defined(ROUNDOFF_FORMAT_ROUND_TO_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ROUNDOFF_FORMAT_ROUND_TO_INL_H_
#undef ROUNDOFF_FORMAT_ROUND_TO_INL_H_
#else
#define ROUNDOFF_FORMAT_ROUND_TO_INL_H_
#endif

#include <hwy/highway.h>

#include "roundoff/format/round_to.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::format::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// As RoundTo, by its sum.
template <class D>
class BySum {
 public:
  using V = hn::Vec<D>;

  explicit BySum(const RoundTo& r)
      : exponent_(hn::Set(U(), RoundTo::kExponent)),
        lowest_(hn::Set(U(), r.lowest())),
        highest_(hn::Set(U(), r.highest())),
        dropped_(hn::Set(U(), r.dropped() << 23u)),
        max_(hn::Set(D(), r.max())),
        beyond_(hn::Set(D(), r.beyond())) {}

  HWY_INLINE V operator()(V x) const { return hn::CopySign(magnitude(hn::Abs(x)), x); }

  HWY_INLINE V magnitude(V m) const {
    const auto exponent = hn::Min(hn::Max(hn::And(hn::BitCast(U(), m), exponent_), lowest_), highest_);
    const auto sum = hn::BitCast(D(), hn::Add(exponent, dropped_));
    const auto rounded = hn::Sub(hn::Add(m, sum), sum);
    return hn::IfThenElse(hn::Gt(rounded, max_), beyond_, rounded);
  }

 private:
  using U = hn::RebindToUnsigned<D>;
  hn::Vec<U> exponent_;
  hn::Vec<U> lowest_;
  hn::Vec<U> highest_;
  hn::Vec<U> dropped_;
  V max_;
  V beyond_;
};

// Bits whose upper half is x as bfloat16, where x is no NaN: adding just under half of the lower half, plus one where
// the upper half is odd, rounds to nearest even by carry.
template <class D>
HWY_INLINE hn::Vec<hn::RebindToUnsigned<D>> carried(D /*d*/, hn::Vec<D> x) {
  const hn::RebindToUnsigned<D> u;
  const auto bits = hn::BitCast(u, x);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(u, 1));
  return hn::Add(hn::Add(bits, hn::Set(u, 0x7fff)), odd);
}

}  // namespace
}  // namespace roundoff::format::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
