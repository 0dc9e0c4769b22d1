// The assignment step of Lloyd's algorithm: every point to its nearest centroid, sums of what each centroid got.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/cluster/points.h"

namespace roundoff {

inline constexpr size_t kMaxCentroids = 256;

using Centroids = std::vector<std::array<float, 3>>;

// What an assignment found: for each centroid the moments of its points.
using Shares = std::vector<Moments>;

// Assigns every point of `points` to the centroid with the smallest squared distance
// ((x − cx)² + (y − cy)²) + (z − cz)², each operation rounded to float32 in this order; ties go to the lowest index.
// 1 ≤ centroids.size() ≤ kMaxCentroids. `nearest`, when not empty, has points.size() entries and receives each point's
// centroid.
//
// Exact, but most points are never looked at: a group is handed over whole when a single centroid can be nearest to its
// box (Kanungo et al., "An efficient k-means clustering algorithm: analysis and implementation", PAMI 2002, with the
// histogram's cells in place of a k-d tree).
Shares assign(const PointSet& points, const Centroids& centroids, std::span<uint16_t> nearest = {});

// The same by the definition: every point against every centroid.
Shares assign_ref(const PointSet& points, const Centroids& centroids, std::span<uint16_t> nearest = {});

}  // namespace roundoff
