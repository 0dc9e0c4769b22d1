// Cutting clusters in two: the plane across one axis that saves most inertia.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "roundoff/cluster/points.h"

namespace roundoff {

// Sum over the axes of (Σ w x)² / Σ w: what replacing points by their mean explains of their squares. Inertia is the
// sum of squares minus this, so differences of it are differences of inertia. 0 for no points.
double explained(const Moments& m);

// Indices of the same points three times, in the order of each axis.
using Sorted = std::array<std::vector<uint32_t>, 3>;
Sorted sort_by_axes(const PointSet& points);

struct BestCut {
  double gain = 0;  // inertia saved; 0 where all members lie in one place
  int axis = 0;
  float last_low = 0;  // coordinates up to this one are on the low side
  Moments low;
  Moments high;

  bool is_low(const PointSet& points, uint32_t i) const { return points.axis[axis][i] <= last_low; }
};

// Tries every plane across each of the three axes (Wu's criterion, see SplitSequence).
BestCut best_cut(const PointSet& points, const Sorted& members);

}  // namespace roundoff
