// Several rows at a time, so that what is loaded is used more than once; the sums of one result are those of the plain
// loop, and a multiplication is rounded before it is added, as WASM has it.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/linear/matrix_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "roundoff/linear/matrix.h"
#include "roundoff/linear/pair_sum.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::CappedTag<float, kDotSums>;
using VF = hn::Vec<F>;

constexpr size_t kLanes = hn::MaxLanes(F());
constexpr size_t kVectors = kDotSums / kLanes;
// Inputs at a time: as many as leave all sums in registers.
constexpr size_t kInputs = kVectors == 1 ? 2 : 1;

// Sums of kRows × kCount dot products.
template <size_t kRows, size_t kCount>
class Sums {
 public:
  Sums() {
    for (auto& sum : sums_) sum = hn::Zero(F());
  }

  // The next kDotSums columns; rows and inputs lie `stride` apart.
  HWY_INLINE void add(const float* weights, const float* inputs, size_t stride) {
    for (size_t v = 0; v < kVectors; ++v) {
      VF x[kCount];
      for (size_t b = 0; b < kCount; ++b) x[b] = hn::LoadU(F(), inputs + b * stride + v * kLanes);
      for (size_t r = 0; r < kRows; ++r) {
        const auto w = hn::LoadU(F(), weights + r * stride + v * kLanes);
        for (size_t b = 0; b < kCount; ++b) {
          VF& sum = sums_[(b * kRows + r) * kVectors + v];
          sum = hn::Add(sum, hn::Mul(w, x[b]));
        }
      }
    }
  }

  HWY_INLINE void store(float* outputs, size_t stride) const {
    for (size_t b = 0; b < kCount; ++b) {
      for (size_t r = 0; r < kRows; ++r) {
        std::array<float, kDotSums> s;
        for (size_t v = 0; v < kVectors; ++v) {
          hn::StoreU(sums_[(b * kRows + r) * kVectors + v], F(), &s[v * kLanes]);
        }
        outputs[b * stride + r] = added_in_pairs(s);
      }
    }
  }

 private:
  VF sums_[kRows * kCount * kVectors];
};

template <size_t kRows, size_t kCount>
HWY_INLINE void block(const LinearBlock& all, size_t row, size_t input) {
  const float* weights = all.weights + row * all.columns;
  const float* inputs = all.inputs + input * all.columns;
  Sums<kRows, kCount> sums;
  size_t i = 0;
  for (; i + kDotSums <= all.columns; i += kDotSums) sums.add(weights + i, inputs + i, all.columns);
  if (i < all.columns) {
    const size_t rest = all.columns - i;
    std::array<float, kRows * kDotSums> w{};
    std::array<float, kCount * kDotSums> x{};
    for (size_t r = 0; r < kRows; ++r) std::copy_n(weights + r * all.columns + i, rest, &w[r * kDotSums]);
    for (size_t b = 0; b < kCount; ++b) std::copy_n(inputs + b * all.columns + i, rest, &x[b * kDotSums]);
    sums.add(w.data(), x.data(), kDotSums);
  }
  sums.store(all.outputs + input * all.stride + row, all.stride);
}

template <size_t kRows>
HWY_INLINE void rows(const LinearBlock& all, size_t row) {
  size_t input = 0;
  for (; input + kInputs <= all.batch; input += kInputs) block<kRows, kInputs>(all, row, input);
  for (; input < all.batch; ++input) block<kRows, 1>(all, row, input);
}

void linear_rows(const LinearBlock& all) {
  size_t row = 0;
  for (; row + kBlockRows <= all.rows; row += kBlockRows) rows<kBlockRows>(all, row);
  for (; row < all.rows; ++row) rows<1>(all, row);
}

// kRows rows × kWide vectors of the product, from column `at` on.
template <size_t kRows, size_t kWide>
HWY_INLINE void tile(const float* a, const float* b, size_t inner, size_t columns, float* product) {
  VF sums[kRows * kWide];
  for (auto& sum : sums) sum = hn::Zero(F());
  for (size_t i = 0; i < inner; ++i) {
    VF y[kWide];
    for (size_t v = 0; v < kWide; ++v) y[v] = hn::LoadU(F(), b + i * columns + v * kLanes);
    for (size_t r = 0; r < kRows; ++r) {
      const auto x = hn::Set(F(), a[r * inner + i]);
      for (size_t v = 0; v < kWide; ++v) {
        sums[r * kWide + v] = hn::Add(sums[r * kWide + v], hn::Mul(x, y[v]));
      }
    }
  }
  for (size_t r = 0; r < kRows; ++r) {
    for (size_t v = 0; v < kWide; ++v) {
      hn::StoreU(sums[r * kWide + v], F(), product + r * columns + v * kLanes);
    }
  }
}

template <size_t kRows>
void product_rows(const float* a, const float* b, size_t inner, size_t columns, float* product) {
  size_t at = 0;
  for (; at + 2 * kLanes <= columns; at += 2 * kLanes) {
    tile<kRows, 2>(a, b + at, inner, columns, product + at);
  }
  for (; at + kLanes <= columns; at += kLanes) tile<kRows, 1>(a, b + at, inner, columns, product + at);
  for (; at < columns; ++at) {
    for (size_t r = 0; r < kRows; ++r) {
      float sum = 0;
      for (size_t i = 0; i < inner; ++i) sum += a[r * inner + i] * b[i * columns + at];
      product[r * columns + at] = sum;
    }
  }
}

void product_all(const float* a, const float* b, size_t rows, size_t inner, size_t columns, float* product) {
  size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    product_rows<4>(a + row * inner, b, inner, columns, product + row * columns);
  }
  for (; row < rows; ++row) product_rows<1>(a + row * inner, b, inner, columns, product + row * columns);
}

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::linear {

HWY_EXPORT(linear_rows);
HWY_EXPORT(product_all);

void linear_block(const LinearBlock& block) { HWY_DYNAMIC_DISPATCH(linear_rows)(block); }

void matrix_product(std::span<const float> a, std::span<const float> b, size_t inner,
                    std::span<float> product) {
  assert(inner > 0 && a.size() % inner == 0 && b.size() % inner == 0);
  assert(product.size() == a.size() / inner * (b.size() / inner));
  HWY_DYNAMIC_DISPATCH(product_all)
  (a.data(), b.data(), a.size() / inner, inner, b.size() / inner, product.data());
}

}  // namespace roundoff::linear
#endif
