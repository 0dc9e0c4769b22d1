// Lloyd's algorithm: assign every point to its nearest centroid, move every centroid to the mean of its points, repeat.
#pragma once

#include <functional>

#include "roundoff/cluster/assign.h"
#include "roundoff/cluster/points.h"

namespace roundoff {

struct LloydOptions {
  int max_iterations = 1000;
  // Stop when an iteration saves less than this share of the inertia; 0 runs until nothing moves.
  double tolerance = 0;
  // Called after each assignment with the centroids that were assigned to and the sum of squared distances to them.
  std::function<void(const Centroids&, double distortion)> watch;
};

struct Clustering {
  Centroids centroids;  // the means of `shares`
  Shares shares;        // of the last assignment
  double inertia = 0;   // of the points around those means
  int iterations = 0;
};

// `sum_of_squares` is Σ w |x|² over the points (or over what the points stand for), from which inertia is counted.
// A centroid that is nearest to no point is moved to the point that adds most to the inertia. Inertia never rises.
Clustering lloyd(const PointSet& points, Centroids seeds, double sum_of_squares,
                 const LloydOptions& options = {});

// Σ w |x|² minus what the means explain.
double inertia_of(const Shares& shares, double sum_of_squares);

}  // namespace roundoff
