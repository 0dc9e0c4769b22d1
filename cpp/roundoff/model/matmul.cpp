#include "roundoff/model/matmul.h"

#include <algorithm>
#include <cassert>

namespace roundoff::model {

WeightPanels::WeightPanels(std::span<const float> weights, size_t rows, size_t places)
    : rows_(rows), inner_(rows == 0 ? 0 : weights.size() / rows) {
  assert(weights.size() == rows_ * inner_);
  values_.resize((rows + kRows - 1) / kRows * kRows * inner_);
  float* to = values_.data();
  for (size_t row = 0; row < rows; row += kRows) {
    const size_t high = std::min(kRows, rows - row);
    const float* from = &weights[row * inner_];
    for (size_t place = 0; place < places; ++place) {
      for (size_t i = place; i < inner_; i += places, to += kRows) {
        for (size_t r = 0; r < high; ++r) to[r] = from[r * inner_ + i];
      }
    }
  }
}

float column_value(const Columns& columns, size_t row, size_t column) {
  const size_t pixels = columns.height * columns.width;
  const size_t plane = columns.faces * pixels;
  switch (columns.kind) {
    case Columns::Kind::kPoints:
      return columns.values[row * plane + column];
    case Columns::Kind::kFaces:
      return columns.values[row / pixels * plane + column * pixels + row % pixels];
    case Columns::Kind::kPatches:
      break;
  }
  const size_t pixel = column % pixels;
  // One more than the place, so that none is negative.
  const size_t y = pixel / columns.width + row % 9 / 3;
  const size_t x = pixel % columns.width + row % 3;
  if (y < 1 || y > columns.height || x < 1 || x > columns.width) return 0;
  return columns.values[row / 9 * plane + column - pixel + (y - 1) * columns.width + x - 1];
}

void matmul_ref(std::span<const float> weights, size_t rows, const Columns& columns,
                std::span<float> product) {
  const size_t inner = columns.rows();
  const size_t places = columns.kind == Columns::Kind::kPatches ? 9 : 1;
  assert(weights.size() == rows * inner && product.size() == rows * columns.count());
  for (size_t row = 0; row < rows; ++row) {
    for (size_t column = 0; column < columns.count(); ++column) {
      float sum = 0;
      for (size_t place = 0; place < places; ++place) {
        for (size_t i = place; i < inner; i += places) {
          sum += weights[row * inner + i] * column_value(columns, i, column);
        }
      }
      product[row * columns.count() + column] = sum;
    }
  }
}

}  // namespace roundoff::model
