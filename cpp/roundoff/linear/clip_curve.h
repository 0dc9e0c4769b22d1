// How the error of linear quantization parts into clipping and rounding as the range tightens.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/linear/linear.h"

namespace roundoff::linear {

// Mean squared errors over the finite values, one entry a point. Their sum is the whole mean squared error.
struct ClipCurve {
  std::vector<double> share;      // of the full range that is kept: 1 / points, 2 / points … 1
  std::vector<double> clip_mse;   // of values outside their slice's range
  std::vector<double> round_mse;  // of those inside
};

// Each slice's range runs over shares of its own: that of its finite values, as quantize() spreads it (±max|x| where
// symmetric, otherwise with 0 in it). Rounds to nearest; the options' range, rounding and seed are not looked at.
// Errors: no point; bits or slicing that quantize() would refuse.
Result<ClipCurve> clip_curve(const Tensor& tensor, const Options& options, size_t points);

// Sums of squared errors over the finite values of a slice that is quantized with `p`: outside `range`, and inside.
// Squares are single precision, in kErrorSums sums by position; every kErrorChunk values these are added in pairs, and the
// result in double.
struct ErrorParts {
  double clipped = 0;
  double rounded = 0;
};
ErrorParts error_parts(std::span<const float> values, const Parameters& p, Range range);
ErrorParts error_parts_ref(std::span<const float> values, const Parameters& p, Range range);

}  // namespace roundoff::linear
