// Lanes are pairs of vectors: no sum crosses them, so all of it is done as the plain loop does it.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/format/dot_product_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <cassert>

#include "roundoff/format/dot_product_lanes.h"
#include "roundoff/format/round_to-inl.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::format::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::CappedTag<float, kDotLanes>;
using U = hn::RebindToUnsigned<F>;
using VF = hn::Vec<F>;

constexpr size_t kLanes = hn::MaxLanes(F());
constexpr size_t kVectors = kDotLanes / kLanes;

struct NoRounding {
  explicit NoRounding(const RoundTo&) {}
  HWY_INLINE VF operator()(VF x) const { return x; }
};

// As RoundTo, by the bits of bfloat16.
class ByBits {
 public:
  explicit ByBits([[maybe_unused]] const RoundTo& r) { assert(r.dropped() == 16); }
  HWY_INLINE VF operator()(VF x) const {
    const auto kept = hn::And(carried(F(), x), hn::Set(U(), 0xffff0000u));
    return hn::IfThenElse(hn::IsNaN(x), x, hn::BitCast(F(), kept));
  }
};

template <class Rounding>
void add_all(const RoundTo& round_to, const float* a, const float* b, size_t products, DotLanes& sums) {
  const F f;
  const Rounding round(round_to);
  VF naive[kVectors];
  VF wide[kVectors];
  for (size_t v = 0; v < kVectors; ++v) {
    naive[v] = hn::LoadU(f, &sums.naive[v * kLanes]);
    wide[v] = hn::LoadU(f, &sums.float32[v * kLanes]);
  }
  for (size_t i = 0; i < products; ++i, a += kDotLanes, b += kDotLanes) {
    VF carry[kVectors];
    for (size_t v = 0; v < kVectors; ++v) {
      const auto product = hn::Mul(round(hn::LoadU(f, a + v * kLanes)), round(hn::LoadU(f, b + v * kLanes)));
      wide[v] = hn::Add(wide[v], product);
      carry[v] = round(product);
      naive[v] = round(hn::Add(naive[v], carry[v]));
    }
    size_t level = 0;
    for (; (sums.count >> level & 1u) != 0; ++level) {
      for (size_t v = 0; v < kVectors; ++v) {
        carry[v] = round(hn::Add(hn::LoadU(f, &sums.pairwise[level][v * kLanes]), carry[v]));
      }
    }
    for (size_t v = 0; v < kVectors; ++v) hn::StoreU(carry[v], f, &sums.pairwise[level][v * kLanes]);
    ++sums.count;
  }
  for (size_t v = 0; v < kVectors; ++v) {
    hn::StoreU(naive[v], f, &sums.naive[v * kLanes]);
    hn::StoreU(wide[v], f, &sums.float32[v * kLanes]);
  }
}

void add_unrounded(const RoundTo& round, const float* a, const float* b, size_t n, DotLanes& sums) {
  add_all<NoRounding>(round, a, b, n, sums);
}
void add_by_sum(const RoundTo& round, const float* a, const float* b, size_t n, DotLanes& sums) {
  add_all<BySum<F>>(round, a, b, n, sums);
}
void add_by_bits(const RoundTo& round, const float* a, const float* b, size_t n, DotLanes& sums) {
  add_all<ByBits>(round, a, b, n, sums);
}

}  // namespace
}  // namespace roundoff::format::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::format {

HWY_EXPORT(add_unrounded);
HWY_EXPORT(add_by_sum);
HWY_EXPORT(add_by_bits);

void add_products(const RoundTo& round, std::span<const float> a, std::span<const float> b, DotLanes& sums) {
  assert(a.size() == b.size() && a.size() % kDotLanes == 0);
  const size_t n = a.size() / kDotLanes;
  if (round.dropped() == 0) {
    HWY_DYNAMIC_DISPATCH(add_unrounded)(round, a.data(), b.data(), n, sums);
  } else if (round.by_bits()) {
    HWY_DYNAMIC_DISPATCH(add_by_bits)(round, a.data(), b.data(), n, sums);
  } else {
    HWY_DYNAMIC_DISPATCH(add_by_sum)(round, a.data(), b.data(), n, sums);
  }
}

}  // namespace roundoff::format
#endif
