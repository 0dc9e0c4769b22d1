#include "cli/tensor_report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/text.h"
#include "roundoff/coding/huffman.h"
#include "roundoff/compress/picture.h"
#include "roundoff/measure/histogram.h"

namespace roundoff::cli {
namespace {

using Json = nlohmann::ordered_json;

// A name may be any bytes: those that are not UTF-8 are shown as U+FFFD.
std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

template <class T>
Json one_or_all(const std::vector<T>& values) {
  if (values.empty()) return {};
  return values.size() == 1 ? Json(values[0]) : Json(values);
}

std::string shape_text(const std::vector<size_t>& shape) {
  std::string text = "[";
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    text += (axis > 0 ? ", " : "") + std::to_string(shape[axis]);
  }
  return text + "]";
}

// Bytes as elements of the file's type take them, wherever they are packed further.
std::string row(const TensorInfo& tensor) {
  return tensor.dtype + " " + shape_text(tensor.shape) + ", " + std::to_string(tensor.bytes) + " bytes";
}

template <class T>
std::string spread(const std::vector<T>& values, const char* pattern) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (values.size() == 1) return format(pattern, static_cast<double>(values[0]));
  return format(pattern, static_cast<double>(*least)) + " … " + format(pattern, static_cast<double>(*most)) +
         ", " + std::to_string(values.size()) + " of them";
}

// nullopt where the method has no ranges, or keeps none.
std::optional<size_t> zero_range_slices(const Compression& compression) {
  if (compression.ranges.empty()) return std::nullopt;
  return static_cast<size_t>(std::count(compression.ranges.begin(), compression.ranges.end(), Range{}));
}

Json to_json(const Histogram& histogram) {
  return {{"min", histogram.range.min}, {"max", histogram.range.max}, {"counts", histogram.counts}};
}

struct CodeLength {
  double entropy = 0;
  double huffman_bits = 0;
};

CodeLength code_length(const Compression& compression) {
  const IntegerCounts used = count_integers(compression);
  return {coding::entropy(used.counts),
          coding::mean_length(used.counts, coding::huffman_lengths(used.counts))};
}

// Of the slice that has most; 0 without a codebook.
size_t most_centroids(const Compression& c) {
  size_t most = 0;
  for (size_t slice = 0; slice + 1 < c.first.size(); ++slice) {
    most = std::max(most, c.first[slice + 1] - c.first[slice]);
  }
  return most;
}

std::string method_text(const MethodArguments& arguments, const Compression& c) {
  std::string text = arguments.method + ", ";
  const size_t centroids = most_centroids(c);
  if (centroids != 0 && centroids != size_t{1} << c.bits)
    text += std::to_string(centroids) + " centroids in ";
  text += std::to_string(c.bits) + " bits";
  const auto add = [&](const std::string& what) { text += ", " + what; };
  if (arguments.mode) add(*arguments.mode);
  if (arguments.granularity) add("by " + *arguments.granularity);
  if (arguments.range) add("range " + *arguments.range);
  if (arguments.rounding) add("rounding " + *arguments.rounding);
  return text;
}

}  // namespace

std::string to_json(const TensorFile& file) {
  Json json;
  json["format"] = name_of(file.format);
  json["tensors"] = Json::array();
  for (const TensorInfo& tensor : file.tensors) {
    json["tensors"].push_back(
        {{"name", tensor.name}, {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"bytes", tensor.bytes}});
  }
  return dump(json);
}

std::string to_text(const TensorFile& file) {
  size_t width = 0;
  for (const TensorInfo& tensor : file.tensors) width = std::max(width, tensor.name.size());
  std::string text;
  for (const TensorInfo& tensor : file.tensors) {
    std::string name = printable(tensor.name);
    if (width > 0) name.resize(width + 2, ' ');
    text += name + row(tensor) + "\n";
  }
  const size_t count = file.tensors.size();
  return text + std::to_string(count) + (count == 1 ? " tensor\n" : " tensors\n");
}

