#include "roundoff/linear/rounding_experiment.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "roundoff/base/random.h"
#include "roundoff/linear/adaptive_rounding.h"
#include "roundoff/linear/matrix.h"
#include "roundoff/linear/power_of_two.h"
#include "roundoff/linear/random_inputs.h"

namespace roundoff::linear {
namespace {

constexpr Slicing kRows = {.granularity = Granularity::kChannel, .axis = 0};

Options options(RoundingMethod method, int bits, uint64_t seed) {
  Options o;
  o.bits = bits;
  o.slicing = kRows;
  o.seed = seed;
  if (method == RoundingMethod::kFloor) o.rounding = Rounding::kFloor;
  if (method == RoundingMethod::kCeil) o.rounding = Rounding::kCeil;
  if (method == RoundingMethod::kStochastic) o.rounding = Rounding::kStochastic;
  return o;
}

double mean_square(std::span<const float> values) {
  double sum = 0;
  for (const float x : values) sum += static_cast<double>(x) * static_cast<double>(x);
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

}  // namespace

std::string_view name(RoundingMethod method) {
  constexpr std::array<std::string_view, kRoundingMethods.size()> kNames = {
      "nearest", "floor", "ceil", "stochastic", "adaptive", "power_of_two"};
  return kNames[static_cast<size_t>(method)];
}

Result<RoundingExperiment> RoundingExperiment::of(const Tensor& weights, int bits, uint64_t seed) {
  if (bits < 2 || bits > 8) return Error{"bits must be 2 to 8, not " + std::to_string(bits)};
  if (weights.size() == 0) return Error{"the layer has no weights"};
  if (!std::all_of(weights.values.begin(), weights.values.end(), [](float x) { return std::isfinite(x); })) {
    return Error{"the layer's weights hold NaN or infinity"};
  }
  RoundingExperiment e;
  e.columns_ = weights.row_size();
  e.rows_ = weights.size() / e.columns_;
  e.bits_ = bits;
  e.seed_ = seed;
  e.weights_.assign(weights.values.begin(), weights.values.end());
  Random seeds(seed);
  e.calibration_ = random_inputs(kCalibrationSamples, e.columns_, seeds.next());
  e.held_out_ = random_inputs(kHeldOutSamples, e.columns_, seeds.next());
  e.outputs_.resize(kHeldOutSamples * e.rows_);
  linear_forward(e.weights_, {}, e.held_out_, kHeldOutSamples, e.outputs_);
  return e;
}

size_t RoundingExperiment::quantize(RoundingMethod method) const {
  switch (method) {
    case RoundingMethod::kAdaptive:
      return quantize_adaptively(tensor(), calibration_, options(method, bits_, seed_))
          ->quantized.integers.size();
    case RoundingMethod::kPowerOfTwo:
      return quantize_powers_of_two(tensor(), bits_, kRows)->integers.size();
    default:
      return linear::quantize(tensor(), options(method, bits_, seed_))->integers.size();
  }
}

std::vector<float> RoundingExperiment::rounded(RoundingMethod method, uint64_t seed) const {
  switch (method) {
    case RoundingMethod::kAdaptive:
      return dequantize(quantize_adaptively(tensor(), calibration_, options(method, bits_, seed))->quantized);
    case RoundingMethod::kPowerOfTwo:
      return dequantize(*quantize_powers_of_two(tensor(), bits_, kRows));
    default:
      return dequantize(*linear::quantize(tensor(), options(method, bits_, seed)));
  }
}

RoundingRow RoundingExperiment::measure(RoundingMethod method) const {
  const int draws = method == RoundingMethod::kStochastic ? kDraws : 1;
  const double signal = mean_square(outputs_);
  RoundingRow row;
  row.method = method;
  std::vector<double> output_errors;
  for (int draw = 0; draw < draws; ++draw) {
    std::vector<float> error = rounded(method, seed_ + static_cast<uint64_t>(draw));
    double sum = 0;
    for (size_t i = 0; i < error.size(); ++i) {
      error[i] -= weights_[i];
      sum += static_cast<double>(error[i]);
    }
    row.mse += mean_square(error) / draws;
    row.bias += sum / static_cast<double>(error.size()) / draws;
    // What the weights' errors alone make of the inputs: the difference of two outputs, without its rounding.
    std::vector<float> off(outputs_.size());
    linear_forward(error, {}, held_out_, kHeldOutSamples, off);
    output_errors.push_back(signal == 0 ? 0 : mean_square(off) / signal);
  }
  for (const double error : output_errors) row.output_error += error / draws;
  double squares = 0;
  for (const double error : output_errors) {
    squares += (error - row.output_error) * (error - row.output_error);
  }
  row.deviation = draws > 1 ? std::sqrt(squares / (draws - 1)) : 0;
  return row;
}

}  // namespace roundoff::linear
