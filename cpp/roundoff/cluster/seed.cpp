#include "roundoff/cluster/seed.h"

#include <algorithm>
#include <numeric>

#include "roundoff/base/random.h"

namespace roundoff {
namespace {

// Squared distance from each point to its nearest centroid so far, times its weight.
class Potential {
 public:
  explicit Potential(const PointSet& points) : points_(points), distance_(points.size(), 3e38f) {}

  void add(const std::array<float, 3>& centroid) {
    for (size_t i = 0; i < distance_.size(); ++i) {
      const float dx = points_.axis[0][i] - centroid[0];
      const float dy = points_.axis[1][i] - centroid[1];
      const float dz = points_.axis[2][i] - centroid[2];
      distance_[i] = std::min(distance_[i], (dx * dx + dy * dy) + dz * dz);
    }
  }
  double of(size_t i) const {
    return static_cast<double>(distance_[i]) * static_cast<double>(points_.moments[i].weight);
  }

 private:
  const PointSet& points_;
  std::vector<float> distance_;
};

// The first point whose running total of `share` exceeds `fraction` of the whole; `otherwise` when all shares are 0.
template <class Share>
size_t draw(size_t n, double fraction, size_t otherwise, Share share) {
  double total = 0;
  for (size_t i = 0; i < n; ++i) total += share(i);
  double left = fraction * total;
  size_t last = otherwise;
  for (size_t i = 0; i < n; ++i) {
    const double here = share(i);
    if (here <= 0) continue;
    last = i;
    if (left < here) break;
    left -= here;
  }
  return last;
}

}  // namespace

std::optional<Seeding> parse_seeding(std::string_view name) {
  if (name == "split") return Seeding::kSplit;
  if (name == "kmeans++") return Seeding::kPlusPlus;
  if (name == "random") return Seeding::kRandom;
  if (name == "corner") return Seeding::kCorner;
  return std::nullopt;
}

SplitSequence::SplitSequence(const PointSet& points, Sorted sorted) : points_(points) {
  Moments all;
  for (const Moments& m : points.moments) all.add(m);
  mean_ = all.mean();
  const BestCut cut = best_cut(points, sorted);
  clusters_.push_back({std::move(sorted), cut});
}

bool SplitSequence::cut_once() {
  const auto widest =
      std::max_element(clusters_.begin(), clusters_.end(),
                       [](const Cluster& a, const Cluster& b) { return a.cut.gain < b.cut.gain; });
  const BestCut cut = widest->cut;
  if (cut.gain <= 0) return false;
  steps_.push_back({static_cast<size_t>(widest - clusters_.begin()), cut.low.mean(), cut.high.mean()});

  Sorted low;
  Sorted high;
  for (int axis = 0; axis < 3; ++axis) {
    for (const uint32_t i : widest->members[axis]) (cut.is_low(points_, i) ? low : high)[axis].push_back(i);
  }
  const BestCut low_cut = best_cut(points_, low);
  const BestCut high_cut = best_cut(points_, high);
  *widest = {std::move(low), low_cut};
  clusters_.push_back({std::move(high), high_cut});
  return true;
}

Centroids SplitSequence::centroids(size_t k) {
  while (clusters_.size() < k && cut_once()) {
  }
  Centroids centroids = {mean_};
  for (const Step& step : steps_) {
    if (centroids.size() >= k) break;
    centroids[step.cluster] = step.low_mean;
    centroids.push_back(step.high_mean);
  }
  return centroids;
}

Centroids seed_plus_plus(const PointSet& points, size_t k, uint64_t seed) {
  Random random(seed);
  Potential potential(points);
  Centroids centroids;
  const size_t n = points.size();
  size_t at =
      draw(n, random.uniform(), 0, [&](size_t i) { return static_cast<double>(points.moments[i].weight); });
  while (true) {
    centroids.push_back(points.point(at));
    if (centroids.size() >= std::min(k, n)) return centroids;
    potential.add(centroids.back());
    at = draw(n, random.uniform(), centroids.size(), [&](size_t i) { return potential.of(i); });
  }
}

Centroids seed_random(const PointSet& points, size_t k, uint64_t seed) {
  Random random(seed);
  std::vector<uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0u);
  Centroids centroids;
  for (size_t j = 0; j < std::min(k, order.size()); ++j) {
    std::swap(order[j], order[j + random.below(order.size() - j)]);
    centroids.push_back(points.point(order[j]));
  }
  return centroids;
}

Centroids seed_corner(const PointSet& points, size_t k) {
  std::vector<uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto squared_norm = [&](uint32_t i) {
    const std::array<float, 3> p = points.point(i);
    return (p[0] * p[0] + p[1] * p[1]) + p[2] * p[2];
  };
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const float na = squared_norm(a);
    const float nb = squared_norm(b);
    return na != nb ? na < nb : a < b;
  });
  Centroids centroids;
  for (size_t j = 0; j < std::min(k, order.size()); ++j) centroids.push_back(points.point(order[j]));
  return centroids;
}

}  // namespace roundoff
