// Levels that are powers of two, the neighbour of evenly spaced ones: a product becomes a shift, and small values keep
// their precision at the expense of large ones.
#pragma once

#include <cstdint>
#include <vector>

#include "roundoff/base/slicing.h"
#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/linear/linear.h"

namespace roundoff::linear {

// m = 2^(bits − 1) − 1 magnitudes on each side of 0. An integer q stands for sign(q) · 2^(top − m + |q|), 0 for 0.
struct PowersOfTwo {
  std::vector<size_t> shape;
  Slicing slicing;
  int bits = 4;
  std::vector<int8_t> integers;  // −m … m
  std::vector<int16_t> tops;     // of each slice: the exponent of its largest level
  Oddities oddities;

  // Integers at `bits` each, 2 bytes for each slice.
  size_t bytes() const;
};

// The largest level is the power of two nearest to the largest magnitude, and every value goes to its nearest level
// (midway between two: to the larger; the smallest level and 0 share what is between them alike). These are the levels of
// Zhou et al., "Incremental network quantization" (ICLR 2017), at nearest rounding. NaN becomes 0, ±Inf the largest
// level. Errors: bits outside 2 … 8, a slicing that does not fit.
Result<PowersOfTwo> quantize_powers_of_two(const Tensor& tensor, int bits, const Slicing& slicing);

std::vector<float> dequantize(const PowersOfTwo& quantized);

}  // namespace roundoff::linear
