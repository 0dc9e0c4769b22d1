#include "roundoff/cluster/split.h"

#include <algorithm>
#include <numeric>

namespace roundoff {

double explained(const Moments& m) {
  if (m.weight == 0) return 0;
  double sum = 0;
  for (const int64_t s : m.sum) sum += static_cast<double>(s) * static_cast<double>(s);
  return sum / static_cast<double>(m.weight);
}

Sorted sort_by_axes(const PointSet& points) {
  Sorted sorted;
  for (int axis = 0; axis < 3; ++axis) {
    sorted[axis].resize(points.size());
    std::iota(sorted[axis].begin(), sorted[axis].end(), 0u);
    const std::vector<float>& at = points.axis[axis];
    std::sort(sorted[axis].begin(), sorted[axis].end(),
              [&at](uint32_t a, uint32_t b) { return at[a] != at[b] ? at[a] < at[b] : a < b; });
  }
  return sorted;
}

BestCut best_cut(const PointSet& points, const Sorted& members) {
  Moments all;
  for (const uint32_t i : members[0]) all.add(points.moments[i]);
  const double before = explained(all);

  BestCut best;
  for (int axis = 0; axis < 3; ++axis) {
    const std::vector<float>& at = points.axis[axis];
    Moments low;
    for (size_t n = 0; n + 1 < members[axis].size(); ++n) {
      const uint32_t last = members[axis][n];
      low.add(points.moments[last]);
      if (at[last] == at[members[axis][n + 1]]) continue;
      Moments high = all;
      high.subtract(low);
      const double gain = explained(low) + explained(high) - before;
      if (gain > best.gain) best = {gain, axis, at[last], low, high};
    }
  }
  return best;
}

}  // namespace roundoff
