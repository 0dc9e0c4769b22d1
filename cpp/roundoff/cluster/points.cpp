#include "roundoff/cluster/points.h"

#include <algorithm>

namespace roundoff {
namespace {

// How many high bits of each channel the colours of one point, one group and one block share.
struct Bits {
  int point;
  int group;
  int block;
};
constexpr Bits kFine{8, 5, 3};
constexpr Bits kCoarse{6, 4, 2};
constexpr Bits kCoarsest{5, 3, 1};

void resize(PointSet& set, size_t n) {
  set.moments.resize(n);
  for (auto& axis : set.axis) axis.resize(n + PointSet::kPadding);
}

void set_point(PointSet& set, size_t i, const std::array<float, 3>& point, const Moments& moments) {
  for (int axis = 0; axis < 3; ++axis) set.axis[axis][i] = point[axis];
  set.moments[i] = moments;
}

// Runs of keys that agree in the high `bits` of each channel.
std::vector<Run> runs_of(std::span<const uint32_t> keys, int bits) {
  const int shift = 3 * (8 - bits);
  std::vector<Run> runs;
  for (uint32_t i = 0; i < keys.size(); ++i) {
    if (i == 0 || keys[i] >> shift != keys[i - 1] >> shift) runs.push_back({i, i});
    runs.back().end = i + 1;
  }
  return runs;
}

void include(Group& group, const Box& box, const Moments& moments) {
  if (group.moments.weight == 0) group.box = box;
  for (int axis = 0; axis < 3; ++axis) {
    group.box.low[axis] = std::min(group.box.low[axis], box.low[axis]);
    group.box.high[axis] = std::max(group.box.high[axis], box.high[axis]);
  }
  group.moments.add(moments);
}

// Groups the points, whose keys are `keys`, and then the groups.
void gather(PointSet& set, std::span<const uint32_t> keys, const Bits& bits) {
  std::vector<uint32_t> group_keys;
  for (const Run& run : runs_of(keys, bits.group)) {
    Group group{run, {}, {}};
    for (uint32_t i = run.begin; i < run.end; ++i)
      include(group, {set.point(i), set.point(i)}, set.moments[i]);
    set.groups.push_back(group);
    group_keys.push_back(keys[run.begin]);
  }
  for (const Run& run : runs_of(group_keys, bits.block)) {
    Group block{run, {}, {}};
    for (uint32_t i = run.begin; i < run.end; ++i) include(block, set.groups[i].box, set.groups[i].moments);
    set.blocks.push_back(block);
  }
}

// One point for each cube of colours, at their mean.
PointSet coarser(const PointSet& fine, std::span<const uint32_t> keys, const Bits& bits) {
  const std::vector<Run> cubes = runs_of(keys, bits.point);
  PointSet set;
  resize(set, cubes.size());
  std::vector<uint32_t> cube_keys;
  for (size_t c = 0; c < cubes.size(); ++c) {
    Moments m;
    for (uint32_t i = cubes[c].begin; i < cubes[c].end; ++i) m.add(fine.moments[i]);
    set_point(set, c, m.mean(), m);
    cube_keys.push_back(keys[cubes[c].begin]);
  }
  gather(set, cube_keys, bits);
  return set;
}

}  // namespace

ColorPoints::ColorPoints(const ColorHistogram& histogram, ColorSpace in_space) : space(in_space) {
  const size_t n = histogram.size();
  resize(fine, n);
  std::vector<uint32_t> keys(n);
  int64_t squares = 0;
  for (size_t i = 0; i < n; ++i) {
    const std::array<int32_t, 3> at = to_coordinates(histogram.colors()[i], space);
    Moments m{histogram.counts()[i], {}};
    for (int axis = 0; axis < 3; ++axis) {
      m.sum[axis] = m.weight * at[axis];
      squares += m.sum[axis] * at[axis];
    }
    set_point(fine, i, {static_cast<float>(at[0]), static_cast<float>(at[1]), static_cast<float>(at[2])}, m);
    keys[i] = z_order(histogram.colors()[i]);
  }
  sum_of_squares = static_cast<double>(squares);
  gather(fine, keys, kFine);

  coarse = coarser(fine, keys, kCoarse);
  coarsest = coarser(fine, keys, kCoarsest);
}

PointSet cube_points(std::span<const uint32_t> keys, std::span<const Moments> cubes) {
  PointSet set;
  resize(set, cubes.size());
  for (size_t i = 0; i < cubes.size(); ++i) set_point(set, i, cubes[i].mean(), cubes[i]);
  gather(set, keys, kCoarsest);
  return set;
}

}  // namespace roundoff
