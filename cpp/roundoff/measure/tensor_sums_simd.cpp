// First, in vectors of floats, what is special about a value is turned into numbers that need no special case; then
// they are summed in vectors of doubles.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/measure/tensor_sums_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "roundoff/measure/tensor_sums.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::ScalableTag<float>;
using I = hn::RebindToSigned<F>;
constexpr size_t kPadded = kMostErrors + HWY_MAX_BYTES / sizeof(float);

struct Prepared {
  HWY_ALIGN_MAX std::array<float, kPadded> x;        // 0 where the pair does not count
  HWY_ALIGN_MAX std::array<float, kPadded> y;        // likewise
  HWY_ALIGN_MAX std::array<float, kPadded> divisor;  // |x|, or infinity for 0
  HWY_ALIGN_MAX std::array<float, kPadded> clipped;  // 1 or 0
};

// As −1 in each lane where the mask is set.
HWY_INLINE hn::Vec<I> count(hn::Mask<F> mask) { return hn::BitCast(I(), hn::VecFromMask(F(), mask)); }

struct Counts {
  hn::Vec<I> zeros;
  hn::Vec<I> not_finite;
};

HWY_INLINE void prepare(const float* before, const float* after, const float* low, const float* high,
                        size_t at, Prepared& out, Counts& counts) {
  const F f;
  const auto largest = hn::Set(f, std::numeric_limits<float>::max());
  const auto x = hn::LoadU(f, before);
  const auto y = hn::LoadU(f, after);
  const auto counted = hn::And(hn::Le(hn::Abs(x), largest), hn::Le(hn::Abs(y), largest));
  const auto zero = hn::And(counted, hn::Eq(x, hn::Zero(f)));
  counts.zeros = hn::Add(counts.zeros, count(zero));
  counts.not_finite = hn::Add(counts.not_finite, count(hn::Not(counted)));
  const auto kept = hn::IfThenElseZero(counted, x);
  hn::StoreU(kept, f, &out.x[at]);
  hn::StoreU(hn::IfThenElseZero(counted, y), f, &out.y[at]);
  const auto magnitude = hn::Abs(kept);
  const auto none = hn::Eq(magnitude, hn::Zero(f));
  hn::StoreU(hn::IfThenElse(none, hn::Set(f, std::numeric_limits<float>::infinity()), magnitude), f,
             &out.divisor[at]);
  const auto outside = hn::Or(hn::Lt(x, hn::LoadU(f, low)), hn::Gt(x, hn::LoadU(f, high)));
  hn::StoreU(hn::IfThenElseZero(outside, hn::Set(f, 1.0F)), f, &out.clipped[at]);
}

#if HWY_HAVE_FLOAT64

using D = hn::CappedTag<double, ErrorSums::kParts>;
using H = hn::Rebind<float, D>;
using VD = hn::Vec<D>;

constexpr size_t kVectors = ErrorSums::kParts / hn::MaxLanes(D());

HWY_INLINE VD load(const float* at) { return hn::PromoteTo(D(), hn::LoadU(H(), at)); }

// A sum of the caller's, in registers for as long as this lives.
struct Sum {
  explicit Sum(ErrorSums::Parts& of) : parts(of) {
    for (size_t v = 0; v < kVectors; ++v) sum[v] = hn::LoadU(D(), &parts[v * hn::MaxLanes(D())]);
  }
  void store() {
    for (size_t v = 0; v < kVectors; ++v) hn::StoreU(sum[v], D(), &parts[v * hn::MaxLanes(D())]);
  }
  HWY_INLINE void add(size_t v, VD x) { sum[v] = hn::Add(sum[v], x); }

  ErrorSums::Parts& parts;
  VD sum[kVectors];
};

