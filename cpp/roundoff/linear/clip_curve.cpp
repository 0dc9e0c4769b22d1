#include "roundoff/linear/clip_curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "roundoff/base/rescaled.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/pair_sum.h"
#include "roundoff/linear/range.h"

namespace roundoff::linear {

ErrorParts error_parts_ref(std::span<const float> values, const Parameters& p, Range range) {
  ErrorParts total;
  for (size_t begin = 0; begin < values.size(); begin += kErrorChunk) {
    const auto chunk = values.subspan(begin, std::min(kErrorChunk, values.size() - begin));
    std::array<float, kErrorSums> clipped{};
    std::array<float, kErrorSums> rounded{};
    std::vector<int8_t> q(chunk.size());
    std::vector<float> after(chunk.size());
    quantize_run_ref(chunk, p, Rounding::kNearestEven, q);
    dequantize_run_ref(q, p.scale, p.zero_point, after);
    for (size_t i = 0; i < chunk.size(); ++i) {
      const float x = chunk[i];
      if (!std::isfinite(x)) continue;
      auto& sums = x < range.min || x > range.max ? clipped : rounded;
      const float error = x - after[i];
      sums[i % kErrorSums] += error * error;
    }
    total.clipped += static_cast<double>(added_in_pairs(clipped));
    total.rounded += static_cast<double>(added_in_pairs(rounded));
  }
  return total;
}

Result<ClipCurve> clip_curve(const Tensor& tensor, const Options& options, size_t points) {
  if (points == 0) return Error{"a curve has at least one point"};
  if (options.bits < 2 || options.bits > 8) {
    return Error{"bits must be 2 to 8, not " + std::to_string(options.bits)};
  }
  const Result<Slices> slices = Slices::of(tensor.shape, options.slicing);
  if (!slices) return Error{slices.error()};

  ClipCurve curve;
  curve.share.resize(points);
  curve.clip_mse.resize(points);
  curve.round_mse.resize(points);
  for (size_t i = 0; i < points; ++i) {
    curve.share[i] = static_cast<double>(i + 1) / static_cast<double>(points);
  }
  size_t finite = 0;
  slices->for_each_slice(tensor.values, [&](size_t, std::span<const float> slice) {
    const Scan found = scan(slice);
    finite += slice.size() - found.nan - found.infinite;
    const Range whole = spread(found.range, options.mode);
    const Rescaled usual(slice, std::max(-whole.min, whole.max));
    for (size_t i = 0; i < points; ++i) {
      const auto share = static_cast<float>(curve.share[i]);
      const Range range{usual.of(whole.min) * share, usual.of(whole.max) * share};
      const Parameters p = parameters(range, options.mode, options.bits);
      const ErrorParts parts = error_parts(usual.values(), p, range);
      curve.clip_mse[i] += usual.back_square(parts.clipped);
      curve.round_mse[i] += usual.back_square(parts.rounded);
    }
  });
  if (finite == 0) return curve;
  for (double& mse : curve.clip_mse) mse /= static_cast<double>(finite);
  for (double& mse : curve.round_mse) mse /= static_cast<double>(finite);
  return curve;
}

}  // namespace roundoff::linear
