// Weights as indices into a small table of values, found by k-means in one dimension.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "roundoff/base/slicing.h"
#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"

namespace roundoff::codebook {

struct Options {
  int k = 16;  // 2 … 256 centroids for each slice
  Slicing slicing = {};
  bool exact =
      false;  // the optimum, by dynamic programming; for up to kMaxExactValues different values a slice
};

inline constexpr size_t kMaxExactValues = size_t{1} << 16;

struct Quantized {
  std::vector<size_t> shape;
  Slicing slicing;
  int k = 16;
  std::vector<uint8_t> indices;  // in the tensor's order, each into its slice's centroids
  std::vector<float> centroids;  // slice after slice, ascending within one
  std::vector<size_t> first;     // where each slice's centroids begin, and the end: slices + 1 of them
  double inertia = 0;            // sum over finite values of the squared distance to the nearest centroid
  size_t nan = 0;                // values that went to the centroid nearest to 0

  // Indices at ⌈log2 k⌉ bits each, 4 bytes for each centroid.
  size_t bytes() const;
};

// Fewer than k centroids where a slice has fewer different values: those are then kept exactly. ±Inf goes to the last or
// first centroid. Errors: k outside 2 … 256, a slicing that does not fit, `exact` for too many.
Result<Quantized> quantize(const Tensor& tensor, const Options& options);

// Each index looked up.
std::vector<float> dequantize(const Quantized& quantized);

}  // namespace roundoff::codebook
