// The methods of compression by the names of their options, as `roundoff tensor` and the page both have them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "roundoff/base/slicing.h"
#include "roundoff/base/status.h"
#include "roundoff/codebook/codebook.h"
#include "roundoff/codebook/product.h"
#include "roundoff/format/block_format.h"
#include "roundoff/format/float_format.h"
#include "roundoff/linear/linear.h"

namespace roundoff {

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
  bool inputs = false;  // whether compress() will be given any

  friend bool operator==(const MethodArguments&, const MethodArguments&) = default;
};

// Linear quantization that learns from a layer's inputs which way to round.
struct AdaptiveOptions {
  linear::Options linear;
};

struct PowerOfTwoOptions {
  int bits = 4;  // 2 … 8
  Slicing slicing = {};
};

// What the arguments mean.
using Method = std::variant<linear::Options, AdaptiveOptions, PowerOfTwoOptions, codebook::Options,
                            codebook::ProductOptions, format::BlockFormat, format::FloatFormat>;

// Errors: a method or a word that is none, a number out of its range, and an option that the method does not take. They
// name options as the command line writes them. Needs no tensor, so that a mistake is found before a file is read.
Result<Method> parse_method(const MethodArguments& arguments);

// minmax, mse, percentile:P or fixed:MIN,MAX; errors: none of them, and numbers that are none.
Result<linear::RangeOptions> parse_range(const std::string& text);

// "linear, power_of_two, kmeans, …"
std::string method_names();

}  // namespace roundoff
