// The Fréchet distance of two Gaussians fitted to a judge's features (Heusel et al. 2017, arXiv:1706.08500, with our judge in
// place of Inception).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/status.h"

namespace roundoff::model {

struct FeatureStatistics {
  std::vector<double> mean;
  std::vector<double> covariance;  // features × features, divided by the number of faces less one
};

// Of faces × features numbers; 2 faces at least.
FeatureStatistics statistics_of(std::span<const float> features, size_t faces);

// The file that scripts/train/features.py writes: `mean` and `covariance`. Errors: read_parameters()'s, a tensor that is
// missing or of another shape.
Result<FeatureStatistics> read_statistics(std::span<const uint8_t> file);

// |a.mean − b.mean|² + tr(A + B − 2 (A^½ B A^½)^½), of as many features each. NaN where a number is not finite.
double frechet_distance(const FeatureStatistics& a, const FeatureStatistics& b);

}  // namespace roundoff::model
