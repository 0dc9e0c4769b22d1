#include "roundoff/linear/matrix.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "roundoff/linear/pair_sum.h"

namespace roundoff::linear {
namespace {

float dot(std::span<const float> a, std::span<const float> b) {
  std::array<float, kDotSums> sums{};
  for (size_t i = 0; i < a.size(); ++i) sums[i % kDotSums] += a[i] * b[i];
  return added_in_pairs(sums);
}

}  // namespace

void linear_forward_ref(std::span<const float> weights, std::span<const float> bias,
                        std::span<const float> inputs, size_t batch, std::span<float> outputs) {
  if (batch == 0) return;
  const size_t rows = outputs.size() / batch;
  const size_t columns = inputs.size() / batch;
  assert(weights.size() == rows * columns && (bias.empty() || bias.size() == rows));
  for (size_t b = 0; b < batch; ++b) {
    for (size_t row = 0; row < rows; ++row) {
      const float y = dot(weights.subspan(row * columns, columns), inputs.subspan(b * columns, columns));
      outputs[b * rows + row] = bias.empty() ? y : y + bias[row];
    }
  }
}

void linear_forward(std::span<const float> weights, std::span<const float> bias,
                    std::span<const float> inputs, size_t batch, std::span<float> outputs) {
  if (batch == 0 || outputs.empty()) return;
  const size_t rows = outputs.size() / batch;
  const size_t columns = inputs.size() / batch;
  assert(columns > 0 && weights.size() == rows * columns && (bias.empty() || bias.size() == rows));
  for (size_t row = 0; row < rows; row += kBlockRows) {
    linear_block({weights.data() + row * columns, std::min(kBlockRows, rows - row), columns, inputs.data(),
                  batch, outputs.data() + row, rows});
  }
  if (bias.empty()) return;
  for (size_t i = 0; i < outputs.size(); i += rows) {
    for (size_t row = 0; row < rows; ++row) outputs[i + row] += bias[row];
  }
}

void matrix_product_ref(std::span<const float> a, std::span<const float> b, size_t inner,
                        std::span<float> product) {
  assert(inner > 0 && a.size() % inner == 0 && b.size() % inner == 0);
  const size_t rows = a.size() / inner;
  const size_t columns = b.size() / inner;
  assert(product.size() == rows * columns);
  for (size_t row = 0; row < rows; ++row) {
    for (size_t column = 0; column < columns; ++column) {
      float sum = 0;
      for (size_t i = 0; i < inner; ++i) sum += a[row * inner + i] * b[i * columns + column];
      product[row * columns + column] = sum;
    }
  }
}

}  // namespace roundoff::linear