void sum_up(const Prepared& in, size_t n, ErrorSums& sums) {
  Sum absolute(sums.absolute);
  Sum clipped(sums.clipped);
  Sum rounded(sums.rounded);
  Sum relative(sums.relative);
  Sum largest(sums.largest);
  Sum xx(sums.xx);
  Sum yy(sums.yy);
  Sum xy(sums.xy);
  for (size_t i = 0; i < n; i += ErrorSums::kParts) {
    for (size_t v = 0; v < kVectors; ++v) {
      const size_t at = i + v * hn::MaxLanes(D());
      const auto x = load(&in.x[at]);
      const auto y = load(&in.y[at]);
      const auto error = hn::Abs(hn::Sub(x, y));
      const auto squared = hn::Mul(error, error);
      const auto beyond = hn::Mul(squared, load(&in.clipped[at]));
      absolute.add(v, error);
      clipped.add(v, beyond);
      rounded.add(v, hn::Sub(squared, beyond));
      relative.add(v, hn::Div(error, load(&in.divisor[at])));
      largest.sum[v] = hn::Max(largest.sum[v], error);
      xx.add(v, hn::Mul(x, x));
      yy.add(v, hn::Mul(y, y));
      xy.add(v, hn::Mul(x, y));
    }
  }
  for (Sum* sum : {&absolute, &clipped, &rounded, &relative, &largest, &xx, &yy, &xy}) sum->store();
}

#else

// Highway has no vectors of doubles here (WebAssembly); the compiler makes them of this.
void sum_up(const Prepared& in, size_t n, ErrorSums& sums) {
  ErrorSums s = sums;
  for (size_t i = 0; i < n; i += ErrorSums::kParts) {
    for (size_t v = 0; v < ErrorSums::kParts; ++v) {
      const auto x = static_cast<double>(in.x[i + v]);
      const auto y = static_cast<double>(in.y[i + v]);
      const double error = std::abs(x - y);
      const double squared = error * error;
      const double beyond = squared * static_cast<double>(in.clipped[i + v]);
      s.absolute[v] += error;
      s.clipped[v] += beyond;
      s.rounded[v] += squared - beyond;
      s.relative[v] += error / static_cast<double>(in.divisor[i + v]);
      s.largest[v] = s.largest[v] < error ? error : s.largest[v];
      s.xx[v] += x * x;
      s.yy[v] += y * y;
      s.xy[v] += x * y;
    }
  }
  sums = s;
}

#endif

void add_all(const float* before, const float* after, const float* low, const float* high, size_t n,
             ErrorSums& sums) {
  const F f;
  const I i32;
  const size_t lanes = hn::Lanes(f);
  Prepared prepared;
  Counts counts{hn::Zero(i32), hn::Zero(i32)};
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) prepare(before + i, after + i, low + i, high + i, i, prepared, counts);
  size_t padding = 0;
  if (i < n) {
    padding = lanes - (n - i);
    std::array<std::array<float, HWY_MAX_BYTES / sizeof(float)>, 4> last;
    last[0].fill(std::numeric_limits<float>::infinity());  // does not count
    for (size_t k = 1; k < 4; ++k) last[k].fill(0);
    size_t k = 0;
    for (const float* from : {before, after, low, high}) std::copy(from + i, from + n, last[k++].begin());
    prepare(last[0].data(), last[1].data(), last[2].data(), last[3].data(), i, prepared, counts);
    i += lanes;
  }
  // Places behind the last vector, up to a whole number of parts.
  for (; i % ErrorSums::kParts != 0; ++i) {
    prepared.x[i] = prepared.y[i] = prepared.clipped[i] = 0;
    prepared.divisor[i] = 1;
  }
  sum_up(prepared, (n + ErrorSums::kParts - 1) / ErrorSums::kParts * ErrorSums::kParts, sums);
  sums.zeros += static_cast<size_t>(-hn::GetLane(hn::SumOfLanes(i32, counts.zeros)));
  sums.not_finite += static_cast<size_t>(-hn::GetLane(hn::SumOfLanes(i32, counts.not_finite))) - padding;
}

}  // namespace
}  // namespace roundoff::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff {

HWY_EXPORT(add_all);

void add_errors(std::span<const float> before, std::span<const float> after, std::span<const float> low,
                std::span<const float> high, ErrorSums& sums) {
  assert(before.size() <= kMostErrors && after.size() == before.size());
  assert(low.size() == before.size() && high.size() == before.size());
  HWY_DYNAMIC_DISPATCH(add_all)(before.data(), after.data(), low.data(), high.data(), before.size(), sums);
}

}  // namespace roundoff
#endif
