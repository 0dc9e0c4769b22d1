// How far a tensor is from what it became: as numbers.
#pragma once

#include <cstddef>
#include <span>

#include "roundoff/base/slicing.h"
#include "roundoff/base/tensor.h"

namespace roundoff {

// Over the pairs in which both values are finite; the others are only counted. All 0 where no pair is left, apart from
// sqnr_db and cosine.
struct TensorError {
  double mae = 0;      // mean |error|
  double mse = 0;      // mean error²
  double mre = 0;      // mean |error| / |value| over values that are not 0, for which it has no meaning
  size_t zeros = 0;    // values left out of mre
  double max_abs = 0;  // largest |error|
  double sqnr_db = 0;  // 10 log10(Σ value² / Σ error²); +∞ without an error
  double cosine = 1;   // of the angle between the two as vectors; 1 if both are all 0, 0 if one is
  // mse in two parts that add up to it: of values outside their slice's range, and of those inside.
  double clip_mse = 0;
  double round_mse = 0;
  size_t not_finite = 0;
};

// Without ranges nothing is clipped. `after` has before's size.
TensorError tensor_error(std::span<const float> before, std::span<const float> after);

// `ranges` has one entry for each slice of `slicing`, which fits before's shape.
TensorError tensor_error(const Tensor& before, std::span<const float> after, const Slicing& slicing,
                         std::span<const Range> ranges);

// Bits per value when `values` of them take `bytes`, scales and tables included; 0 for no values.
double effective_bits(size_t bytes, size_t values);

}  // namespace roundoff
