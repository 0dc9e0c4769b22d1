// Which centroids can be nearest to some point of a box: the pruning that assign() and Reassigner share. Included once
// per instruction set (Highway's *-inl.h convention).

#if defined(ROUNDOFF_CLUSTER_CANDIDATES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ROUNDOFF_CLUSTER_CANDIDATES_INL_H_
#undef ROUNDOFF_CLUSTER_CANDIDATES_INL_H_
#else
#define ROUNDOFF_CLUSTER_CANDIDATES_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "roundoff/cluster/assign.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::ScalableTag<float>;
using I = hn::RebindToSigned<F>;

inline constexpr size_t kMaxLanes = HWY_MAX_BYTES / sizeof(float);

// Centroids axis by axis, lowest index first, and how far each may still move (0 when it may not). Lanes behind the
// end hold points too far away to matter.
struct Candidates {
  static constexpr size_t kCapacity = kMaxCentroids + 2 * kMaxLanes;
  static constexpr float kFarAway = 1e15f;

  size_t size = 0;
  HWY_ALIGN_MAX std::array<float, kCapacity> x;
  HWY_ALIGN_MAX std::array<float, kCapacity> y;
  HWY_ALIGN_MAX std::array<float, kCapacity> z;
  HWY_ALIGN_MAX std::array<float, kCapacity> slack;
  HWY_ALIGN_MAX std::array<int32_t, kCapacity> index;

  HWY_INLINE void close() {
    const F f;
    hn::StoreU(hn::Set(f, kFarAway), f, &x[size]);
    hn::StoreU(hn::Set(f, kFarAway), f, &y[size]);
    hn::StoreU(hn::Set(f, kFarAway), f, &z[size]);
    hn::StoreU(hn::Zero(f), f, &slack[size]);
  }
  HWY_INLINE void fill(const Centroids& centroids, const float* slacks) {
    size = centroids.size();
    for (size_t j = 0; j < size; ++j) {
      x[j] = centroids[j][0];
      y[j] = centroids[j][1];
      z[j] = centroids[j][2];
      slack[j] = slacks == nullptr ? 0 : slacks[j];
      index[j] = static_cast<int32_t>(j);
    }
    close();
  }
};

template <class V>
HWY_INLINE V squared_distance(V dx, V dy, V dz) {
  return hn::Add(hn::Add(hn::Mul(dx, dx), hn::Mul(dy, dy)), hn::Mul(dz, dz));
}

// The candidate nearest to a point (any of several at the same distance).
HWY_INLINE size_t nearest_candidate(const Candidates& from, const std::array<float, 3>& point) {
  const F f;
  const I i32;
  const size_t lanes = hn::Lanes(f);
  auto nearest = hn::Set(f, 3e38f);
  auto nearest_at = hn::Zero(i32);
  for (size_t j = 0; j < from.size; j += lanes) {
    const auto d = squared_distance(hn::Sub(hn::Load(f, &from.x[j]), hn::Set(f, point[0])),
                                    hn::Sub(hn::Load(f, &from.y[j]), hn::Set(f, point[1])),
                                    hn::Sub(hn::Load(f, &from.z[j]), hn::Set(f, point[2])));
    const auto nearer = hn::Lt(d, nearest);
    nearest = hn::IfThenElse(nearer, d, nearest);
    nearest_at =
        hn::IfThenElse(hn::RebindMask(i32, nearer), hn::Iota(i32, static_cast<int32_t>(j)), nearest_at);
  }
  HWY_ALIGN_MAX std::array<float, kMaxLanes> distance;
  HWY_ALIGN_MAX std::array<int32_t, kMaxLanes> at;
  hn::Store(nearest, f, distance.data());
  hn::Store(nearest_at, i32, at.data());
  size_t best = 0;
  for (size_t lane = 1; lane < lanes; ++lane) {
    if (distance[lane] < distance[best]) best = lane;
  }
  return static_cast<size_t>(at[best]);
}

