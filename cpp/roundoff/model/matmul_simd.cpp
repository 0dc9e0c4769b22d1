// A lane is a row of the product: weights are read as vectors, one run of memory from begin to end, and each number of a
// column is spread over one. A tile of the product stays in registers. A multiplication is rounded before it is added, as
// WASM has it. Columns are packed one of two ways: brought together as they stand (im2col), or, patches of many faces, the
// same pixel of several faces side by side, so that a tile's columns all look outside at the same places and leave these
// out: of 4 × 4 pixels' 144 places 44.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/model/matmul_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <span>
#include <vector>

#include "roundoff/model/matmul.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::model::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using F = hn::CappedTag<float, WeightPanels::kRows>;
constexpr size_t kLanes = hn::MaxLanes(F());
constexpr size_t kPanelVectors = WeightPanels::kRows / kLanes;

// Sums that stay in registers, where there are sixteen of them beside what is multiplied. Two vectors of rows and as many
// columns as that leaves are fastest where there are columns enough, else all of a panel's vectors.
constexpr size_t kSums = 8;
constexpr size_t kVectors = std::min<size_t>(kPanelVectors, 2);
template <size_t kHigh>
constexpr size_t kColumns = std::max<size_t>(kSums / kHigh, 1);
constexpr size_t kTogether = kColumns<kVectors>;
constexpr size_t kFewColumns = kColumns<kPanelVectors>;
// Columns that lie packed at a time: with as many inner numbers as our layers have they stay in the second cache.
constexpr size_t kBlock = 64;
static_assert(kBlock % kSums == 0);

// Faces packed at a time where pixels of faces stand side by side.
constexpr size_t kFaces = 16;
static_assert(kFaces % kSums == 0);

// Numbers of a panel, and those of packed columns that they are multiplied with: which of the places, which of the pixels.
struct Run {
  size_t place;
  size_t pixel;
};

// Columns as a tile reads them: kTogether side by side, number by number, then the next kTogether.
struct Packed {
  const float* values;
  size_t together;  // numbers of kTogether columns
  size_t length;    // inner numbers of a run
  std::span<const Run> runs;
};

// Columns of a block, packed: kTogether side by side, number by number, then the next.
size_t place_of(size_t column, size_t inner) {
  return column / kTogether * kTogether * inner + column % kTogether;
}

// kHigh vectors of a panel's rows over kColumns<kHigh> columns; sums are column by column.
template <size_t kHigh>
HWY_INLINE void tile(const float* panel, const Packed& packed, size_t column, float* out) {
  constexpr size_t kWide = kColumns<kHigh>;
  const float* const from = packed.values + column / kTogether * packed.together;
  hn::Vec<F> sums[kWide * kHigh];
  for (auto& sum : sums) sum = hn::Zero(F());
  for (const Run& run : packed.runs) {
    const float* weights = panel + run.place * packed.length * WeightPanels::kRows;
    const float* columns = from + run.pixel * packed.length * kTogether;
    for (const float* end = weights + packed.length * WeightPanels::kRows; weights != end;) {
      hn::Vec<F> w[kHigh];
      for (size_t v = 0; v < kHigh; ++v) w[v] = hn::LoadU(F(), weights + v * kLanes);
      for (size_t c = 0; c < kWide; ++c) {
        const auto x = hn::Set(F(), columns[c]);
        for (size_t v = 0; v < kHigh; ++v) {
          sums[c * kHigh + v] = hn::Add(sums[c * kHigh + v], hn::Mul(w[v], x));
        }
      }
      weights += WeightPanels::kRows;
      columns += kTogether;
    }
  }
  for (const auto& sum : sums) {
    hn::StoreU(sum, F(), out);
    out += kLanes;
  }
}

