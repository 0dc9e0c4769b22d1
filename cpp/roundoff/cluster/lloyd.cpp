#include "roundoff/cluster/lloyd.h"

#include <algorithm>

#include "roundoff/cluster/reassign.h"
#include "roundoff/cluster/split.h"

namespace roundoff {
namespace {

// The inertia that point i adds while `centroid` is its nearest.
double cost_of(const PointSet& points, size_t i, const std::array<float, 3>& centroid) {
  double squared = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const double d = static_cast<double>(points.axis[axis][i]) - static_cast<double>(centroid[axis]);
    squared += d * d;
  }
  return squared * static_cast<double>(points.moments[i].weight);
}

// Moves each centroid without points onto one of the worst-fitting points, the worst first; those stay that find none
// out of place. Rare, so it assigns once more to learn who is whose.
void reseed_empty(const PointSet& points, const Shares& shares, Centroids& centroids) {
  std::vector<size_t> empty;
  for (size_t j = 0; j < shares.size(); ++j) {
    if (shares[j].weight == 0) empty.push_back(j);
  }
  if (empty.empty()) return;

  std::vector<uint16_t> nearest(points.size());
  assign(points, centroids, nearest);
  std::vector<std::pair<double, size_t>> worst;
  for (size_t i = 0; i < points.size(); ++i) {
    const double cost = cost_of(points, i, centroids[nearest[i]]);
    if (cost > 0) worst.emplace_back(-cost, i);
  }
  const size_t n = std::min(empty.size(), worst.size());
  std::partial_sort(worst.begin(), worst.begin() + static_cast<ptrdiff_t>(n), worst.end());
  for (size_t e = 0; e < n; ++e) centroids[empty[e]] = points.point(worst[e].second);
}

// Σ w |x − c|² over the points, each to its centroid: |x|² − 2 x·c + |c|² summed from the moments.
double distortion_of(const Shares& shares, const Centroids& centroids, double sum_of_squares) {
  double sum = sum_of_squares;
  for (size_t j = 0; j < shares.size(); ++j) {
    for (int axis = 0; axis < 3; ++axis) {
      const auto c = static_cast<double>(centroids[j][axis]);
      sum += c * (c * static_cast<double>(shares[j].weight) - 2 * static_cast<double>(shares[j].sum[axis]));
    }
  }
  return std::max(0.0, sum);
}

}  // namespace

double inertia_of(const Shares& shares, double sum_of_squares) {
  double sum = 0;
  for (const Moments& share : shares) sum += explained(share);
  return std::max(0.0, sum_of_squares - sum);
}

Clustering lloyd(const PointSet& points, Centroids seeds, double sum_of_squares,
                 const LloydOptions& options) {
  Clustering now{std::move(seeds), {}, 0, 0};
  Reassigner reassigner(points);
  while (true) {
    Shares shares = reassigner.assign(now.centroids);
    const double inertia = inertia_of(shares, sum_of_squares);
    if (options.watch) options.watch(now.centroids, distortion_of(shares, now.centroids, sum_of_squares));
    const bool settled = shares == now.shares;
    const bool saved_little = now.iterations > 0 && now.inertia - inertia <= options.tolerance * now.inertia;

    reseed_empty(points, shares, now.centroids);
    for (size_t j = 0; j < shares.size(); ++j) {
      if (shares[j].weight > 0) now.centroids[j] = shares[j].mean();
    }
    now.shares = std::move(shares);
    now.inertia = inertia;
    ++now.iterations;
    if (settled || saved_little || now.iterations >= options.max_iterations) return now;
  }
}

}  // namespace roundoff
