#include "roundoff/base/transpose.h"

#include <cassert>

namespace roundoff {

std::vector<float> transposed(std::span<const float> values, size_t columns) {
  assert(columns == 0 ? values.empty() : values.size() % columns == 0);
  const size_t rows = columns == 0 ? 0 : values.size() / columns;
  std::vector<float> result(values.size());
  for (size_t column = 0; column < columns; ++column) {
    for (size_t row = 0; row < rows; ++row) result[column * rows + row] = values[row * columns + column];
  }
  return result;
}

}  // namespace roundoff
