#include "cli/tensor_method.h"

#include <array>
#include <cstdlib>
#include <utility>

#include "cli/stopwatch.h"
#include "roundoff/base/packed_bytes.h"
#include "roundoff/codebook/codebook.h"
#include "roundoff/codebook/product.h"
#include "roundoff/format/block_format.h"
#include "roundoff/format/float_format.h"
#include "roundoff/linear/linear.h"

namespace roundoff::cli {
namespace {

constexpr int kCodebookBits = 4;  // unless asked for otherwise: 16 entries

// float32 is a format to read about, not a method of compression.
bool is_method(format::FloatFormat format) { return format != format::FloatFormat::kFloat32; }

std::optional<format::FloatFormat> float_method(const std::string& name) {
  const auto format = format::float_format(name);
  return format && is_method(*format) ? format : std::nullopt;
}

// The value that goes by `name`, or an error that lists the names.
template <class T, size_t kCount>
Result<T> choose(const char* option, const std::string& name,
                 const std::array<std::pair<const char*, T>, kCount>& choices) {
  std::string names;
  for (size_t i = 0; i < kCount; ++i) {
    if (name == choices[i].first) return choices[i].second;
    names += std::string(i == 0 ? "" : i + 1 == kCount ? " or " : ", ") + choices[i].first;
  }
  return Error{std::string(option) + " is " + names + ", not " + name};
}

Result<Slicing> slicing_of(const MethodArguments& arguments) {
  constexpr std::array kChoices = {std::pair{"tensor", Granularity::kTensor},
                                   std::pair{"channel", Granularity::kChannel},
                                   std::pair{"group", Granularity::kGroup}};
  const auto granularity = choose("--granularity", arguments.granularity.value_or("tensor"), kChoices);
  if (!granularity) return Error{granularity.error()};
  if (arguments.axis && *granularity != Granularity::kChannel) {
    return Error{"--axis belongs to --granularity channel"};
  }
  if (arguments.group_size && *granularity != Granularity::kGroup) {
    return Error{"--group-size belongs to --granularity group"};
  }
  Slicing slicing;
  slicing.granularity = *granularity;
  slicing.axis = arguments.axis.value_or(slicing.axis);
  slicing.group_size = arguments.group_size.value_or(slicing.group_size);
  if (slicing.group_size == 0) return Error{"--group-size is 1 or more, not 0"};
  return slicing;
}

Result<linear::RangeOptions> range_of(const std::string& text) {
  using linear::RangeRule;
  linear::RangeOptions range;
  const std::string percentile = "percentile:";
  if (text.starts_with(percentile) && text.size() > percentile.size()) {
    range.rule = RangeRule::kPercentile;
    char* end = nullptr;
    range.percentile = std::strtod(text.c_str() + percentile.size(), &end);
    if (*end == '\0' && range.percentile > 50 && range.percentile <= 100) return range;
    return Error{"--range percentile:P has a P above 50 and at most 100, not " +
                 text.substr(percentile.size())};
  }
  // The last one only names what is handled above.
  constexpr std::array kChoices = {std::pair{"minmax", RangeRule::kMinMax}, std::pair{"mse", RangeRule::kMse},
                                   std::pair{"percentile:P", RangeRule::kPercentile}};
  const auto rule = choose("--range", text, kChoices);
  if (!rule) return Error{rule.error()};
  range.rule = *rule;
  return range;
}

Result<linear::Options> linear_options(const MethodArguments& arguments) {
  using linear::Mode;
  using linear::Rounding;
  constexpr std::array kModes = {std::pair{"symmetric", Mode::kSymmetric},
                                 std::pair{"symmetric-full", Mode::kSymmetricFull},
                                 std::pair{"asymmetric", Mode::kAsymmetric}};
  constexpr std::array kRoundings = {std::pair{"nearest", Rounding::kNearestEven},
                                     std::pair{"floor", Rounding::kFloor}, std::pair{"ceil", Rounding::kCeil},
                                     std::pair{"stochastic", Rounding::kStochastic}};
  const auto mode = choose("--mode", arguments.mode.value_or("symmetric"), kModes);
  const auto rounding = choose("--rounding", arguments.rounding.value_or("nearest"), kRoundings);
  const auto range = range_of(arguments.range.value_or("minmax"));
  const auto slicing = slicing_of(arguments);
  if (!mode) return Error{mode.error()};
  if (!rounding) return Error{rounding.error()};
  if (!range) return Error{range.error()};
  if (!slicing) return Error{slicing.error()};
  if (arguments.seed && *rounding != Rounding::kStochastic) {
    return Error{"--seed belongs to --rounding stochastic"};
  }
  linear::Options options;
  options.mode = *mode;
  options.bits = arguments.bits.value_or(options.bits);
  options.slicing = *slicing;
  options.range = *range;
  options.rounding = *rounding;
  options.seed = arguments.seed.value_or(options.seed);
  if (options.bits < 2 || options.bits > 8) {
    return Error{"--bits is 2 to 8 for --method linear, not " + std::to_string(options.bits)};
  }
  return options;
}

Result<codebook::Options> codebook_options(const MethodArguments& arguments) {
  const auto slicing = slicing_of(arguments);
  if (!slicing) return Error{slicing.error()};
  const int bits = arguments.bits.value_or(kCodebookBits);
  if (bits < 1 || bits > 8) {
    return Error{"--bits is 1 to 8 for --method kmeans, not " + std::to_string(bits)};
  }
  codebook::Options options;
  options.k = 1 << bits;
  options.slicing = *slicing;
  return options;
}

Result<codebook::ProductOptions> product_options(const MethodArguments& arguments) {
  codebook::ProductOptions options;
  const int bits = arguments.bits.value_or(kCodebookBits);
  if (bits < 1 || bits > 8) return Error{"--bits is 1 to 8 for --method pq, not " + std::to_string(bits)};
  options.k = 1 << bits;
  options.subspaces = arguments.subspaces.value_or(options.subspaces);
  options.seed = arguments.seed.value_or(options.seed);
  return options;
}

Result<Compression> compress_linear(const Tensor& tensor, const linear::Options& options) {
  Compression result;
  const Stopwatch stopwatch;
  Result<linear::Quantized> quantized = linear::quantize(tensor, options);
  if (!quantized) return Error{quantized.error()};
  result.values = linear::dequantize(*quantized);
  result.seconds = stopwatch.seconds();
  result.bits = quantized->bits;
  result.bytes = quantized->bytes();
  result.error = tensor_error(tensor, result.values, quantized->slicing, quantized->ranges);
  result.integers = std::move(quantized->integers);
  result.scales = std::move(quantized->scales);
  result.zero_points = std::move(quantized->zero_points);
  return result;
}

Result<Compression> compress_kmeans(const Tensor& tensor, const codebook::Options& options, int bits) {
  Compression result;
  const Stopwatch stopwatch;
  Result<codebook::Quantized> quantized = codebook::quantize(tensor, options);
  if (!quantized) return Error{quantized.error()};
  result.values = codebook::dequantize(*quantized);
  result.seconds = stopwatch.seconds();
  result.bits = bits;
  result.bytes = quantized->bytes();
  result.error = tensor_error(tensor.values, result.values);
  result.integers = std::move(quantized->indices);
  return result;
}

Result<Compression> compress_product(const Tensor& tensor, const codebook::ProductOptions& options,
                                     int bits) {
  Compression result;
  const Stopwatch stopwatch;
  Result<codebook::ProductQuantized> quantized = codebook::product_quantize(tensor, options);
  if (!quantized) return Error{quantized.error()};
  result.values = codebook::dequantize(*quantized);
  result.seconds = stopwatch.seconds();
  result.bits = bits;
  result.bytes = quantized->bytes();
  result.error = tensor_error(tensor.values, result.values);
  result.integers_shape = tensor.shape;
  if (result.integers_shape.empty()) result.integers_shape.push_back(1);
  result.integers_shape.back() = quantized->subspaces();
  result.integers = std::move(quantized->codes);
  return result;
}

Compression compress_blocks(const Tensor& tensor, format::BlockFormat format) {
  Compression result;
  const Stopwatch stopwatch;
  const format::Blocks blocks = format::encode(format, tensor);
  result.values = format::decode(blocks);
  result.seconds = stopwatch.seconds();
  result.bits = format::layout(format).bits;
  result.bytes = blocks.bytes.size();
  result.scales = blocks.scales();
  result.error = tensor_error(tensor.values, result.values);
  const std::vector<int16_t> integers = blocks.integers();
  if (format == format::BlockFormat::kQ8_0 || format == format::BlockFormat::kQ4_0) {
    result.integers = std::vector<int8_t>(integers.begin(), integers.end());
  } else {
    result.integers = std::vector<uint8_t>(integers.begin(), integers.end());
  }
  return result;
}

template <class Bits>
std::vector<Bits> encode_all(format::FloatFormat format, std::span<const float> values) {
  std::vector<Bits> bits;
  bits.reserve(values.size());
  for (const float value : values) bits.push_back(static_cast<Bits>(format::encode(format, value)));
  return bits;
}

Compression compress_float(const Tensor& tensor, format::FloatFormat format) {
  const format::FloatLayout& layout = format::layout(format);
  Compression result;
  result.values.resize(tensor.size());
  const Stopwatch stopwatch;
  format::cast(format, tensor.values, result.values);
  result.seconds = stopwatch.seconds();
  result.bits = layout.bits;
  result.bytes = packed_bytes(tensor.size(), layout.bits);
  const Range range{-layout.max, layout.max};
  result.error = tensor_error(tensor, result.values, Slicing{}, std::span(&range, 1));
  if (layout.bits > 8) {
    result.integers = encode_all<uint16_t>(format, tensor.values);
  } else {
    result.integers = encode_all<uint8_t>(format, tensor.values);
  }
  return result;
}

// What each option is for.
std::optional<Error> refuse_unused(const MethodArguments& arguments) {
  const bool linear = arguments.method == "linear";
  const bool product = arguments.method == "pq";
  const bool sliced = linear || arguments.method == "kmeans";
  const std::array<std::pair<const char*, bool>, 9> unused = {
      std::pair{"--bits", arguments.bits && !sliced && !product},
      std::pair{"--subspaces", arguments.subspaces && !product},
      std::pair{"--granularity", arguments.granularity && !sliced},
      std::pair{"--group-size", arguments.group_size && !sliced},
      std::pair{"--axis", arguments.axis && !sliced},
      std::pair{"--mode", arguments.mode && !linear},
      std::pair{"--range", arguments.range && !linear},
      std::pair{"--rounding", arguments.rounding && !linear},
      std::pair{"--seed", arguments.seed && !linear && !product},
  };
  for (const auto& [option, is_unused] : unused) {
    if (is_unused) return Error{std::string(option) + " does not apply to --method " + arguments.method};
  }
  return std::nullopt;
}

}  // namespace

std::string method_names() {
  std::string names = "linear, kmeans, pq";
  for (const auto format : format::kBlockFormats) names += ", " + std::string(format::layout(format).name);
  for (const auto format : format::kFloatFormats) {
    if (is_method(format)) names += ", " + std::string(format::layout(format).name);
  }
  return names;
}

std::optional<Error> check(const MethodArguments& arguments) {
  const std::string& method = arguments.method;
  if (method != "linear" && method != "kmeans" && method != "pq" && !format::block_format(method) &&
      !float_method(method)) {
    return Error{"--method is one of " + method_names() + ", not " + method};
  }
  if (auto error = refuse_unused(arguments)) return error;
  if (method == "linear") {
    if (const auto options = linear_options(arguments); !options) return Error{options.error()};
  }
  if (method == "kmeans") {
    if (const auto options = codebook_options(arguments); !options) return Error{options.error()};
  }
  if (method == "pq") {
    if (const auto options = product_options(arguments); !options) return Error{options.error()};
  }
  return std::nullopt;
}

Result<Compression> compress(const Tensor& tensor, const MethodArguments& arguments) {
  const auto by_method = [&]() -> Result<Compression> {
    const int bits = arguments.bits.value_or(kCodebookBits);
    if (const auto format = format::block_format(arguments.method)) return compress_blocks(tensor, *format);
    if (const auto format = float_method(arguments.method)) return compress_float(tensor, *format);
    if (arguments.method == "kmeans") return compress_kmeans(tensor, *codebook_options(arguments), bits);
    if (arguments.method == "pq") return compress_product(tensor, *product_options(arguments), bits);
    return compress_linear(tensor, *linear_options(arguments));
  };
  Result<Compression> result = by_method();
  if (result.ok() && result->integers_shape.empty()) result->integers_shape = tensor.shape;
  return result;
}

}  // namespace roundoff::cli
