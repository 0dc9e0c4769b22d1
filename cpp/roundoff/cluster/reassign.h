// The assignment step when centroids move little by little: points that cannot change hands are not asked again.
#pragma once

#include <vector>

#include "roundoff/cluster/assign.h"

namespace roundoff {

// assign(points, centroids), to the last bit, for a sequence of centroids that settle.
//
// Once moves are small, each centroid gets some slack, a multiple of its last one. As long as none has moved further
// than its slack, only the points for which another centroid within its slack could become nearest are compared, and
// only those that change hands are moved from sum to sum. It is the triangle-inequality bound of Elkan (ICML 2003) and
// Hamerly (SDM 2010), but kept for a run of iterations and for whole groups, so that an iteration costs only what lies
// between two clusters.
class Reassigner {
 public:
  // `points` must outlive this.
  explicit Reassigner(const PointSet& points) : points_(points) {}

  Shares assign(const Centroids& centroids);

  // Points with more than one possible centroid. A part is at most a vector of them with the centroids that may become
  // nearest to any of these.
  struct Undecided {
    struct Part {
      Run points;
      Run candidates;
    };
    std::vector<Part> parts;
    std::array<std::vector<float>, 3> axis;  // padded like PointSet's
    std::vector<Moments> moments;
    std::vector<int32_t> nearest;      // the centroid that has the point now; padded too
    std::vector<uint16_t> candidates;  // centroid indices, ascending within a part

    // Empty, with room for so many points.
    void clear(size_t most);
  };

 private:
  bool within_slack(const Centroids& centroids) const;
  double mean_move(const Centroids& centroids) const;
  void choose_slack(const Centroids& centroids, double mean_move);

  const PointSet& points_;
  Centroids last_;    // of the last call
  Centroids origin_;  // the centroids that slack is counted from
  std::vector<float> slack_;
  Shares shares_;  // of the last call
  Undecided undecided_;
};

}  // namespace roundoff
