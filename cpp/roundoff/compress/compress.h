// Any tensor by any method, measured: the one door of the command line and the page.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/compress/method.h"
#include "roundoff/measure/tensor.h"

namespace roundoff {

// What stands for values in memory: integers of linear quantization or of a block format, signed numbers of a power of
// two, indices into codebooks, or the bits of small floats.
using Integers = std::variant<std::vector<int8_t>, std::vector<uint8_t>, std::vector<uint16_t>>;

// What the integers of a method say of the values' order.
enum class IntegerKind : uint8_t {
  kSigned,         // as large as the value, and of its sign (of the other where Q4_0 has a negative scale)
  kIndex,          // a place in a table
  kSignMagnitude,  // the highest of `bits` is the sign, the others order magnitudes: the bits of a float
};

struct IntegerRange {
  int min = 0;
  int max = 0;
};

struct Compression {
  int bits = 0;               // for each of the integers
  std::vector<float> values;  // what the integers stand for
  Integers integers;
  IntegerKind kind = IntegerKind::kSigned;
  std::vector<size_t> integers_shape;  // the tensor's, but for codes of product quantization, one a subspace
  std::vector<size_t>
      subspaces;     // of product quantization: where in a row each code's part begins, and the end
  size_t bytes = 0;  // integers, packed, with every scale, zero point and codebook
  // One for each slice or block, of powers of two the slice's largest level; none for codebooks and floats.
  std::vector<float> scales;
  std::vector<int8_t> zero_points;            // one for each slice of linear quantization
  std::vector<Range> ranges;                  // likewise: outside its range a value was clipped
  std::optional<IntegerRange> integer_range;  // the integers in use, where they are signed
  std::vector<float> centroids;               // of k-means, slice after slice
  std::vector<size_t> first;                  // where each slice's centroids begin, and the end
  TensorError error;
  double seconds = 0;  // to quantize and to dequantize, without the measures
};

// `inputs` are for AdaptiveOptions alone: a layer's inputs, whose last axis is as long as the tensor's. Errors: a tensor
// without values, and what its shape or values, or the inputs', do not allow.
Result<Compression> compress(const Tensor& tensor, const Method& method, const Tensor* inputs = nullptr);

// As compress(), for a layer of a network: a program that has networks and no other tensors carries neither adaptive
// rounding nor product quantization. Errors: compress()'s, and those two methods.
Result<Compression> compress_layer(const Tensor& weights, const Method& method);

}  // namespace roundoff