// Where each number of a row of columns goes: numbers that lie side by side, as many as `wide`.
void pack_run(const float* from, size_t wide, size_t inner, float* to) {
  size_t column = 0;
  for (; column + kTogether <= wide; column += kTogether) {
    std::copy_n(from + column, kTogether, to);
    to += kTogether * inner;
  }
  std::copy_n(from + column, wide - column, to);
}

void pack_patches(const Columns& columns, size_t first, size_t wide, float* packed) {
  const size_t pixels = columns.height * columns.width;
  const size_t plane = columns.faces * pixels;
  const size_t inner = columns.rows();
  for (size_t place = 0; place < 9; ++place) {
    // Where in a channel each column's neighbour lies, or that it lies outside.
    std::array<size_t, kBlock> from;
    std::array<bool, kBlock> inside;
    for (size_t i = 0; i < wide; ++i) {
      const size_t pixel = (first + i) % pixels;
      const size_t y = pixel / columns.width + place / 3;
      const size_t x = pixel % columns.width + place % 3;
      inside[i] = y >= 1 && y <= columns.height && x >= 1 && x <= columns.width;
      from[i] = inside[i] ? first + i - pixel + (y - 1) * columns.width + x - 1 : 0;
    }
    for (size_t c = 0; c < columns.channels; ++c) {
      const float* values = columns.values + c * plane;
      std::array<float, kBlock> run;
      for (size_t i = 0; i < wide; ++i) {
        const float value = values[from[i]];
        run[i] = inside[i] ? value : 0;
      }
      pack_run(run.data(), wide, inner, packed + (place * columns.channels + c) * kTogether);
    }
  }
}

// `wide` columns from `first` on.
void pack(const Columns& columns, size_t first, size_t wide, float* packed) {
  const size_t pixels = columns.height * columns.width;
  const size_t plane = columns.faces * pixels;
  const size_t inner = columns.rows();
  if (columns.kind == Columns::Kind::kPatches) return pack_patches(columns, first, wide, packed);
  if (columns.kind == Columns::Kind::kPoints || pixels == 1) {
    for (size_t c = 0; c < columns.channels; ++c) {
      pack_run(columns.values + c * plane + first, wide, inner, packed + c * kTogether);
    }
    return;
  }
  for (size_t row = 0; row < inner; ++row) {
    const float* from = columns.values + row / pixels * plane + row % pixels + first * pixels;
    for (size_t face = 0; face < wide; ++face) {
      packed[row * kTogether + place_of(face, inner)] = from[face * pixels];
    }
  }
}

// Where a product's numbers lie: its rows `row` apart, its columns `column`.
struct Product {
  float* values;
  size_t row;
  size_t column;
};

// The rows of one panel over `wide` packed columns, kHigh vectors of them at a time.
template <size_t kHigh>
void product_of_panel(const float* panel, const Packed& packed, size_t rows, size_t wide,
                      const Product& product) {
  constexpr size_t kRows = kHigh * kLanes;
  constexpr size_t kWide = kColumns<kHigh>;
  std::array<float, kWide * kRows> sums;
  for (size_t row = 0; row < rows; row += kRows) {
    const size_t high = std::min(kRows, rows - row);
    for (size_t column = 0; column < wide; column += kWide) {
      tile<kHigh>(panel + row, packed, column, sums.data());
      const size_t count = std::min(kWide, wide - column);
      for (size_t r = 0; r < high; ++r) {
        float* to = product.values + (row + r) * product.row + column * product.column;
        for (size_t c = 0; c < count; ++c) to[c * product.column] = sums[c * kRows + r];
      }
    }
  }
}

// The rows from `row` on.
void product_of_rows(const WeightPanels& weights, size_t row, const Packed& packed, size_t wide,
                     const Product& product) {
  const auto multiply = wide <= kFewColumns ? &product_of_panel<kPanelVectors> : &product_of_panel<kVectors>;
  multiply(weights.panel(row), packed, std::min(WeightPanels::kRows, weights.rows() - row), wide, product);
}

