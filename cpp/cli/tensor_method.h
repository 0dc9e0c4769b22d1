// The methods of `roundoff tensor`, behind one door.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/measure/tensor.h"

namespace roundoff::cli {

// As written on the command line; empty where nothing was.
struct MethodArguments {
  std::string method;
  std::optional<int> bits;
  std::optional<std::string> mode;
  std::optional<std::string> granularity;
  std::optional<size_t> group_size;
  std::optional<size_t> axis;
  std::optional<size_t> subspaces;
  std::optional<std::string> range;
  std::optional<std::string> rounding;
  std::optional<uint64_t> seed;
};

// What stands for values in memory: integers of linear quantization or of a block format, indices into codebooks, or
// the bits of small floats.
using Integers = std::variant<std::vector<int8_t>, std::vector<uint8_t>, std::vector<uint16_t>>;

struct Compression {
  int bits = 0;               // for each of the integers
  std::vector<float> values;  // what the integers stand for
  Integers integers;
  std::vector<size_t> integers_shape;  // the tensor's, but for codes of product quantization, one a subspace
  size_t bytes = 0;                    // integers, packed, with every scale, zero point and codebook
  std::vector<float> scales;           // one for each slice or block; none for codebooks and floats
  std::vector<int8_t> zero_points;     // one for each slice of linear quantization
  TensorError error;
  double seconds = 0;  // to quantize and to dequantize, without the measures
};

// Errors: a method or a word that is none, and an option that the method does not take. Needs no tensor, so that a
// mistake is found before a file is read.
std::optional<Error> check(const MethodArguments& arguments);

// `arguments` have passed check(). Errors: what the tensor's shape does not allow.
Result<Compression> compress(const Tensor& tensor, const MethodArguments& arguments);

// "linear, kmeans, …"
std::string method_names();

}  // namespace roundoff::cli
