// A compression as pictures: what a tensor was, its integers, what it became, and the error between.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "roundoff/base/tensor.h"
#include "roundoff/compress/compress.h"

namespace roundoff {

struct PictureOptions {
  // The value at the ends of the signed map and the error at the bright end of the sequential one. Without them, the
  // tensor's largest finite magnitude and the largest error.
  std::optional<float> value_scale;
  std::optional<float> error_scale;
  // Pictures that nobody asks for stay empty.
  bool before = true;
  bool integers = true;
  bool after = true;
  bool error = true;
};

// 4 bytes of RGBA a value, in the tensor's order.
struct CompressionPictures {
  std::vector<uint8_t> before;  // signed_colors()
  std::vector<uint8_t>
      integers;  // signed_colors(), the largest integer that `bits` allow at its ends; see below
  std::vector<uint8_t> after;  // signed_colors()
  std::vector<uint8_t> error;  // heat_colors()
  float value_scale = 0;
  float error_scale = 0;
};

// A table's indices are drawn with its middle as zero, the bits of floats by sign and magnitude, and a code of product
// quantization over all the values that it stands for.
CompressionPictures paint(const Tensor& before, const Compression& compression,
                          const PictureOptions& options);

// value − what it became, in single precision.
std::vector<float> errors(const Tensor& before, const Compression& compression);

// How often each integer is used, from `min` on: all those of Compression::integer_range, or else from the least to
// the largest that occurs.
struct IntegerCounts {
  int min = 0;
  std::vector<uint32_t> counts;
};
IntegerCounts count_integers(const Compression& compression);

}  // namespace roundoff
