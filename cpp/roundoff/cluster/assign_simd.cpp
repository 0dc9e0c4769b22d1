// assign() through Highway: one source for x86 (the best instruction set of the machine, chosen at run time) and
// wasm128. Candidates are narrowed from all centroids to those of a block to those of a group; where one is left, the
// whole run is its, and only where several are left are points compared, a vector of points at a time.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/cluster/assign_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cassert>

#include "roundoff/cluster/assign.h"
#include "roundoff/cluster/candidates-inl.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::HWY_NAMESPACE {
namespace {

HWY_INLINE void assign_points(const PointSet& points, Run run, const Candidates& candidates, Moments* shares,
                              uint16_t* nearest) {
  const F f;
  const I i32;
  const size_t lanes = hn::Lanes(f);
  HWY_ALIGN_MAX std::array<int32_t, kMaxLanes> found{};
  for (uint32_t i = run.begin; i < run.end; i += static_cast<uint32_t>(lanes)) {
    const auto x = hn::LoadU(f, &points.axis[0][i]);  // may run into the padding
    const auto y = hn::LoadU(f, &points.axis[1][i]);
    const auto z = hn::LoadU(f, &points.axis[2][i]);
    auto best = hn::Set(f, 3e38f);
    auto best_index = hn::Zero(i32);
    for (size_t j = 0; j < candidates.size; ++j) {
      const auto d =
          squared_distance(hn::Sub(x, hn::Set(f, candidates.x[j])), hn::Sub(y, hn::Set(f, candidates.y[j])),
                           hn::Sub(z, hn::Set(f, candidates.z[j])));
      const auto nearer = hn::Lt(d, best);
      best = hn::IfThenElse(nearer, d, best);
      best_index = hn::IfThenElse(hn::RebindMask(i32, nearer), hn::Set(i32, candidates.index[j]), best_index);
    }
    hn::Store(best_index, i32, found.data());
    const size_t n = std::min<size_t>(lanes, run.end - i);
    for (size_t lane = 0; lane < n; ++lane) shares[found[lane]].add(points.moments[i + lane]);
    if (nearest != nullptr) {
      for (size_t lane = 0; lane < n; ++lane) nearest[i + lane] = static_cast<uint16_t>(found[lane]);
    }
  }
}

void assign_groups(const PointSet& points, const Centroids& centroids, Moments* shares, uint16_t* nearest) {
  Candidates all;
  Candidates in_block;
  Candidates in_group;
  all.fill(centroids, nullptr);

  for (const Group& block : points.blocks) {
    narrow<false>(all, block.box, in_block);
    for (uint32_t g = block.run.begin; g < block.run.end; ++g) {
      const Group& group = points.groups[g];
      narrow<false>(in_block, group.box, in_group);
      if (in_group.size > 1) {
        assign_points(points, group.run, in_group, shares, nearest);
        continue;
      }
      shares[in_group.index[0]].add(group.moments);
      if (nearest != nullptr) {
        std::fill(nearest + group.run.begin, nearest + group.run.end,
                  static_cast<uint16_t>(in_group.index[0]));
      }
    }
  }
}

}  // namespace
}  // namespace roundoff::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff {

HWY_EXPORT(assign_groups);

Shares assign(const PointSet& points, const Centroids& centroids, std::span<uint16_t> nearest) {
  assert(!centroids.empty() && centroids.size() <= kMaxCentroids);
  Shares shares(centroids.size());
  HWY_DYNAMIC_DISPATCH(assign_groups)
  (points, centroids, shares.data(), nearest.empty() ? nullptr : nearest.data());
  return shares;
}

}  // namespace roundoff
#endif
