// Every rounding on one layer: what each does to the weights and to the layer's outputs.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/linear/linear.h"

namespace roundoff::linear {

enum class RoundingMethod : uint8_t { kNearest, kFloor, kCeil, kStochastic, kAdaptive, kPowerOfTwo };

inline constexpr std::array kRoundingMethods = {RoundingMethod::kNearest,  RoundingMethod::kFloor,
                                                RoundingMethod::kCeil,     RoundingMethod::kStochastic,
                                                RoundingMethod::kAdaptive, RoundingMethod::kPowerOfTwo};

// nearest floor ceil stochastic adaptive power_of_two
std::string_view name(RoundingMethod method);

struct RoundingRow {
  RoundingMethod method = RoundingMethod::kNearest;
  double mse = 0;   // of the weights
  double bias = 0;  // mean of after − before, signed: what floor and ceil shift
  // Of the layer's outputs on held-out inputs: mean squared error over the outputs' mean square (0 where that is 0).
  double output_error = 0;
  double deviation = 0;  // standard deviation of output_error over seeds; 0 where nothing is drawn
};

// Symmetric (restricted range), one scale a row, min-max ranges; power-of-two levels per row too. Inputs are
// random_inputs(): kCalibrationSamples of one seed to learn rounding from, kHeldOutSamples of another to judge by.
// Stochastic rounding is the mean over kDraws seeds.
class RoundingExperiment {
 public:
  static constexpr size_t kCalibrationSamples = 1024;
  static constexpr size_t kHeldOutSamples = 256;
  static constexpr int kDraws = 8;

  // `weights` as a matrix of rows (outputs) of its last axis; a copy is kept. Errors: bits outside 2 … 8, a value that is
  // not finite, no value.
  static Result<RoundingExperiment> of(const Tensor& weights, int bits, uint64_t seed = 1);

  // Weights to integers by one method, once: what is to be timed. Returns how many integers it made.
  size_t quantize(RoundingMethod method) const;

  RoundingRow measure(RoundingMethod method) const;

 private:
  RoundingExperiment() = default;
  Tensor tensor() const { return {{rows_, columns_}, weights_}; }
  std::vector<float> rounded(RoundingMethod method, uint64_t seed) const;

  size_t rows_ = 0;
  size_t columns_ = 0;
  int bits_ = 8;
  uint64_t seed_ = 1;
  std::vector<float> weights_;
  std::vector<float> calibration_;  // kCalibrationSamples × columns
  std::vector<float> held_out_;     // kHeldOutSamples × columns
  std::vector<float> outputs_;      // of held_out_, kHeldOutSamples × rows
};

}  // namespace roundoff::linear
