// The integer half of a full-integer layer: sums of products in int32.
#pragma once

#include <cstddef>
#include <cstdint>

namespace roundoff::linear {

// sums[b · rows + r] = Σ_i weights[r · weight_stride + i] · inputs[b · input_stride + i] over `size` of them. All are
// from int8; the inputs are held as int16 already, since each meets many weights. `size` is at most 131071, above which
// products of −128 · −128 would leave int32.
struct IntegerBlock {
  const int8_t* weights;
  size_t rows;
  size_t weight_stride;
  const int16_t* inputs;
  size_t batch;
  size_t input_stride;
  size_t size;
  int32_t* sums;
};
void integer_products(const IntegerBlock& block);
void integer_products_ref(const IntegerBlock& block);

}  // namespace roundoff::linear
