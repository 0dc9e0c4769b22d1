#include "roundoff/linear/linear.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>
#include <string>

#include "roundoff/base/packed_bytes.h"
#include "roundoff/base/random.h"
#include "roundoff/linear/groups.h"
#include "roundoff/linear/interleaved.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/range.h"

namespace roundoff::linear {
namespace {

// Shorter runs are not worth a call each; nor, where two passes over all values are needed anyway, are longer ones.
constexpr size_t kShortRun = kShortestGroup;
constexpr size_t kShortScatteredRun = 128;

bool interleaved(const Slices& slices) {
  return slices.even() && slices.run_size() < (slices.scattered() ? kShortScatteredRun : kShortRun);
}

bool in_groups(const Slices& slices, const Options& options) {
  return slices.values() > 0 && !slices.scattered() && slices.run_size() >= kShortestGroup &&
         slices.run_size() <= kLongestGroup && options.range.rule == RangeRule::kMinMax &&
         options.rounding == Rounding::kNearestEven;
}

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

// One Scan for several runs of values.
class Tally {
 public:
  void add(const Scan& part, size_t size) {
    if (part.nan + part.infinite < size) {
      if (!any_) sum_.range = part.range;
      any_ = true;
      sum_.range = {std::min(sum_.range.min, part.range.min), std::max(sum_.range.max, part.range.max)};
    }
    sum_.nan += part.nan;
    sum_.infinite += part.infinite;
  }
  const Scan& sum() const { return sum_; }

 private:
  Scan sum_;
  bool any_ = false;
};

std::vector<Scan> scan_scattered(std::span<const float> values, const Slices& slices) {
  std::vector<Scan> scans(slices.count());
  if (interleaved(slices)) {
    scan_interleaved(values, slices.run_size(), scans);
    return scans;
  }
  std::vector<Tally> tallies(slices.count());
  slices.for_each_run([&](size_t slice, size_t begin, size_t size) {
    tallies[slice].add(scan(values.subspan(begin, size)), size);
  });
  std::transform(tallies.begin(), tallies.end(), scans.begin(), [](const Tally& t) { return t.sum(); });
  return scans;
}

// A tensor on its way into a Quantized.
class Job {
 public:
  Job(std::span<const float> values, const Options& options, Quantized& result)
      : values_(values), options_(options), result_(result), random_(options.seed) {}

  // Slices that lie in one piece: each is scanned and then quantized while it is near.
  void run_in_place(const Slices& slices) {
    slices.for_each_run([&](size_t s, size_t begin, size_t size) {
      const auto slice = values_.subspan(begin, size);
      const Scan found = scan(slice);
      quantize(begin, size, decide(s, slice, found), found.known());
    });
  }

  // The same where slices are short: all at once, but for a shorter one at the end of each row.
  void run_in_groups(const Slices& slices) {
    const size_t size = slices.run_size();
    const size_t row = slices.even() ? values_.size() : slices.row_size();
    size_t s = 0;
    for (size_t begin = 0; begin < values_.size(); begin += row) {
      const size_t count = row / size;
      const GroupResults results{std::span(result_.ranges).subspan(s, count),
                                 std::span(result_.scales).subspan(s, count),
                                 std::span(result_.zero_points).subspan(s, count),
                                 std::span(result_.integers).subspan(begin, count * size)};
      result_.oddities +=
          quantize_groups(values_.subspan(begin, count * size), size, options_.mode, options_.bits, results);
      s += count;
      if (row % size == 0) continue;
      const size_t rest = begin + count * size;
      const auto last = values_.subspan(rest, row % size);
      const Scan found = scan(last);
      quantize(rest, last.size(), decide(s++, last, found), found.known());
    }
  }

  // Slices whose runs lie apart or are short: all are scanned first.
  void run_scattered(const Slices& slices) {
    const std::vector<Scan> scans = scan_scattered(values_, slices);
    std::vector<Parameters> of_slice(slices.count());
    const RangeRule rule = options_.range.rule;
    if (rule == RangeRule::kMinMax || rule == RangeRule::kFixed) {
      for (size_t s = 0; s < scans.size(); ++s) of_slice[s] = decide(s, {}, scans[s]);
    } else {
      slices.for_each_slice(
          values_, [&](size_t s, std::span<const float> slice) { of_slice[s] = decide(s, slice, scans[s]); });
    }
    if (interleaved(slices) && options_.rounding == Rounding::kNearestEven) {
      return quantize_interleaved(values_, slices.run_size(), of_slice, result_.integers);
    }
    slices.for_each_run(
        [&](size_t s, size_t begin, size_t size) { quantize(begin, size, of_slice[s], scans[s].known()); });
  }

 private:
  // Chooses a slice's range and notes everything about it.
  Parameters decide(size_t s, std::span<const float> slice, const Scan& found) {
    const Range range = spread(choose_range(slice, found, options_), options_.mode);
    const Parameters p = parameters(range, options_.mode, options_.bits);
    result_.ranges[s] = range;
    result_.scales[s] = p.scale;
    result_.zero_points[s] = static_cast<int8_t>(p.zero_point);
    result_.oddities.nan += found.nan;
    result_.oddities.infinite += found.infinite;
    if (found.range == Range{}) ++result_.oddities.zero_range_slices;
    return p;
  }

  void quantize(size_t begin, size_t size, const Parameters& p, Known known) {
    const auto in = values_.subspan(begin, size);
    const auto out = std::span(result_.integers).subspan(begin, size);
    if (options_.rounding == Rounding::kStochastic) {
      round_stochastically(in, p, random_, out);
    } else {
      quantize_run(in, p, options_.rounding, out, known);
    }
  }

  std::span<const float> values_;
  const Options& options_;
  Quantized& result_;
  Random random_;
};

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
  result.integers.resize(tensor.size());
  result.ranges.resize(slices->count());
  result.scales.resize(slices->count(), 1.0F);
  result.zero_points.resize(slices->count());
  Job job(tensor.values, options, result);
  if (in_groups(*slices, options)) {
    job.run_in_groups(*slices);
  } else if (slices->scattered() || interleaved(*slices)) {
    job.run_scattered(*slices);
  } else {
    job.run_in_place(*slices);
  }
  return result;
}

void dequantize(const Quantized& quantized, std::span<float> out) {
  const std::span<const int8_t> integers = quantized.integers;
  const Result<Slices> slices = Slices::of(quantized.shape, quantized.slicing);
  assert(slices.ok() && out.size() == integers.size());
  if (interleaved(*slices)) {
    return dequantize_interleaved(integers, slices->run_size(), quantized.scales, quantized.zero_points, out);
  }
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    dequantize_run(integers.subspan(begin, size), quantized.scales[slice], quantized.zero_points[slice],
                   out.subspan(begin, size));
  });
}

std::vector<float> dequantize(const Quantized& quantized) {
  std::vector<float> values(quantized.integers.size());
  dequantize(quantized, values);
  return values;
}

size_t Quantized::bytes() const {
  const size_t zero_point_bytes = mode == Mode::kAsymmetric ? zero_points.size() : 0;
  return packed_bytes(integers.size(), bits) + 4 * scales.size() + zero_point_bytes;
}

}  // namespace roundoff::linear
