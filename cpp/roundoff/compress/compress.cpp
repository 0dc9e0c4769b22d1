#include "roundoff/compress/compress.h"

#include <cmath>
#include <string>
#include <type_traits>
#include <utility>

#include "roundoff/base/packed_bytes.h"
#include "roundoff/base/stopwatch.h"
#include "roundoff/linear/adaptive_rounding.h"
#include "roundoff/linear/power_of_two.h"

namespace roundoff {
namespace {

constexpr const char* kNoInputs = "adaptive rounding needs a layer's inputs";

// `quantize` makes a Result<linear::Quantized>.
template <class Quantize>
Result<Compression> compressed_linearly(const Tensor& tensor, Quantize quantize) {
  Compression result;
  const Stopwatch stopwatch;
  Result<linear::Quantized> quantized = quantize();
  if (!quantized) return Error{quantized.error()};
  result.values = linear::dequantize(*quantized);
  result.seconds = stopwatch.seconds();
  result.bits = quantized->bits;
  result.bytes = quantized->bytes();
  result.error = tensor_error(tensor, result.values, quantized->slicing, quantized->ranges);
  const linear::Parameters in_use = linear::parameters({}, quantized->mode, quantized->bits);
  result.integer_range = IntegerRange{in_use.q_min, in_use.q_max};
  result.integers = std::move(quantized->integers);
  result.scales = std::move(quantized->scales);
  result.zero_points = std::move(quantized->zero_points);
  result.ranges = std::move(quantized->ranges);
  return result;
}

Result<Compression> compressed(const Tensor& tensor, const linear::Options& options, const Tensor*) {
  return compressed_linearly(tensor, [&] { return linear::quantize(tensor, options); });
}

Result<Compression> compressed(const Tensor& tensor, const AdaptiveOptions& options, const Tensor* inputs) {
  if (inputs == nullptr) return Error{kNoInputs};
  if (inputs->row_size() != tensor.row_size()) {
    return Error{"the inputs have " + std::to_string(inputs->row_size()) +
                 " features, and a row of the tensor " + std::to_string(tensor.row_size()) + " weights"};
  }
  return compressed_linearly(tensor, [&]() -> Result<linear::Quantized> {
    auto rounded = linear::quantize_adaptively(tensor, inputs->values, options.linear);
    if (!rounded) return Error{rounded.error()};
    return std::move(rounded->quantized);
  });
}

Result<Compression> compressed(const Tensor& tensor, const PowerOfTwoOptions& options, const Tensor*) {
  Compression result;
  const Stopwatch stopwatch;
  Result<linear::PowersOfTwo> quantized =
      linear::quantize_powers_of_two(tensor, options.bits, options.slicing);
  if (!quantized) return Error{quantized.error()};
  result.values = linear::dequantize(*quantized);
  result.seconds = stopwatch.seconds();
  result.bits = quantized->bits;
  result.bytes = quantized->bytes();
  result.error = tensor_error(tensor.values, result.values);
  result.integers = std::move(quantized->integers);
  const int most = (1 << (options.bits - 1)) - 1;
  result.integer_range = IntegerRange{-most, most};
  for (const int16_t top : quantized->tops) result.scales.push_back(std::ldexp(1.0F, top));
  return result;
}

// Of an index into k entries.
int index_bits(int k) {
  int bits = 0;
  while (1 << bits < k) ++bits;
  return bits;
}

Result<Compression> compressed(const Tensor& tensor, const codebook::Options& options, const Tensor*) {
  Compression result;
  const Stopwatch stopwatch;
  Result<codebook::Quantized> quantized = codebook::quantize(tensor, options);
  if (!quantized) return Error{quantized.error()};
  result.values = codebook::dequantize(*quantized);
  result.seconds = stopwatch.seconds();
  result.bits = index_bits(options.k);
  result.bytes = quantized->bytes();
  result.error = tensor_error(tensor.values, result.values);
  result.integers = std::move(quantized->indices);
  result.kind = IntegerKind::kIndex;
  result.centroids = std::move(quantized->centroids);
  result.first = std::move(quantized->first);
  return result;
}

Result<Compression> compressed(const Tensor& tensor, const codebook::ProductOptions& options, const Tensor*) {
  Compression result;
  const Stopwatch stopwatch;
  Result<codebook::ProductQuantized> quantized = codebook::product_quantize(tensor, options);
  if (!quantized) return Error{quantized.error()};
  result.values = codebook::dequantize(*quantized);
  result.seconds = stopwatch.seconds();
  result.bits = index_bits(options.k);
  result.bytes = quantized->bytes();
  result.error = tensor_error(tensor.values, result.values);
  result.integers_shape = tensor.shape;
  if (result.integers_shape.empty()) result.integers_shape.push_back(1);
  result.integers_shape.back() = quantized->subspaces();
  result.subspaces = quantized->column;
  result.integers = std::move(quantized->codes);
  result.kind = IntegerKind::kIndex;
  return result;
}

Result<Compression> compressed(const Tensor& tensor, format::BlockFormat format, const Tensor*) {
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
    result.integer_range =
        format == format::BlockFormat::kQ8_0 ? IntegerRange{-127, 127} : IntegerRange{-8, 7};
  } else {
    result.integers = std::vector<uint8_t>(integers.begin(), integers.end());
    result.kind = format == format::BlockFormat::kNf4 ? IntegerKind::kIndex : IntegerKind::kSignMagnitude;
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

Result<Compression> compressed(const Tensor& tensor, format::FloatFormat format, const Tensor*) {
  const format::FloatLayout& layout = format::layout(format);
  Compression result;
  result.values.resize(tensor.size());
  const Stopwatch stopwatch;
  format::cast(format, tensor.values, result.values);
  result.seconds = stopwatch.seconds();
  result.bits = layout.bits;
  result.kind = IntegerKind::kSignMagnitude;
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

// By what `options` of any method makes a Result<Compression> of.
template <class OneWay>
Result<Compression> compressed_by(const Tensor& tensor, const Method& method, OneWay one_way) {
  if (tensor.size() == 0) return Error{"the tensor has no values"};
  Result<Compression> result = std::visit(one_way, method);
  if (result.ok() && result->integers_shape.empty()) result->integers_shape = tensor.shape;
  return result;
}

}  // namespace

Result<Compression> compress(const Tensor& tensor, const Method& method, const Tensor* inputs) {
  return compressed_by(tensor, method,
                       [&](const auto& options) { return compressed(tensor, options, inputs); });
}

Result<Compression> compress_layer(const Tensor& weights, const Method& method) {
  return compressed_by(weights, method, [&](const auto& options) -> Result<Compression> {
    using Options = std::decay_t<decltype(options)>;
    if constexpr (std::is_same_v<Options, AdaptiveOptions>) {
      return Error{kNoInputs};
    } else if constexpr (std::is_same_v<Options, codebook::ProductOptions>) {
      return Error{"--method pq is for tensors; a layer takes any other"};
    } else {
      return compressed(weights, options, nullptr);
    }
  });
}

}  // namespace roundoff
