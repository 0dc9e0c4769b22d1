// The float32 linear layer, and the matrix product beside it. Every sum has an order of its own, so the bits do not
// depend on how wide the machine's vectors are.
#pragma once

#include <cstddef>
#include <span>

namespace roundoff::linear {

// outputs (batch × rows) = inputs (batch × columns) · weights (rows × columns)ᵀ + bias (rows, or none), all row by row;
// at least one column. Each dot product goes to kDotSums sums by position, which are then added in pairs.
void linear_forward(std::span<const float> weights, std::span<const float> bias,
                    std::span<const float> inputs, size_t batch, std::span<float> outputs);
void linear_forward_ref(std::span<const float> weights, std::span<const float> bias,
                        std::span<const float> inputs, size_t batch, std::span<float> outputs);
inline constexpr size_t kDotSums = 8;

// A few outputs of it, without the bias: output r of input b goes to outputs[b · stride + r].
struct LinearBlock {
  const float* weights;  // rows × columns
  size_t rows;
  size_t columns;
  const float* inputs;  // batch × columns
  size_t batch;
  float* outputs;
  size_t stride;
};
void linear_block(const LinearBlock& block);
inline constexpr size_t kBlockRows = 4;  // are multiplied at a time

// product (rows × columns) = a (rows × inner) · b (inner × columns), inner at least 1; each sum from the first inner index
// to the last.
void matrix_product(std::span<const float> a, std::span<const float> b, size_t inner,
                    std::span<float> product);
void matrix_product_ref(std::span<const float> a, std::span<const float> b, size_t inner,
                        std::span<float> product);

}  // namespace roundoff::linear
