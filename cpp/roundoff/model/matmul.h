// The matrix product under every layer with weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace roundoff::model {

// What stands in the columns of the product's right side.
struct Columns {
  enum class Kind : uint8_t {
    kPoints,   // a column is a pixel of a face, its rows the channels
    kPatches,  // a column is the 3 × 3 pixels around one, zeros outside: row 9c + 3i + j
    kFaces,    // a column is a face, its rows all its numbers, channel by channel
  };
  Kind kind = Kind::kPoints;
  const float* values = nullptr;  // channels × faces × height × width
  size_t channels = 0;
  size_t faces = 0;
  size_t height = 1;
  size_t width = 1;

  size_t rows() const {
    return kind == Kind::kPoints    ? channels
           : kind == Kind::kPatches ? 9 * channels
                                    : channels * height * width;
  }
  size_t count() const { return kind == Kind::kFaces ? faces : faces * height * width; }
};

// The product's left side as the kernel reads it, from begin to end: kRows rows at a time, number by number of each row,
// for patches place by place (all channels of the first of the 3 × 3, then of the next). The last rows may be fewer and
// are filled up with zeros.
class WeightPanels {
 public:
  static constexpr size_t kRows = 16;

  WeightPanels() = default;
  // rows × inner numbers; places is 9 for what multiplies patches, else 1.
  WeightPanels(std::span<const float> weights, size_t rows, size_t places = 1);

  size_t rows() const { return rows_; }
  size_t inner() const { return inner_; }
  // The rows from `row` on, a multiple of kRows: inner × kRows.
  const float* panel(size_t row) const { return values_.data() + row * inner_; }

 private:
  size_t rows_ = 0;
  size_t inner_ = 0;
  std::vector<float> values_;
};

// product (rows × columns.count()) = weights (rows × columns.rows()) · columns, each sum in single precision, for patches
// place by place, else from the first inner index to the last: so the bits depend neither on the machine nor on what
// stands in other columns. Weights are finite: with many faces their products with the zeros around a face are left out.
void matmul(const WeightPanels& weights, const Columns& columns, std::span<float> product);
void matmul_ref(std::span<const float> weights, size_t rows, const Columns& columns,
                std::span<float> product);

// One number of the right side.
float column_value(const Columns& columns, size_t row, size_t column);

}  // namespace roundoff::model