// Keeps of `from` what no other candidate beats everywhere in the box.
//
// Candidate c at distance a(p) is beaten by the champion z (the one nearest to the box's middle) at distance b(p) when
// a² − b² > 0 all over the box. That difference is linear in p, so the corner that suits c best decides. If centroids
// may still move, by s_c and s_z, then a − b > s_c + s_z is needed, for which a² − b² > (s_c + s_z)(a + b) is enough; a + b
// nowhere exceeds its value at the corner by more than twice the box's diagonal. A margin covers the rounding of float32
// distances anywhere in the box, so whoever could win by rounding or tie stays.
template <bool kMoving>
HWY_INLINE void narrow(const Candidates& from, const Box& box, Candidates& to) {
  const F f;
  const I i32;
  const size_t lanes = hn::Lanes(f);

  const size_t champion =
      nearest_candidate(from, {(box.low[0] + box.high[0]) * 0.5f, (box.low[1] + box.high[1]) * 0.5f,
                               (box.low[2] + box.high[2]) * 0.5f});
  const auto zx = hn::Set(f, from.x[champion]);
  const auto zy = hn::Set(f, from.y[champion]);
  const auto zz = hn::Set(f, from.z[champion]);
  const auto slack_of_z = hn::Set(f, from.slack[champion]);
  float diagonal = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const float side = box.high[axis] - box.low[axis];
    diagonal += side * side;
  }
  const auto twice_diagonal = hn::Set(f, 2 * std::sqrt(diagonal));

  size_t kept = 0;
  for (size_t j = 0; j < from.size; j += lanes) {
    const auto cx = hn::Load(f, &from.x[j]);
    const auto cy = hn::Load(f, &from.y[j]);
    const auto cz = hn::Load(f, &from.z[j]);
    const auto px = hn::IfThenElse(hn::Gt(cx, zx), hn::Set(f, box.high[0]), hn::Set(f, box.low[0]));
    const auto py = hn::IfThenElse(hn::Gt(cy, zy), hn::Set(f, box.high[1]), hn::Set(f, box.low[1]));
    const auto pz = hn::IfThenElse(hn::Gt(cz, zz), hn::Set(f, box.high[2]), hn::Set(f, box.low[2]));
    const auto to_c = squared_distance(hn::Sub(px, cx), hn::Sub(py, cy), hn::Sub(pz, cz));
    const auto to_z = squared_distance(hn::Sub(px, zx), hn::Sub(py, zy), hn::Sub(pz, zz));
    auto margin = hn::Mul(hn::Set(f, 1e-5f), hn::Add(hn::Add(to_c, to_z), hn::Set(f, diagonal)));
    if constexpr (kMoving) {
      const auto slack = hn::Add(hn::Load(f, &from.slack[j]), slack_of_z);
      const auto reach = hn::Add(hn::Add(hn::Sqrt(to_c), hn::Sqrt(to_z)), twice_diagonal);
      margin = hn::Add(margin, hn::Mul(slack, reach));
    }
    // The champion stays by name: its own margin must not depend on rounding.
    const auto keep = hn::Or(hn::Le(hn::Sub(to_c, to_z), margin),
                             hn::RebindMask(f, hn::Eq(hn::Iota(i32, static_cast<int32_t>(j)),
                                                      hn::Set(i32, static_cast<int32_t>(champion)))));
    if (lanes <= 4) {
      // Few lanes and fewer that stay: copying those one by one beats compressing five vectors.
      HWY_ALIGN_MAX std::array<uint8_t, 8> bits{};
      hn::StoreMaskBits(f, keep, bits.data());
      for (unsigned left = bits[0]; left != 0; left &= left - 1) {
        const size_t from_at = j + hwy::Num0BitsBelowLS1Bit_Nonzero32(left);
        to.x[kept] = from.x[from_at];
        to.y[kept] = from.y[from_at];
        to.z[kept] = from.z[from_at];
        if constexpr (kMoving) to.slack[kept] = from.slack[from_at];
        to.index[kept++] = from.index[from_at];
      }
      continue;
    }
    // Compress, then store whole vectors: storing compressed goes through microcode on some AVX-512 machines.
    hn::StoreU(hn::Compress(cx, keep), f, &to.x[kept]);
    hn::StoreU(hn::Compress(cy, keep), f, &to.y[kept]);
    hn::StoreU(hn::Compress(cz, keep), f, &to.z[kept]);
    if constexpr (kMoving) hn::StoreU(hn::Compress(hn::Load(f, &from.slack[j]), keep), f, &to.slack[kept]);
    const auto index = hn::Load(i32, &from.index[j]);
    hn::StoreU(hn::Compress(index, hn::RebindMask(i32, keep)), i32, &to.index[kept]);
    kept += hn::CountTrue(f, keep);
  }
  to.size = kept;
  to.close();
}

}  // namespace
}  // namespace roundoff::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
