// One linear layer five ways: float32, bfloat16, its weights as int8 or int4, and all of it as int8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/linear/linear.h"
#include "roundoff/linear/quantized_linear.h"
#include "roundoff/measure/tensor.h"

namespace roundoff::linear {

enum class LayerVariant : uint8_t {
  kFloat32,
  kBfloat16,     // weights and inputs; sums are float32
  kInt8Weights,  // one scale a row; inputs stay float
  kInt4Weights,  // a scale for each group, or one a row; inputs stay float
  kInt8,         // the weights of kInt8Weights, inputs int8 by the calibrated range, asymmetric
};

inline constexpr std::array kLayerVariants = {LayerVariant::kFloat32, LayerVariant::kBfloat16,
                                              LayerVariant::kInt8Weights, LayerVariant::kInt4Weights,
                                              LayerVariant::kInt8};

// float32 bfloat16 w8 w4 w8a8
std::string_view name(LayerVariant variant);

struct LayerOptions {
  size_t group_size = 0;         // of kInt4Weights; 0 is one scale a row
  Mode mode = Mode::kSymmetric;  // of the weights
  size_t batch = 16;             // inputs, 1 … kMaxLayerBatch
  uint64_t seed = 1;
  size_t calibration_batches = 4;  // of as many inputs, 1 … kMaxCalibrationBatches
  RangeOptions calibration = {};   // of the activations
};

inline constexpr size_t kMaxLayerBatch = 1024;
inline constexpr size_t kMaxCalibrationBatches = 1024;

struct LayerMeasure {
  std::vector<float> outputs;  // of the batch's first input
  TensorError error;           // of the batch's outputs, against kFloat32's
  size_t bytes = 0;            // of the weights, with scales and zero_points
  double same_top = 0;         // share of the batch whose largest output is the same one as in float32
};

// Inputs are random_inputs(): the batch, and others to calibrate on. There is no bias.
class LayerExperiment {
 public:
  // `weights` as a matrix of rows (outputs) of its last axis. Errors: options out of their ranges; a weight that is not
  // finite, no weight; a row that QuantizedLinear finds too long.
  static Result<LayerExperiment> of(const Tensor& weights, const LayerOptions& options);

  size_t inputs() const { return columns_; }
  size_t outputs() const { return weights_.size() / columns_; }

  // The batch through the layer, once: what is to be timed. `results` has room for batch × outputs().
  void run(LayerVariant variant, std::span<float> results) const;
  size_t results() const { return batch_ * outputs(); }

  LayerMeasure measure(LayerVariant variant) const;

  // The range of the inputs that calibration chose, and that of the batch.
  Range calibrated() const { return calibrated_; }
  Range seen() const { return seen_; }

  // The batch's first input's largest output, and its terms in kInt8.
  size_t top_output() const;
  ProductTerms terms() const;

 private:
  LayerExperiment() = default;

  void forward_bfloat16(std::span<float> results) const;
  size_t bytes(LayerVariant variant) const;

  size_t columns_ = 0;
  size_t batch_ = 0;
  std::vector<float> weights_;
  std::vector<uint16_t> bfloat16_;  // the same
  std::vector<float> inputs_;       // batch × columns
  std::vector<float> reference_;    // batch × outputs
  std::optional<QuantizedLinear> int8_;
  std::optional<QuantizedLinear> int4_;
  Range calibrated_;
  Range seen_;
};

}  // namespace roundoff::linear
