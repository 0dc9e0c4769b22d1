#include "roundoff/cluster/refine.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "roundoff/cluster/split.h"

namespace roundoff {
namespace {

struct Merge {
  double cost;
  size_t keep;
  size_t drop;
};

// For each cluster its cheapest merge by Ward's criterion, n m / (n + m) |a − b|², cheapest first.
std::vector<Merge> cheapest_merges(const Shares& shares) {
  const size_t k = shares.size();
  std::vector<double> weight(k);
  std::vector<std::array<double, 3>> mean(k);
  for (size_t j = 0; j < k; ++j) {
    weight[j] = static_cast<double>(shares[j].weight);
    for (int axis = 0; axis < 3; ++axis) {
      mean[j][axis] = shares[j].weight == 0 ? 0 : static_cast<double>(shares[j].sum[axis]) / weight[j];
    }
  }

  constexpr double kNone = std::numeric_limits<double>::infinity();
  std::vector<Merge> merges(k, {kNone, 0, 0});
  for (size_t a = 0; a < k; ++a) {
    merges[a].drop = a;
    for (size_t b = 0; b < a; ++b) {
      const double dx = mean[a][0] - mean[b][0];
      const double dy = mean[a][1] - mean[b][1];
      const double dz = mean[a][2] - mean[b][2];
      const double together = weight[a] + weight[b];
      const double cost =
          together == 0 ? 0 : weight[a] * weight[b] / together * ((dx * dx + dy * dy) + dz * dz);
      if (cost < merges[a].cost) merges[a] = {cost, b, a};
      if (cost < merges[b].cost) merges[b] = {cost, a, b};
    }
  }
  if (k == 1) merges.clear();
  std::sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.drop < b.drop;
  });
  return merges;
}

// The best cut of each cluster.
std::vector<BestCut> cuts_of(const PointSet& scouts, const Sorted& sorted, const Centroids& centroids) {
  std::vector<uint16_t> nearest(scouts.size());
  assign(scouts, centroids, nearest);
  std::vector<Sorted> members(centroids.size());
  for (int axis = 0; axis < 3; ++axis) {
    for (const uint32_t i : sorted[axis]) members[nearest[i]][axis].push_back(i);
  }
  std::vector<BestCut> cuts;
  for (const Sorted& m : members) cuts.push_back(best_cut(scouts, m));
  return cuts;
}

// `now` with at most `most` of its pairs of clusters merged and as many clusters split. Returns how many.
size_t move_centroids(const Shares& shares, const std::vector<BestCut>& cuts, size_t most,
                      double least_promise, Centroids& centroids) {
  std::vector<size_t> by_gain(cuts.size());
  std::iota(by_gain.begin(), by_gain.end(), size_t{0});
  std::stable_sort(by_gain.begin(), by_gain.end(),
                   [&](size_t a, size_t b) { return cuts[a].gain > cuts[b].gain; });

  std::vector<bool> taken(cuts.size());
  auto split = by_gain.begin();
  size_t moves = 0;
  for (const Merge& merge : cheapest_merges(shares)) {
    if (moves == most) break;
    if (taken[merge.keep] || taken[merge.drop]) continue;
    taken[merge.keep] = taken[merge.drop] = true;
    while (split != by_gain.end() && taken[*split]) ++split;
    if (split == by_gain.end() || cuts[*split].gain <= least_promise * merge.cost) break;

    taken[*split] = true;
    Moments both = shares[merge.keep];
    both.add(shares[merge.drop]);
    centroids[merge.keep] = both.mean();
    centroids[merge.drop] = cuts[*split].high.mean();
    centroids[*split] = cuts[*split].low.mean();
    ++moves;
  }
  return moves;
}

}  // namespace

Clustering refine(const PointSet& points, Clustering best, double sum_of_squares, const PointSet& scouts,
                  const Sorted& sorted_scouts, const RefineOptions& options) {
  size_t most = std::max<size_t>(1, best.centroids.size() / 8);
  for (int round = 0; round < options.max_rounds && most > 0; ++round) {
    Centroids moved = best.centroids;
    const size_t moves = move_centroids(best.shares, cuts_of(scouts, sorted_scouts, best.centroids), most,
                                        options.least_promise, moved);
    if (moves == 0) break;
    Clustering next = lloyd(points, std::move(moved), sum_of_squares, options.lloyd);
    next.iterations += best.iterations;
    if (next.inertia < best.inertia) {
      best = std::move(next);
    } else {
      best.iterations = next.iterations;
      most = moves / 2;
    }
  }
  return best;
}

}  // namespace roundoff
