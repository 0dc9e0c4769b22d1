// int16 × int16, neighbours added in int32: one instruction on x86 and in WASM. Whole numbers, so any order will do.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/linear/integer_products_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include "roundoff/linear/integer_products.h"
#include "roundoff/linear/matrix.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using I16 = hn::ScalableTag<int16_t>;
using I32 = hn::RepartitionToWide<I16>;
using I8 = hn::Rebind<int8_t, I16>;

template <size_t kRows, size_t kCount>
HWY_INLINE void block(const IntegerBlock& all, size_t row, size_t input) {
  const int8_t* weights = all.weights + row * all.weight_stride;
  const int16_t* inputs = all.inputs + input * all.input_stride;
  const size_t lanes = hn::Lanes(I16());
  hn::Vec<I32> sums[kRows * kCount];
  auto others = hn::Zero(I32());  // where the machine has no such instruction
  for (auto& sum : sums) sum = hn::Zero(I32());
  size_t i = 0;
  for (; i + lanes <= all.size; i += lanes) {
    hn::Vec<I16> x[kCount];
    for (size_t b = 0; b < kCount; ++b) x[b] = hn::LoadU(I16(), inputs + b * all.input_stride + i);
    for (size_t r = 0; r < kRows; ++r) {
      const auto w = hn::PromoteTo(I16(), hn::LoadU(I8(), weights + r * all.weight_stride + i));
      for (size_t b = 0; b < kCount; ++b) {
        auto& sum = sums[b * kRows + r];
        sum = hn::Add(hn::ReorderWidenMulAccumulate(I32(), w, x[b], sum, others), others);
        others = hn::Zero(I32());
      }
    }
  }
  for (size_t b = 0; b < kCount; ++b) {
    for (size_t r = 0; r < kRows; ++r) {
      int32_t sum = hn::GetLane(hn::SumOfLanes(I32(), sums[b * kRows + r]));
      for (size_t j = i; j < all.size; ++j) {
        sum += int32_t{weights[r * all.weight_stride + j]} * int32_t{inputs[b * all.input_stride + j]};
      }
      all.sums[(input + b) * all.rows + row + r] = sum;
    }
  }
}

template <size_t kRows>
HWY_INLINE void rows(const IntegerBlock& all, size_t row) {
  size_t input = 0;
  for (; input + 2 <= all.batch; input += 2) block<kRows, 2>(all, row, input);
  for (; input < all.batch; ++input) block<kRows, 1>(all, row, input);
}

void products(const IntegerBlock& all) {
  size_t row = 0;
  for (; row + kBlockRows <= all.rows; row += kBlockRows) rows<kBlockRows>(all, row);
  for (; row < all.rows; ++row) rows<1>(all, row);
}

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::linear {

HWY_EXPORT(products);

void integer_products(const IntegerBlock& block) { HWY_DYNAMIC_DISPATCH(products)(block); }

}  // namespace roundoff::linear
#endif
