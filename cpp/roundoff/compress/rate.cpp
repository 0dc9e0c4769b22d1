#include "roundoff/compress/rate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>

#include "roundoff/base/packed_bytes.h"
#include "roundoff/codebook/codebook.h"
#include "roundoff/coding/huffman.h"
#include "roundoff/compress/compress.h"
#include "roundoff/compress/picture.h"
#include "roundoff/linear/linear.h"
#include "roundoff/measure/tensor.h"

namespace roundoff {
namespace {

constexpr double kMostIntegers = 65536;
constexpr auto kLargest = static_cast<double>(std::numeric_limits<float>::max());
constexpr size_t kValuesPerSymbol = 32;
constexpr std::array<std::string_view, 3> kNames = {"linear", "uniform", "kmeans"};

std::vector<float> finite(std::span<const float> values) {
  std::vector<float> kept;
  kept.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(kept),
               [](float x) { return std::isfinite(x); });
  return kept;
}

// Finite values, as a tensor without a shape.
Result<std::vector<float>> usable(const Tensor& tensor) {
  std::vector<float> kept = finite(tensor.values);
  if (kept.empty()) return Error{"the tensor has no finite values"};
  return kept;
}

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments moments_of(std::span<const float> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const float x : values) sum += static_cast<double>(x);
  const double mean = sum / n;
  double squares = 0;
  for (const float x : values) squares += (static_cast<double>(x) - mean) * (static_cast<double>(x) - mean);
  // Where all are equal the mean may be a rounding error away from them.
  const bool equal = std::all_of(values.begin(), values.end(), [&](float x) { return x == values[0]; });
  return {mean, equal ? 0 : squares / n};
}

// What a quantizer made of the values: how often each integer, from the least in use on, and what it stands for.
struct Quantized {
  std::vector<uint32_t> counts;
  std::vector<float> stand_for;
  std::vector<float> after;
  double fixed = 0;
  double codebook_bits = 0;
  bool has_codebook = false;
};

// Of whole numbers that the core's methods made.
Result<Quantized> by_method(std::span<const float> values, const Method& method) {
  const Tensor tensor({values.size()}, values);
  Result<Compression> made = compress(tensor, method);
  if (!made) return Error{made.error()};
  Quantized result;
  IntegerCounts found = count_integers(*made);
  result.counts = std::move(found.counts);
  result.stand_for.resize(result.counts.size());
  std::visit(
      [&](const auto& integers) {
        for (size_t i = 0; i < values.size(); ++i) {
          result.stand_for[static_cast<size_t>(static_cast<int>(integers[i]) - found.min)] = made->values[i];
        }
      },
      made->integers);
  result.after = std::move(made->values);
  result.fixed = made->bits;
  result.has_codebook = !made->centroids.empty();
  result.codebook_bits = 8 * static_cast<double>(made->bytes - packed_bytes(values.size(), made->bits));
  return result;
}

Result<Quantized> uniformly(std::span<const float> values, double step) {
  if (!(step > 0) || !std::isfinite(step)) return Error{"the step must be a number above 0"};
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double first = std::nearbyint(static_cast<double>(*least) / step);
  const double last = std::nearbyint(static_cast<double>(*most) / step);
  if (!(last - first < kMostIntegers)) return Error{"the step leaves more than 65536 integers"};

  Quantized result;
  result.counts.resize(static_cast<size_t>(last - first) + 1);
  std::vector<uint16_t> places;
  places.reserve(values.size());
  double nearer = 0;  // Σ of how many steps nearer to 0 a value is than its integer
  double outside = 0;
  for (const float x : values) {
    const double steps = static_cast<double>(x) / step;
    const double integer = std::nearbyint(steps);
    places.push_back(static_cast<uint16_t>(integer - first));
    ++result.counts[places.back()];
    if (integer == 0) continue;
    nearer += integer > 0 ? integer - steps : steps - integer;
    outside += 1;
  }
  const double shift = outside == 0 ? 0 : nearer / outside;
  for (size_t i = 0; i < result.counts.size(); ++i) {
    const double integer = first + static_cast<double>(i);
    const double value = integer == 0 ? 0 : step * (integer - std::copysign(shift, integer));
    result.stand_for.push_back(static_cast<float>(std::clamp(value, -kLargest, kLargest)));
  }
  result.after.reserve(values.size());
  for (const uint16_t place : places) result.after.push_back(result.stand_for[place]);
  result.fixed = std::ceil(std::log2(static_cast<double>(result.counts.size())));
  result.codebook_bits = 64;
  return result;
}

