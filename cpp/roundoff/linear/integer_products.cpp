#include "roundoff/linear/integer_products.h"

namespace roundoff::linear {

void integer_products_ref(const IntegerBlock& block) {
  for (size_t b = 0; b < block.batch; ++b) {
    for (size_t row = 0; row < block.rows; ++row) {
      int32_t sum = 0;
      for (size_t i = 0; i < block.size; ++i) {
        sum += int32_t{block.weights[row * block.weight_stride + i]} *
               int32_t{block.inputs[b * block.input_stride + i]};
      }
      block.sums[b * block.rows + row] = sum;
    }
  }
}

}  // namespace roundoff::linear
