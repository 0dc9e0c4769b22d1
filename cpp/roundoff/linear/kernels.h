// The loops of linear quantization over one run of values; a `_ref` says what each must give, bit for bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "roundoff/base/tensor.h"
#include "roundoff/linear/linear.h"

namespace roundoff::linear {

// What a caller knows of values beforehand: what cannot be there need not be looked for.
enum class Known : uint8_t { kNothing, kFinite };

// Smallest and largest finite value ({0, 0} where there is none; never −0), and what is not finite.
struct Scan {
  Range range;
  size_t nan = 0;
  size_t infinite = 0;

  Known known() const { return nan + infinite == 0 ? Known::kFinite : Known::kNothing; }
  friend bool operator==(const Scan&, const Scan&) = default;
};

Scan scan(std::span<const float> values);
Scan scan_ref(std::span<const float> values);

inline constexpr float kSmallestScale = 0x1p-126F;

// The reciprocal that values are multiplied by: finite and above 0, since no scale is smaller.
inline float reciprocal(const Parameters& p) { return 1.0F / p.scale; }

// Nearest even, floor or ceil. `out` has the size of `in`.
void quantize_run(std::span<const float> in, const Parameters& p, Rounding rounding, std::span<int8_t> out,
                  Known known = Known::kNothing);
void quantize_run_ref(std::span<const float> in, const Parameters& p, Rounding rounding,
                      std::span<int8_t> out);

void dequantize_run(std::span<const int8_t> in, float scale, int32_t zero_point, std::span<float> out);
void dequantize_run_ref(std::span<const int8_t> in, float scale, int32_t zero_point, std::span<float> out);

// From pack(…, 4): out.size() values of ⌈out.size() / 2⌉ bytes.
void dequantize_packed4_run(std::span<const uint8_t> in, float scale, int32_t zero_point,
                            std::span<float> out);
void dequantize_packed4_run_ref(std::span<const uint8_t> in, float scale, int32_t zero_point,
                                std::span<float> out);

// Sum over finite values of the squared error of rounding to nearest even. Squares are single precision and go to
// sixteen sums by position, which are added in double every kErrorChunk values: the same bits at any vector width.
double squared_error(std::span<const float> values, const Parameters& p, Known known = Known::kNothing);
double squared_error_ref(std::span<const float> values, const Parameters& p);
inline constexpr size_t kErrorChunk = 4096;
inline constexpr size_t kErrorSums = 16;

}  // namespace roundoff::linear
