#include "roundoff/cluster/assign.h"

#include <cassert>

namespace roundoff {

Shares assign_ref(const PointSet& points, const Centroids& centroids, std::span<uint16_t> nearest) {
  assert(!centroids.empty() && centroids.size() <= kMaxCentroids);
  Shares shares(centroids.size());
  for (size_t i = 0; i < points.size(); ++i) {
    const std::array<float, 3> p = points.point(i);
    size_t best = 0;
    float best_distance = 0;
    for (size_t j = 0; j < centroids.size(); ++j) {
      const float dx = p[0] - centroids[j][0];
      const float dy = p[1] - centroids[j][1];
      const float dz = p[2] - centroids[j][2];
      const float distance = (dx * dx + dy * dy) + dz * dz;
      if (j == 0 || distance < best_distance) {
        best = j;
        best_distance = distance;
      }
    }
    shares[best].add(points.moments[i]);
    if (!nearest.empty()) nearest[i] = static_cast<uint16_t>(best);
  }
  return shares;
}

}  // namespace roundoff
