// Which cluster of a new clustering is which of the old one.
#pragma once

#include <cstddef>
#include <vector>

#include "roundoff/cluster/assign.h"

namespace roundoff {

// For each of `from` a partner in `to`, no two the same, so that the squared distances between partners add up to the
// least possible. from.size() ≤ to.size().
//
// The Hungarian method in its shortest-path form (Jonker & Volgenant, "A shortest augmenting path algorithm for dense
// and sparse linear assignment problems", Computing 1987): O(from² · to).
std::vector<size_t> match(const Centroids& from, const Centroids& to);

}  // namespace roundoff
