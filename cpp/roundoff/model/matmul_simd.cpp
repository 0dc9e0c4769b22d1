// Columns lie packed, sixteen at a time or what the last need, while all rows of the weights pass over them; a tile of the
// product stays in registers. A multiplication is rounded before it is added, as WASM has it.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/model/matmul_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <vector>

#include "roundoff/model/matmul.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::model::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// How a panel of kWide columns is multiplied.
template <size_t kWide>
struct Panel {
  using F = hn::CappedTag<float, kWide>;
  static constexpr size_t kLanes = hn::MaxLanes(F());
  static constexpr size_t kVectors = kWide / kLanes;
  // As many rows as leave all sums in registers.
  static constexpr size_t kRows = kVectors >= 8 ? 1 : 8 / kVectors;
};
constexpr size_t kWidest = 16;

// kTile rows of the product over one panel; the last of its columns may lie outside.
template <size_t kWide, size_t kTile>
HWY_INLINE void tile(const float* weights, const float* panel, size_t inner, float* product, size_t stride,
                     size_t wide) {
  using F = typename Panel<kWide>::F;
  constexpr size_t kLanes = Panel<kWide>::kLanes;
  constexpr size_t kVectors = Panel<kWide>::kVectors;
  hn::Vec<F> sums[kTile * kVectors];
  for (auto& sum : sums) sum = hn::Zero(F());
  for (size_t i = 0; i < inner; ++i) {
    hn::Vec<F> x[kVectors];
    for (size_t v = 0; v < kVectors; ++v) x[v] = hn::LoadU(F(), panel + i * kWide + v * kLanes);
    for (size_t r = 0; r < kTile; ++r) {
      const auto w = hn::Set(F(), weights[r * inner + i]);
      for (size_t v = 0; v < kVectors; ++v) {
        sums[r * kVectors + v] = hn::Add(sums[r * kVectors + v], hn::Mul(w, x[v]));
      }
    }
  }
  for (size_t r = 0; r < kTile; ++r) {
    if (wide == kWide) {
      for (size_t v = 0; v < kVectors; ++v) {
        hn::StoreU(sums[r * kVectors + v], F(), product + r * stride + v * kLanes);
      }
      continue;
    }
    std::array<float, kWide> all;
    for (size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[r * kVectors + v], F(), &all[v * kLanes]);
    std::copy_n(all.begin(), wide, product + r * stride);
  }
}

// `wide` columns from `first` on, kWide to a row.
template <size_t kWide>
void pack(const Columns& columns, size_t first, size_t wide, float* panel) {
  const size_t pixels = columns.height * columns.width;
  const size_t plane = columns.faces * pixels;
  const float* values = columns.values;
  if (columns.kind == Columns::Kind::kPixels) {
    for (size_t c = 0; c < columns.channels; ++c) {
      std::copy_n(values + c * plane + first, wide, panel + c * kWide);
    }
    return;
  }
  if (columns.kind == Columns::Kind::kFaces) {
    for (size_t row = 0; row < columns.rows(); ++row) {
      const float* from = values + row / pixels * plane + row % pixels + first * pixels;
      for (size_t face = 0; face < wide; ++face) panel[row * kWide + face] = from[face * pixels];
    }
    return;
  }
  for (size_t place = 0; place < 9; ++place) {
    // Where in a channel each column's neighbour lies, or that it lies outside.
    std::array<size_t, kWide> from;
    std::array<bool, kWide> inside;
    for (size_t i = 0; i < wide; ++i) {
      const size_t pixel = (first + i) % pixels;
      const size_t y = pixel / columns.width + place / 3;
      const size_t x = pixel % columns.width + place % 3;
      inside[i] = y >= 1 && y <= columns.height && x >= 1 && x <= columns.width;
      from[i] = inside[i] ? first + i - pixel + (y - 1) * columns.width + x - 1 : 0;
    }
    for (size_t c = 0; c < columns.channels; ++c) {
      float* to = panel + (9 * c + place) * kWide;
      for (size_t i = 0; i < wide; ++i) {
        const float value = values[c * plane + from[i]];
        to[i] = inside[i] ? value : 0;
      }
    }
  }
}

// All rows over `wide` columns from `first` on.
template <size_t kWide>
void product_of_panel(const float* weights, size_t rows, const Columns& columns, size_t first, size_t wide,
                      float* panel, float* product) {
  constexpr size_t kRows = Panel<kWide>::kRows;
  const size_t inner = columns.rows();
  const size_t stride = columns.count();
  pack<kWide>(columns, first, wide, panel);
  size_t row = 0;
  for (; row + kRows <= rows; row += kRows) {
    tile<kWide, kRows>(weights + row * inner, panel, inner, product + row * stride + first, stride, wide);
  }
  for (; row < rows; ++row) {
    tile<kWide, 1>(weights + row * inner, panel, inner, product + row * stride + first, stride, wide);
  }
}

void product_of(const float* weights, size_t rows, const Columns& columns, float* product) {
  const size_t count = columns.count();
  std::vector<float> panel(columns.rows() * kWidest);
  for (size_t first = 0; first < count; first += kWidest) {
    const size_t wide = std::min(kWidest, count - first);
    const auto multiply = wide <= 4   ? &product_of_panel<4>
                          : wide <= 8 ? &product_of_panel<8>
                                      : &product_of_panel<kWidest>;
    multiply(weights, rows, columns, first, wide, panel.data(), product);
  }
}

}  // namespace
}  // namespace roundoff::model::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::model {

HWY_EXPORT(product_of);

void matmul(std::span<const float> weights, size_t rows, const Columns& columns, std::span<float> product) {
  assert(weights.size() == rows * columns.rows() && product.size() == rows * columns.count());
  HWY_DYNAMIC_DISPATCH(product_of)(weights.data(), rows, columns, product.data());
}

}  // namespace roundoff::model
#endif