NotFinite count_not_finite(std::span<const float> values) {
  NotFinite counts;
  for (const float value : values) {
    if (std::isnan(value)) ++counts.nan;
    if (std::isinf(value)) ++counts.infinite;
  }
  return counts;
}

std::string to_json(const TensorReport& report) {
  const Compression& c = report.compression;
  Json json;
  json["shape"] = report.tensor.shape;
  json["dtype"] = report.tensor.dtype;
  json["method"] = report.arguments.method;
  json["bits"] = c.bits;
  json["effective_bits"] = effective_bits(c.bytes, c.values.size());
  json["bytes"] = {{"before", report.tensor.bytes}, {"after", c.bytes}};
  json["scale"] = one_or_all(c.scales);
  json["zero_point"] = one_or_all(c.zero_points);
  json["mae"] = c.error.mae;
  json["mse"] = c.error.mse;
  json["mre"] = c.error.mre;
  json["max_abs"] = c.error.max_abs;
  json["sqnr_db"] = c.error.sqnr_db;  // JSON has no infinity: written as null
  json["cosine"] = c.error.cosine;
  json["clip_mse"] = c.error.clip_mse;
  json["round_mse"] = c.error.round_mse;
  json["seconds"] = c.seconds;
  const CodeLength length = code_length(c);
  json["entropy"] = length.entropy;
  json["huffman_bits"] = length.huffman_bits;
  json["not_finite"] = {{"nan", report.not_finite.nan},
                        {"infinite", report.not_finite.infinite},
                        {"left_out", c.error.not_finite}};
  const std::optional<size_t> zero_ranges = zero_range_slices(c);
  json["zero_range_slices"] = zero_ranges ? Json(*zero_ranges) : Json();
  json["zeros"] = c.error.zeros;
  if (report.histogram) {
    const IntegerCounts integers = count_integers(c);
    json["histogram"] = {{"values", to_json(histogram(report.values, *report.histogram))},
                         {"integers", {{"min", integers.min}, {"counts", integers.counts}}},
                         {"errors", to_json(error_histogram(report.values, c.values, *report.histogram))}};
  }
  return dump(json);
}

std::string to_text(const TensorReport& report) {
  const Compression& c = report.compression;
  const TensorError& e = c.error;
  std::string text;
  if (!report.tensor.name.empty()) text += "tensor    " + printable(report.tensor.name) + "\n";
  text += "before    " + row(report.tensor) + "\n";
  text += "method    " + method_text(report.arguments, c) + "\n";
  text +=
      format("after     %zu bytes, %.4g bits a value\n", c.bytes, effective_bits(c.bytes, c.values.size()));
  if (!c.scales.empty()) text += "scale     " + spread(c.scales, "%.6g") + "\n";
  if (!c.zero_points.empty()) text += "zero      " + spread(c.zero_points, "%.0f") + "\n";
  text +=
      format("error     mean absolute %.6g   mean squared %.6g   mean relative %.6g   max absolute %.6g\n",
             e.mae, e.mse, e.mre, e.max_abs);
  if (e.zeros > 0) text += format("          the relative one without %zu zeros\n", e.zeros);
  text += format("          of the squared: clipping %.6g   rounding %.6g\n", e.clip_mse, e.round_mse);
  text += format("signal    SQNR %.2f dB   cosine %.6f\n", e.sqnr_db, e.cosine);
  const CodeLength length = code_length(c);
  text +=
      format("coding    entropy %.4f bits an integer   Huffman %.4f\n", length.entropy, length.huffman_bits);
  const auto& [nan, infinite] = report.not_finite;
  if (e.not_finite > 0) {
    text += format("left out  %zu values not finite before or after: %zu NaN and %zu infinite before\n",
                   e.not_finite, nan, infinite);
  }
  if (const size_t zero_ranges = zero_range_slices(c).value_or(0); zero_ranges > 0) {
    text += format("zeros     %zu of the scales for a range of 0 alone\n", zero_ranges);
  }
  text += format("seconds   %.4f\n", c.seconds);
  return text;
}

}  // namespace roundoff::cli
