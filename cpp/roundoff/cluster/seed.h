// Where k-means starts: the first centroids.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "roundoff/cluster/assign.h"
#include "roundoff/cluster/points.h"
#include "roundoff/cluster/split.h"

namespace roundoff {

enum class Seeding : uint8_t {
  kSplit,     // greedy splitting by variance: the default, no chance involved
  kPlusPlus,  // k-means++ (Arthur & Vassilvitskii, SODA 2007)
  kRandom,    // k distinct colours at random (Forgy)
  kCorner,    // the k points nearest to black: a bad start, to look at
};

// "split", "kmeans++", "random" or "corner".
std::optional<Seeding> parse_seeding(std::string_view name);

// A greedy partition of weighted points: the cluster whose best cut saves most inertia is cut next, by the plane across
// one of the axes that saves most. That is Wu's quantizer ("Color quantization by dynamic programming and principal
// analysis", ACM Transactions on Graphics 1992) on points in place of a grid. The partition into k is a step on the way
// to that into k + 1, so one sequence, continued when asked, seeds every k.
class SplitSequence {
 public:
  // `sorted` are the points in the order of each axis. `points` must outlive this.
  SplitSequence(const PointSet& points, Sorted sorted);

  // Means of the partition into k parts, or fewer where the points lie in fewer places.
  Centroids centroids(size_t k);

 private:
  struct Cluster {
    Sorted members;
    BestCut cut;
  };
  struct Step {
    size_t cluster;                  // keeps the low part
    std::array<float, 3> low_mean;   // its mean from now on
    std::array<float, 3> high_mean;  // the mean of the new cluster
  };
  bool cut_once();

  const PointSet& points_;
  std::vector<Cluster> clusters_;
  std::array<float, 3> mean_{};
  std::vector<Step> steps_;
};

// Each returns min(k, points.size()) centroids on points; the same for the same seed everywhere.
Centroids seed_plus_plus(const PointSet& points, size_t k, uint64_t seed);
Centroids seed_random(const PointSet& points, size_t k, uint64_t seed);
Centroids seed_corner(const PointSet& points, size_t k);

}  // namespace roundoff
