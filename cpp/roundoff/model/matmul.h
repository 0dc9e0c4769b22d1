// The matrix product under every layer with weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace roundoff::model {

// What stands in the columns of the product's right side.
struct Columns {
  enum class Kind : uint8_t {
    kPixels,   // a column is a pixel of a face, its rows the channels
    kPatches,  // a column is the 3 × 3 pixels around one, zeros outside: row 9c + 3i + j
    kFaces,    // a column is a face, its rows all its numbers, channel by channel
  };
  Kind kind = Kind::kPixels;
  const float* values = nullptr;  // channels × faces × height × width
  size_t channels = 0;
  size_t faces = 0;
  size_t height = 1;
  size_t width = 1;

  size_t rows() const {
    return kind == Kind::kPixels    ? channels
           : kind == Kind::kPatches ? 9 * channels
                                    : channels * height * width;
  }
  size_t count() const { return kind == Kind::kFaces ? faces : faces * height * width; }
};

// product (rows × columns.count()) = weights (rows × columns.rows()) · columns, each sum in single precision from the first
// inner index to the last, so that the bits depend neither on the machine nor on what stands in other columns. Columns are
// brought together a few at a time (im2col) and stay in the cache while all rows pass.
void matmul(std::span<const float> weights, size_t rows, const Columns& columns, std::span<float> product);
void matmul_ref(std::span<const float> weights, size_t rows, const Columns& columns,
                std::span<float> product);

// One number of the right side.
float column_value(const Columns& columns, size_t row, size_t column);

}  // namespace roundoff::model
