// Out of a poor local optimum: a centroid is worth more where colours fit badly than where two share what one could do.
#pragma once

#include "roundoff/cluster/lloyd.h"
#include "roundoff/cluster/split.h"

namespace roundoff {

struct RefineOptions {
  int max_rounds = 8;
  // A split is tried when it promises this share of what the merge costs: Lloyd's algorithm usually finds the rest.
  double least_promise = 0.4;
  LloydOptions lloyd;
};

// Rounds of merging the clusters that lose least and splitting those that gain most, then Lloyd again, kept when the
// inertia falls (Kaukoranta, Fränti & Nevalainen, "Iterative split-and-merge algorithm for VQ codebook generation",
// Optical Engineering 1998). After a round that did not help the next moves half as many. Inertia never rises.
//
// Splits are looked for among `scouts`, a coarser set of the same points, given in the order of each axis.
Clustering refine(const PointSet& points, Clustering start, double sum_of_squares, const PointSet& scouts,
                  const Sorted& sorted_scouts, const RefineOptions& options = {});

}  // namespace roundoff