void product_of_columns(const WeightPanels& weights, const Columns& columns, float* product) {
  const size_t count = columns.count();
  const size_t inner = weights.inner();
  constexpr Run kAll{0, 0};
  std::vector<float> packed(inner * std::min((count + kSums - 1) / kSums * kSums, kBlock));
  for (size_t first = 0; first < count; first += kBlock) {
    const size_t wide = std::min(kBlock, count - first);
    pack(columns, first, wide, packed.data());
    for (size_t row = 0; row < weights.rows(); row += WeightPanels::kRows) {
      product_of_rows(weights, row, {packed.data(), inner * kTogether, inner, {&kAll, 1}}, wide,
                      {product + row * count + first, count, 1});
    }
  }
}

// The places of 3 × 3 around a pixel that lie in the face; how many.
size_t places_inside(const Columns& columns, size_t pixel, std::array<Run, 9>& runs) {
  const size_t y = pixel / columns.width;
  const size_t x = pixel % columns.width;
  size_t count = 0;
  for (size_t place = 0; place < 9; ++place) {
    // One more than where it is, so that none is negative.
    const size_t at_y = y + place / 3;
    const size_t at_x = x + place % 3;
    if (at_y < 1 || at_y > columns.height || at_x < 1 || at_x > columns.width) continue;
    runs[count++] = {place, (at_y - 1) * columns.width + at_x - 1};
  }
  return count;
}

// Whether there are so many faces that leaving out what lies outside pays for tiles that are not full.
bool many_faces(const Columns& columns) {
  if (columns.kind != Columns::Kind::kPatches) return false;
  const size_t inside = (3 * columns.height - 2) * (3 * columns.width - 2);
  const size_t filled = (columns.faces + kTogether - 1) / kTogether * kTogether;
  return filled * inside < columns.faces * 9 * columns.height * columns.width;
}

// Patches, the same pixel of several faces side by side: packed pixel by pixel, channel by channel.
void product_of_faces(const WeightPanels& weights, const Columns& columns, float* product) {
  const size_t pixels = columns.height * columns.width;
  const size_t channels = columns.channels;
  const size_t plane = columns.faces * pixels;
  const size_t together = pixels * channels * kTogether;
  // The last faces may not fill a tile: what stands beside them is not read from the product.
  std::vector<float> packed(together * (kFaces / kTogether));
  for (size_t first = 0; first < columns.faces; first += kFaces) {
    const size_t wide = std::min(kFaces, columns.faces - first);
    for (size_t face = 0; face < wide; ++face) {
      float* const to = &packed[face / kTogether * together + face % kTogether];
      for (size_t c = 0; c < channels; ++c) {
        const float* const from = columns.values + c * plane + (first + face) * pixels;
        for (size_t i = 0; i < pixels; ++i) to[(i * channels + c) * kTogether] = from[i];
      }
    }
    for (size_t row = 0; row < weights.rows(); row += WeightPanels::kRows) {
      for (size_t pixel = 0; pixel < pixels; ++pixel) {
        std::array<Run, 9> runs;
        const size_t count = places_inside(columns, pixel, runs);
        product_of_rows(weights, row, {packed.data(), together, channels, {runs.data(), count}}, wide,
                        {product + row * plane + first * pixels + pixel, plane, pixels});
      }
    }
  }
}

void product_of(const WeightPanels& weights, const Columns& columns, float* product) {
  many_faces(columns) ? product_of_faces(weights, columns, product)
                      : product_of_columns(weights, columns, product);
}

}  // namespace
}  // namespace roundoff::model::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::model {

HWY_EXPORT(product_of);

void matmul(const WeightPanels& weights, const Columns& columns, std::span<float> product) {
  assert(weights.inner() == columns.rows() && product.size() == weights.rows() * columns.count());
  HWY_DYNAMIC_DISPATCH(product_of)(weights, columns, product.data());
}

}  // namespace roundoff::model
#endif
