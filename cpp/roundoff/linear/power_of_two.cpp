#include "roundoff/linear/power_of_two.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

#include "roundoff/base/packed_bytes.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/range.h"

namespace roundoff::linear {
namespace {

int most(int bits) { return (1 << (bits - 1)) - 1; }

// The exponent of the power of two nearest to x > 0; midway, of the larger.
int nearest_exponent(float x) {
  int exponent = 0;
  const float fraction = std::frexp(x, &exponent);  // x = fraction · 2^exponent, ½ ≤ fraction < 1
  return fraction >= 0.75F ? exponent : exponent - 1;
}

int8_t level(float x, int top, int m) {
  if (std::isnan(x) || x == 0) return 0;
  const float magnitude = std::abs(x);
  const int lowest = top - m + 1;
  int q = m;
  if (std::isfinite(x)) {
    q = nearest_exponent(magnitude) - (top - m);
    if (q < 1) q = magnitude >= std::ldexp(0.5F, lowest) ? 1 : 0;
  }
  q = std::min(q, m);
  return static_cast<int8_t>(x < 0 ? -q : q);
}

}  // namespace

Result<PowersOfTwo> quantize_powers_of_two(const Tensor& tensor, int bits, const Slicing& slicing) {
  if (bits < 2 || bits > 8) return Error{"bits must be 2 to 8, not " + std::to_string(bits)};
  const Result<Slices> slices = Slices::of(tensor.shape, slicing);
  if (!slices) return Error{slices.error()};

  PowersOfTwo result;
  result.shape = tensor.shape;
  result.slicing = slicing;
  result.bits = bits;
  slices->for_each_slice(tensor.values, [&](size_t, std::span<const float> values) {
    const Scan found = scan(values);
    result.oddities.nan += found.nan;
    result.oddities.infinite += found.infinite;
    if (found.range == Range{}) ++result.oddities.zero_range_slices;
    const float largest = spread(found.range, Mode::kSymmetric).max;
    // 2¹²⁷ is the largest power of two that a float32 holds.
    const int top = largest == 0 ? 0 : std::min(nearest_exponent(largest), 127);
    result.tops.push_back(static_cast<int16_t>(top));
  });
  result.integers.resize(tensor.size());
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    for (size_t i = begin; i < begin + size; ++i) {
      result.integers[i] = level(tensor.values[i], result.tops[slice], most(bits));
    }
  });
  return result;
}

std::vector<float> dequantize(const PowersOfTwo& quantized) {
  std::vector<float> values(quantized.integers.size());
  const Result<Slices> slices = Slices::of(quantized.shape, quantized.slicing);
  assert(slices.ok());
  const int m = most(quantized.bits);
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    for (size_t i = begin; i < begin + size; ++i) {
      // NOLINTNEXTLINE(bugprone-signed-char-misuse): the sign is meant
      const int q = quantized.integers[i];
      if (q == 0) continue;
      const float magnitude = std::ldexp(1.0F, quantized.tops[slice] - m + std::abs(q));
      values[i] = q < 0 ? -magnitude : magnitude;
    }
  });
  return values;
}

size_t PowersOfTwo::bytes() const { return packed_bytes(integers.size(), bits) + 2 * tops.size(); }

}  // namespace roundoff::linear
