// Product quantization: a row is cut into subspaces, and in each stands for one of a few prototypes (Jégou, Douze &
// Schmid, "Product quantization for nearest neighbor search", PAMI 2011).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"

namespace roundoff::codebook {

struct ProductOptions {
  size_t subspaces = 8;  // C, 1 … the row's length
  int k = 16;            // prototypes in each subspace, 2 … 256
  uint64_t seed = 1;     // of the first prototypes
};

// The tensor as a matrix: its last axis is a row.
struct ProductQuantized {
  std::vector<size_t> shape;
  int k = 16;
  std::vector<size_t> column;     // where each subspace begins, and the row's end: C + 1 of them
  size_t prototypes_each = 0;     // k, or the number of rows if that is less
  std::vector<float> prototypes;  // subspace after subspace, each its prototypes one after the other
  std::vector<uint8_t> codes;     // row after row, one for each subspace
  double inertia = 0;             // sum of squared errors

  size_t subspaces() const { return column.size() - 1; }
  size_t rows() const { return codes.size() / subspaces(); }
  std::span<const float> prototype(size_t subspace, size_t index) const;

  // Codes at ⌈log2 k⌉ bits each, 4 bytes for each number of a prototype.
  size_t bytes() const;
};

// Prototype learning, a k-means for each subspace, and encoding. Subspaces are as equally wide as the row's length allows,
// the wider ones first. Errors: k or subspaces out of range, values that are not finite.
Result<ProductQuantized> product_quantize(const Tensor& tensor, const ProductOptions& options);

// Each row put together from its prototypes.
std::vector<float> dequantize(const ProductQuantized& quantized);

// Table construction: the dot product of every prototype with its part of `vector`, which is as long as a row; C tables
// of prototypes_each numbers.
std::vector<float> product_tables(const ProductQuantized& quantized, std::span<const float> vector);

// Aggregation: for every row the sum of what its codes find in the tables, an estimate of row · vector.
std::vector<float> aggregate(const ProductQuantized& quantized, std::span<const float> tables);

}  // namespace roundoff::codebook
