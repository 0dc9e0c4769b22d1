// What happens to a dot product when its numbers get smaller: the downcast experiment.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/format/float_format.h"

namespace roundoff::format {

enum class Accumulation : uint8_t {
  kNaive,     // one after the other; each product and each partial sum is rounded to the format
  kPairwise,  // each product and each sum of two halves' sums is rounded to the format
  kFloat32,  // numbers of the format, products and sums (one after the other) in float32: what matrix units do
};

inline constexpr std::array kAccumulations = {Accumulation::kNaive, Accumulation::kPairwise,
                                              Accumulation::kFloat32};

// naive pairwise float32
std::string_view name(Accumulation accumulation);

// Both vectors, of the same size, are first rounded to the format. What rounds beyond the largest finite value becomes
// an infinity, or NaN in FP8 E4M3, which has none, and stays so: nothing saturates, an overflow is seen. kPairwise adds
// neighbours, then neighbouring sums, and so on; an odd one out moves up as it is. An empty product is 0.
float dot_product(FloatFormat format, Accumulation accumulation, std::span<const float> a,
                  std::span<const float> b);

// Products of float32 are exact in double; their sum is compensated (Neumaier 1974): right to the last bits of a double.
double exact_dot_product(std::span<const float> a, std::span<const float> b);

enum class Distribution : uint8_t {
  kNormal,   // mean 0, variance 1
  kUniform,  // 0 … 1: all of one sign, so that sums grow
};

struct DotProductOptions {
  size_t length = 1024;
  size_t seeds = 32;  // random pairs of vectors
  uint64_t seed = 1;
  Distribution distribution = Distribution::kNormal;
};

struct DotProductErrors {
  FloatFormat format = FloatFormat::kFloat32;
  Accumulation accumulation = Accumulation::kNaive;
  std::vector<double> errors;  // |result − exact| / (|a|·|b|), ascending, one a pair; ∞ where it overflowed
  double median = 0;
  size_t overflows = 0;  // pairs whose result is not finite
};

inline constexpr size_t kMaxDotProductLength = size_t{1} << 20u;
inline constexpr size_t kMaxDotProductSeeds = 4096;

// float32, float16, bfloat16, FP8 E4M3 and E5M2 by each accumulation; float32 has no kFloat32, which would be its kNaive
// again: 14 rows. |a|·|b| is the product of the two vectors' lengths, so that sums near 0 do not look worse than they are.
// Errors: a length or number of seeds of 0 or above the limits.
Result<std::vector<DotProductErrors>> dot_product_errors(const DotProductOptions& options);

}  // namespace roundoff::format