Result<Quantized> quantized(std::span<const float> values, const RateSetting& setting) {
  const int bits = setting.bits;
  switch (setting.quantizer) {
    case RateQuantizer::kUniform:
      return uniformly(values, setting.step);
    case RateQuantizer::kLinear: {
      if (bits < 2 || bits > 8) return Error{"bits of linear must be 2 to 8, not " + std::to_string(bits)};
      linear::Options options;
      options.bits = bits;
      options.mode = linear::Mode::kAsymmetric;
      options.range.rule = linear::RangeRule::kMse;
      return by_method(values, options);
    }
    case RateQuantizer::kKMeans:
      break;
  }
  if (bits < 1 || bits > 8) return Error{"bits of kmeans must be 1 to 8, not " + std::to_string(bits)};
  codebook::Options options;
  options.k = 1 << bits;
  return by_method(values, options);
}

Result<CodedTensor> coded(std::span<const float> values, const RateSetting& setting) {
  const Result<Quantized> made = quantized(values, setting);
  if (!made) return Error{made.error()};
  const auto n = static_cast<double>(values.size());
  const std::vector<uint8_t> lengths = coding::huffman_lengths(made->counts);
  const std::vector<uint64_t> words = coding::canonical_words(lengths);

  CodedTensor result;
  for (size_t i = 0; i < lengths.size(); ++i) {
    if (made->counts[i] > 0)
      result.symbols.push_back({made->stand_for[i], made->counts[i], lengths[i], words[i]});
  }
  RatePoint& point = result.point;
  point.setting = setting;
  point.symbols = result.symbols.size();
  point.fixed = made->fixed;
  point.entropy = coding::entropy(made->counts);
  point.huffman = coding::mean_length(made->counts, lengths);
  point.codebook = made->codebook_bits / n;
  point.code = static_cast<double>(point.symbols) * (made->has_codebook ? 8 : 24) / n;
  point.sqnr_db = tensor_error(values, made->after).sqnr_db;
  return result;
}

std::vector<RateSetting> settings_of(std::span<const float> values, RateQuantizer quantizer) {
  constexpr int kStepsAnOctave = 4;
  std::vector<RateSetting> settings;
  if (quantizer != RateQuantizer::kUniform) {
    for (int bits = quantizer == RateQuantizer::kLinear ? 2 : 1; bits <= 8; ++bits) {
      settings.push_back({quantizer, bits, 0});
    }
    return settings;
  }
  const double deviation = std::sqrt(moments_of(values).variance);
  if (deviation == 0) return settings;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double width = static_cast<double>(*most) - static_cast<double>(*least);
  for (int quarter = 3 * kStepsAnOctave; quarter >= -6 * kStepsAnOctave; --quarter) {
    const double step = deviation * std::exp2(static_cast<double>(quarter) / kStepsAnOctave);
    if (step > 0 && width / step < kMostIntegers - 1) settings.push_back({quantizer, 0, step});
  }
  return settings;
}

}  // namespace

std::string_view name_of(RateQuantizer quantizer) { return kNames[static_cast<size_t>(quantizer)]; }

std::optional<RateQuantizer> parse_rate_quantizer(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<RateQuantizer>(i);
  }
  return std::nullopt;
}

Result<CodedTensor> code(const Tensor& tensor, const RateSetting& setting) {
  const auto values = usable(tensor);
  if (!values) return Error{values.error()};
  return coded(*values, setting);
}

Result<std::vector<RatePoint>> rate_curve(const Tensor& tensor, RateQuantizer quantizer) {
  const auto values = usable(tensor);
  if (!values) return Error{values.error()};
  std::vector<RatePoint> points;
  for (const RateSetting& setting : settings_of(*values, quantizer)) {
    const Result<CodedTensor> result = coded(*values, setting);
    if (!result) return Error{result.error()};
    points.push_back(result->point);
  }
  return points;
}

Result<RateBounds> rate_bounds(const Tensor& tensor) {
  const auto values = usable(tensor);
  if (!values) return Error{values.error()};
  const Moments moments = moments_of(*values);
  RateBounds bounds;
  bounds.values = values->size();
  bounds.mean = moments.mean;
  bounds.variance = moments.variance;
  const double power = moments.variance + moments.mean * moments.mean;
  const auto decibels = [](double ratio) { return 10 * std::log10(ratio); };
  bounds.gaussian_db =
      moments.variance == 0 ? std::numeric_limits<double>::infinity() : decibels(power / moments.variance);

  std::vector<RateSetting> steps = settings_of(*values, RateQuantizer::kUniform);
  std::reverse(steps.begin(), steps.end());
  for (const RateSetting& setting : steps) {
    const Result<Quantized> made = uniformly(*values, setting.step);
    if (!made) continue;
    const auto symbols = static_cast<size_t>(
        std::count_if(made->counts.begin(), made->counts.end(), [](uint32_t count) { return count > 0; }));
    if (symbols * kValuesPerSymbol > values->size()) continue;
    const double h = coding::entropy(made->counts) + std::log2(setting.step);
    constexpr double kTwoPiE = 17.079468445347132;
    bounds.own_db = decibels(power * kTwoPiE) - kDecibelsPerBit * h;
    break;
  }
  return bounds;
}

}  // namespace roundoff
