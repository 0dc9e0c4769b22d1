// A palette for pictures that come one after another: it follows the scene and keeps still while the scene does.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "roundoff/cluster/lloyd.h"
#include "roundoff/cluster/points.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

class PaletteFollower {
 public:
  // A new palette of at most k colours, from dark to light, that knows nothing of the last one. As naive as it looks: each
  // picture's noise moves and reorders it.
  void renew(const PointSet& points, double sum_of_squares, size_t k);

  // The last palette moved towards what suits this picture. Lloyd's algorithm starts from the last centroids, and:
  // - A calm palette moves by at most one level per channel. The limit opens as the last centroids' error rises above that
  //   of the ones that Lloyd's algorithm finds.
  // - When the scene is another (`cut`), at another k, and from time to time, a new clustering is tried, too. It is
  //   taken when it is clearly better, each of its colours in the place of the old one that it is nearest to (see match.h).
  void follow(const PointSet& points, double sum_of_squares, size_t k, bool cut);

  // Empty until the first picture. At most k colours; fewer where the picture has fewer.
  std::span<const Rgb8> palette() const { return palette_; }
  // The k that was last asked for.
  size_t k() const { return k_; }

 private:
  Clustering restart(const PointSet& points, double sum_of_squares, size_t k, int refinements) const;
  void adopt(const Centroids& next);
  void approach(const Centroids& target, const Shares& shares, float limit);

  size_t k_ = 0;
  int since_review_ = 0;
  Centroids centroids_;
  std::vector<Rgb8> palette_;  // the centroids rounded, each held until its centroid is clearly elsewhere
};

// The largest change of a channel, in levels, from one palette to the next, over the entries that both have.
int palette_step(std::span<const Rgb8> before, std::span<const Rgb8> after);

}  // namespace roundoff
