#include "roundoff/linear/linear.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>
#include <string>

#include "roundoff/base/packed_bytes.h"
#include "roundoff/base/random.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/range.h"

namespace roundoff::linear {
namespace {

constexpr float kSmallestScale = 0x1p-126F;  // its reciprocal is still finite

// Shorter runs are not worth a call through the dispatch table.
constexpr size_t kShortRun = 8;

std::optional<Error> check(const Options& options) {
  if (options.bits < 2 || options.bits > 8) {
    return Error{"bits must be 2 to 8, not " + std::to_string(options.bits)};
  }
  const RangeOptions& range = options.range;
  if (range.rule == RangeRule::kPercentile && !(range.percentile > 50 && range.percentile <= 100)) {
    return Error{"the percentile must be above 50 and at most 100"};
  }
  if (range.rule == RangeRule::kFixed && !(std::isfinite(range.fixed.min) && std::isfinite(range.fixed.max) &&
                                           range.fixed.min <= range.fixed.max)) {
    return Error{"a range needs two finite ends, the lower one first"};
  }
  return std::nullopt;
}

// What a scan says of values found in several places.
struct Tally {
  Scan scan;
  size_t finite = 0;

  void add(const Scan& part, size_t size) {
    const size_t part_finite = size - part.nan - part.infinite;
    if (part_finite > 0) {
      if (finite == 0) scan.range = part.range;
      scan.range = {std::min(scan.range.min, part.range.min), std::max(scan.range.max, part.range.max)};
    }
    finite += part_finite;
    scan.nan += part.nan;
    scan.infinite += part.infinite;
  }
};

std::vector<Tally> scan_slices(std::span<const float> values, const Slices& slices) {
  std::vector<Tally> tallies(slices.count());
  const bool plain = slices.run_size() < kShortRun;
  slices.for_each_run([&](size_t slice, size_t begin, size_t size) {
    const auto run = values.subspan(begin, size);
    tallies[slice].add(plain ? scan_ref(run) : scan(run), size);
  });
  return tallies;
}

std::vector<Range> slice_ranges(std::span<const float> values, const Slices& slices,
                                const std::vector<Tally>& tallies, const Options& options) {
  std::vector<Range> ranges(slices.count());
  if (options.range.rule == RangeRule::kMinMax || options.range.rule == RangeRule::kFixed) {
    for (size_t s = 0; s < ranges.size(); ++s) ranges[s] = choose_range({}, tallies[s].scan, options);
  } else {
    slices.for_each_slice(values, [&](size_t s, std::span<const float> slice) {
      ranges[s] = choose_range(slice, tallies[s].scan, options);
    });
  }
  for (Range& range : ranges) range = spread(range, options.mode);
  return ranges;
}

void round_stochastically(std::span<const float> in, const Parameters& p, Random& random,
                          std::span<int8_t> out) {
  const float inverse = reciprocal(p);
  const auto low = static_cast<float>(p.q_min - p.zero_point);
  const auto high = static_cast<float>(p.q_max - p.zero_point);
  for (size_t i = 0; i < in.size(); ++i) {
    const float exact = in[i] * inverse;
    const float clipped = std::isnan(exact) ? 0 : std::clamp(exact, low, high);
    const float below = std::floor(clipped);
    const bool up = random.uniform() < static_cast<double>(clipped - below);
    out[i] = static_cast<int8_t>(static_cast<int32_t>(below) + (up ? 1 : 0) + p.zero_point);
  }
}

void quantize_slices(std::span<const float> values, const Slices& slices,
                     const std::vector<Parameters>& of_slice, const Options& options,
                     std::span<int8_t> integers) {
  const bool nearest = options.rounding == Rounding::kNearestEven;
  if (nearest && slices.run_size() == 1 && slices.scattered()) {
    return quantize_rows(values, of_slice, integers);
  }
  Random random(options.seed);
  const bool plain = slices.run_size() < kShortRun;
  slices.for_each_run([&](size_t slice, size_t begin, size_t size) {
    const auto in = values.subspan(begin, size);
    const auto out = integers.subspan(begin, size);
    const Parameters& p = of_slice[slice];
    if (options.rounding == Rounding::kStochastic) {
      round_stochastically(in, p, random, out);
    } else if (plain) {
      quantize_run_ref(in, p, options.rounding, out);
    } else {
      quantize_run(in, p, options.rounding, out);
    }
  });
}

}  // namespace

Parameters parameters(Range range, Mode mode, int bits) {
  Parameters p;
  p.q_max = (1 << (bits - 1)) - 1;
  p.q_min = mode == Mode::kSymmetric ? -p.q_max : -p.q_max - 1;
  const auto intervals = static_cast<float>(p.q_max - p.q_min);
  const Range held = spread(range, mode);
  const float parts = mode == Mode::kAsymmetric ? intervals : intervals / 2;
  const float width = mode == Mode::kAsymmetric ? held.max - held.min : held.max;
  if (width == 0) return p;
  // The width of two huge ends is infinite in single precision, but not a part of it.
  p.scale = std::isfinite(width) ? width / parts : held.max / parts - held.min / parts;
  p.scale = std::max(p.scale, kSmallestScale);
  if (mode == Mode::kAsymmetric) {
    const float zero = static_cast<float>(p.q_min) - std::nearbyint(held.min / p.scale);
    p.zero_point = std::clamp(static_cast<int32_t>(zero), p.q_min, p.q_max);
  }
  return p;
}

Result<Quantized> quantize(const Tensor& tensor, const Options& options) {
  if (auto error = check(options)) return *error;
  const Result<Slices> slices = Slices::of(tensor.shape, options.slicing);
  if (!slices) return Error{slices.error()};

  Quantized result;
  result.shape = tensor.shape;
  result.slicing = options.slicing;
  result.mode = options.mode;
  result.bits = options.bits;
  const std::vector<Tally> tallies = scan_slices(tensor.values, *slices);
  result.ranges = slice_ranges(tensor.values, *slices, tallies, options);

  std::vector<Parameters> of_slice;
  of_slice.reserve(tallies.size());
  for (size_t s = 0; s < tallies.size(); ++s) {
    of_slice.push_back(parameters(result.ranges[s], options.mode, options.bits));
    result.scales.push_back(of_slice[s].scale);
    result.zero_points.push_back(static_cast<int8_t>(of_slice[s].zero_point));
    const Scan& scan = tallies[s].scan;
    result.oddities.nan += scan.nan;
    result.oddities.infinite += scan.infinite;
    if (scan.range == Range{}) ++result.oddities.zero_range_slices;
  }
  result.integers.resize(tensor.size());
  quantize_slices(tensor.values, *slices, of_slice, options, result.integers);
  return result;
}

std::vector<float> dequantize(const Quantized& quantized) {
  const std::span<const int8_t> integers = quantized.integers;
  std::vector<float> values(integers.size());
  const Result<Slices> slices = Slices::of(quantized.shape, quantized.slicing);
  assert(slices.ok());
  const bool plain = slices->run_size() < kShortRun;
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    const auto in = integers.subspan(begin, size);
    const auto out = std::span(values).subspan(begin, size);
    const float scale = quantized.scales[slice];
    const int32_t zero_point = quantized.zero_points[slice];
    if (plain) {
      dequantize_run_ref(in, scale, zero_point, out);
    } else {
      dequantize_run(in, scale, zero_point, out);
    }
  });
  return values;
}

size_t Quantized::bytes() const {
  const size_t zero_point_bytes = mode == Mode::kAsymmetric ? zero_points.size() : 0;
  return packed_bytes(integers.size(), bits) + 4 * scales.size() + zero_point_bytes;
}

}  // namespace roundoff::linear
