#include "roundoff/cluster/follow.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "roundoff/cluster/match.h"
#include "roundoff/cluster/refine.h"
#include "roundoff/cluster/seed.h"
#include "roundoff/color/space.h"

namespace roundoff {
namespace {

constexpr double kFollowTolerance = 1e-3;
constexpr int kRefinements = 4;
// Iterations for each picture: a scene rarely moves faster.
constexpr int kIterations = 3;
// Pictures from one look for a better clustering to the next, and the share of inertia that it must save: with less it
// is another local optimum as good as this one, and changing to it is flicker.
constexpr int kReviewEvery = 15;
constexpr double kWorthJumping = 0.08;
// A palette whose error is this share above what it could be is calm; each hundredth more opens the limit by a level.
constexpr double kCalm = 0.03;
constexpr double kLevelsPerShare = 100;
// Squared levels per pixel that an error is held against at least: below, it cannot be seen.
constexpr double kLeastError = 1;
// A colour that rests this near to its centroid, in levels, stays: half a level would flicker on every tie.
constexpr float kHold = 1.0F;

Rgb8 rounded(const std::array<float, 3>& centroid) { return from_coordinates(centroid, ColorSpace::kSrgb); }

uint8_t held(uint8_t level, float centroid, float limit) {
  const float away = centroid - static_cast<float>(level);
  if (std::abs(away) <= kHold) return level;
  const float step = std::clamp(away, -limit, limit);
  const float next = static_cast<float>(level) + step;
  return static_cast<uint8_t>(std::clamp(next, 0.0F, 255.0F) + 0.5F);
}

}  // namespace

Clustering PaletteFollower::restart(const PointSet& points, double sum_of_squares, size_t k,
                                    int refinements) const {
  LloydOptions lloyd_options;
  lloyd_options.tolerance = kFollowTolerance;
  const Sorted sorted = sort_by_axes(points);
  Clustering found = lloyd(points, SplitSequence(points, sorted).centroids(k), sum_of_squares, lloyd_options);
  if (refinements > 0) {
    RefineOptions refining;
    refining.max_rounds = refinements;
    refining.lloyd = lloyd_options;
    found = refine(points, std::move(found), sum_of_squares, points, sorted, refining);
  }
  std::sort(found.centroids.begin(), found.centroids.end(),
            [](const auto& a, const auto& b) { return darker(rounded(a), rounded(b)); });
  return found;
}

void PaletteFollower::renew(const PointSet& points, double sum_of_squares, size_t k) {
  centroids_ = restart(points, sum_of_squares, k, 0).centroids;
  palette_.resize(centroids_.size());
  std::transform(centroids_.begin(), centroids_.end(), palette_.begin(), rounded);
  k_ = k;
  since_review_ = 0;
}

void PaletteFollower::follow(const PointSet& points, double sum_of_squares, size_t k, bool cut) {
  if (k != k_ || centroids_.empty()) {
    adopt(restart(points, sum_of_squares, k, kRefinements).centroids);
    k_ = k;
    since_review_ = 0;
    return;
  }

  const Shares shares = assign(points, centroids_);
  int64_t pixels = 0;
  for (const Moments& share : shares) pixels += share.weight;
  const double least = kLeastError * static_cast<double>(pixels);
  double error = -1;
  LloydOptions few;
  few.max_iterations = kIterations;
  few.watch = [&](const Centroids&, double distortion) {
    if (error < 0) error = distortion;
  };
  const Clustering settled = lloyd(points, centroids_, sum_of_squares, few);

  if (cut || ++since_review_ >= kReviewEvery) {
    since_review_ = 0;
    const Clustering other = restart(points, sum_of_squares, k, kRefinements);
    if (settled.inertia - other.inertia > kWorthJumping * (settled.inertia + least)) {
      adopt(other.centroids);
      return;
    }
  }
  const double excess = (error - settled.inertia) / (settled.inertia + least);
  const double limit = excess <= kCalm ? 1 : 1 + (excess - kCalm) * kLevelsPerShare;
  approach(settled.centroids, shares, static_cast<float>(std::min(limit, 255.0)));
}

// Each of `next` goes where the old centroid stood that it is matched with; those without a partner fill what is left.
void PaletteFollower::adopt(const Centroids& next) {
  const size_t n = next.size();
  std::vector<size_t> place_of(n, n);
  std::vector<bool> taken(n);
  const auto put = [&](size_t i, size_t place) {
    if (place >= n) return;
    place_of[i] = place;
    taken[place] = true;
  };
  if (n >= centroids_.size()) {
    const std::vector<size_t> partner = match(centroids_, next);
    for (size_t place = 0; place < partner.size(); ++place) put(partner[place], place);
  } else {
    const std::vector<size_t> partner = match(next, centroids_);
    for (size_t i = 0; i < n; ++i) put(i, partner[i]);
  }
  size_t open = 0;
  for (size_t i = 0; i < n; ++i) {
    if (place_of[i] < n) continue;
    while (taken[open]) ++open;
    put(i, open);
  }

  centroids_.resize(n);
  palette_.resize(n);
  for (size_t i = 0; i < n; ++i) {
    centroids_[place_of[i]] = next[i];
    palette_[place_of[i]] = rounded(next[i]);
  }
}

// `shares` are what the centroids have now: unless all is calm, one without any is free to go where it is needed.
void PaletteFollower::approach(const Centroids& target, const Shares& shares, float limit) {
  for (size_t j = 0; j < centroids_.size(); ++j) {
    if (shares[j].weight == 0 && limit > 1) {
      centroids_[j] = target[j];
      palette_[j] = rounded(target[j]);
      continue;
    }
    for (int axis = 0; axis < 3; ++axis) {
      const float way = target[j][axis] - centroids_[j][axis];
      centroids_[j][axis] += std::clamp(way, -limit, limit);
    }
    palette_[j] = {held(palette_[j].r, centroids_[j][0], limit), held(palette_[j].g, centroids_[j][1], limit),
                   held(palette_[j].b, centroids_[j][2], limit)};
  }
}

int palette_step(std::span<const Rgb8> before, std::span<const Rgb8> after) {
  int step = 0;
  for (size_t j = 0; j < std::min(before.size(), after.size()); ++j) {
    step = std::max({step, std::abs(after[j].r - before[j].r), std::abs(after[j].g - before[j].g),
                     std::abs(after[j].b - before[j].b)});
  }
  return step;
}

}  // namespace roundoff
