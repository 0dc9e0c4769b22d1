// A linear layer whose weights are integers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/linear/linear.h"

namespace roundoff::linear {

// One output of the full-integer layer, term by term:
//   result = weight_scale · input_scale · (products − z_x · weight_sum − z_w · input_sum + n · z_w · z_x) + bias.
// With scales for groups the integer parts are those of the first group, and `n` its size; result and exact are whole.
struct ProductTerms {
  size_t n = 0;  // inputs
  float weight_scale = 0;
  int32_t weight_zero_point = 0;  // z_w
  float input_scale = 0;
  int32_t input_zero_point = 0;  // z_x
  int32_t products = 0;          // Σ q_w q_x
  int32_t weight_sum = 0;        // Σ q_w, known before any input
  int32_t input_sum = 0;         // Σ q_x, the same for all outputs
  int32_t integer = 0;           // the bracket
  float bias = 0;
  float result = 0;
  double exact =
      0;  // of the float weights that the layer was made from, in double; of its dequantized ones otherwise
};

// y = W x + b, with W (outputs × inputs) held as int8, or, at 4 bits and fewer, packed two to a byte as pack() does it,
// each row from a byte of its own. Scales and zero_points are one for each row or for each group along a row.
class QuantizedLinear {
 public:
  // In int32, Σ (q_w − z_w)(q_x − z_x) has room for this many products of ±255 · 255; groups count one by one.
  static constexpr size_t kMaxSummands = 33025;

  // The last axis of `weights` is the inputs, at least one; all others together are the outputs. Slicing: per tensor, per
  // channel of any axis but the last, or groups. `bias` has one entry for each output, or none.
  //
  // Errors: those of quantize(); no axis or no input; channels along the inputs, whose scales could not be taken out of
  // the sum; a bias of another length; rows or groups longer than kMaxSummands.
  static Result<QuantizedLinear> of(const Tensor& weights, std::span<const float> bias,
                                    const Options& options);
  // Of weights quantized already, adaptively say.
  static Result<QuantizedLinear> of(const Quantized& weights, std::span<const float> bias);

  size_t inputs() const { return inputs_; }
  size_t outputs() const { return outputs_; }
  size_t group_size() const { return group_; }  // inputs() where scales are for rows
  bool packed() const { return integers_.empty(); }
  // Weights as held, 4 bytes for each scale, 1 for each zero_point where asymmetric, 4 for each bias.
  size_t bytes() const;

  // Weight-only: outputs (batch × outputs()) of inputs (batch × inputs()), both float. A few rows of weights at a time
  // become floats near the processor, so memory is read as integers; the sums are linear_forward's, bit for bit.
  void forward(std::span<const float> inputs, size_t batch, std::span<float> outputs) const;
  void forward_ref(std::span<const float> inputs, size_t batch, std::span<float> outputs) const;

  // How inputs become int8, as Calibration chose it. Folds −z_x Σ q_w + n z_w z_x into one integer for each row or group.
  void set_input(const Parameters& input);
  const Parameters& input() const { return input_; }

  // Full integer: inputs are quantized with input(), products accumulate in int32, and −z_w Σ q_x is added as they do
  // (not at all where weights are symmetric). Needs set_input(). Each group's sum times its scale is added in float, then
  // the bias.
  void forward_int8(std::span<const float> inputs, size_t batch, std::span<float> outputs) const;
  void forward_int8_ref(std::span<const float> inputs, size_t batch, std::span<float> outputs) const;

  // Of one output for one input (inputs() floats). Needs set_input(). `exact_weights` are the float weights of that
  // output, inputs() of them, or none.
  ProductTerms terms(std::span<const float> input, size_t output,
                     std::span<const float> exact_weights = {}) const;

 private:
  size_t groups() const { return (inputs_ + group_ - 1) / group_; }  // of a row
  // Some rows' integers, inputs() each, as they are held or else unpacked into `buffer`.
  std::span<const int8_t> integers(size_t row, size_t count, std::vector<int8_t>& buffer) const;
  void dequantize_row(size_t row, std::vector<int8_t>& buffer, std::span<float> out) const;
  std::vector<float> dequantized() const;
  void add_bias(std::span<float> outputs) const;

  size_t inputs_ = 1;
  size_t outputs_ = 0;
  size_t group_ = 1;  // 1 … inputs_
  bool symmetric_ = true;
  std::vector<int8_t> integers_;      // outputs × inputs, or none where packed
  std::vector<uint8_t> packed_rows_;  // outputs × ⌈inputs / 2⌉, or none
  std::vector<float> scales_;         // outputs × groups()
  std::vector<int8_t> zero_points_;   // as scales_
  std::vector<int32_t> weight_sums_;  // Σ q_w, as scales_
  std::vector<int32_t> folded_;       // −z_x Σ q_w + n z_w z_x, as scales_
  std::vector<float> bias_;           // outputs, or none
  Parameters input_;
};

}  // namespace roundoff::linear
