// Sixteen columns at a time lie packed while all rows of the weights pass over them; a tile of the product stays in
// registers. A multiplication is rounded before it is added, as WASM has it.

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

constexpr size_t kPanel = 16;  // columns
using F = hn::CappedTag<float, kPanel>;
using VF = hn::Vec<F>;
constexpr size_t kLanes = hn::MaxLanes(F());
constexpr size_t kVectors = kPanel / kLanes;
// As many rows as leave all sums in registers.
constexpr size_t kRows = kVectors >= 8 ? 1 : 8 / kVectors;

// kTile rows of the product over one panel; the last of its columns may lie outside.
template <size_t kTile>
HWY_INLINE void tile(const float* weights, const float* panel, size_t inner, float* product, size_t stride,
                     size_t wide) {
  VF sums[kTile * kVectors];
  for (auto& sum : sums) sum = hn::Zero(F());
  for (size_t i = 0; i < inner; ++i) {
    VF x[kVectors];
    for (size_t v = 0; v < kVectors; ++v) x[v] = hn::LoadU(F(), panel + i * kPanel + v * kLanes);
    for (size_t r = 0; r < kTile; ++r) {
      const auto w = hn::Set(F(), weights[r * inner + i]);
      for (size_t v = 0; v < kVectors; ++v) {
        sums[r * kVectors + v] = hn::Add(sums[r * kVectors + v], hn::Mul(w, x[v]));
      }
    }
  }
  for (size_t r = 0; r < kTile; ++r) {
    if (wide == kPanel) {
      for (size_t v = 0; v < kVectors; ++v) {
        hn::StoreU(sums[r * kVectors + v], F(), product + r * stride + v * kLanes);
      }
      continue;
    }
    std::array<float, kPanel> all;
    for (size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[r * kVectors + v], F(), &all[v * kLanes]);
    std::copy_n(all.begin(), wide, product + r * stride);
  }
}

// `wide` columns from `first` on, kPanel to a row.
void pack(const Columns& columns, size_t first, size_t wide, float* panel) {
  const size_t pixels = columns.height * columns.width;
  const size_t plane = columns.faces * pixels;
  const float* values = columns.values;
  if (columns.kind == Columns::Kind::kPixels) {
    for (size_t c = 0; c < columns.channels; ++c) {
      std::copy_n(values + c * plane + first, wide, panel + c * kPanel);
    }
    return;
  }
  if (columns.kind == Columns::Kind::kFaces) {
    for (size_t row = 0; row < columns.rows(); ++row) {
      const float* from = values + row / pixels * plane + row % pixels + first * pixels;
      for (size_t face = 0; face < wide; ++face) panel[row * kPanel + face] = from[face * pixels];
    }
    return;
  }
  for (size_t place = 0; place < 9; ++place) {
    // Where in a channel each column's neighbour lies, or that it lies outside.
    std::array<size_t, kPanel> from;
    std::array<bool, kPanel> inside;
    for (size_t i = 0; i < wide; ++i) {
      const size_t pixel = (first + i) % pixels;
      const size_t y = pixel / columns.width + place / 3;
      const size_t x = pixel % columns.width + place % 3;
      inside[i] = y >= 1 && y <= columns.height && x >= 1 && x <= columns.width;
      from[i] = inside[i] ? first + i - pixel + (y - 1) * columns.width + x - 1 : 0;
    }
    for (size_t c = 0; c < columns.channels; ++c) {
      float* to = panel + (9 * c + place) * kPanel;
      for (size_t i = 0; i < wide; ++i) {
        const float value = values[c * plane + from[i]];
        to[i] = inside[i] ? value : 0;
      }
    }
  }
}

void product_of(const float* weights, size_t rows, const Columns& columns, float* product) {
  const size_t inner = columns.rows();
  const size_t stride = columns.count();
  std::vector<float> panel(inner * kPanel);
  for (size_t first = 0; first < stride; first += kPanel) {
    const size_t wide = std::min(kPanel, stride - first);
    pack(columns, first, wide, panel.data());
    size_t row = 0;
    for (; row + kRows <= rows; row += kRows) {
      tile<kRows>(weights + row * inner, panel.data(), inner, product + row * stride + first, stride, wide);
    }
    for (; row < rows; ++row) {
      tile<1>(weights + row * inner, panel.data(), inner, product + row * stride + first, stride, wide);
    }
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
