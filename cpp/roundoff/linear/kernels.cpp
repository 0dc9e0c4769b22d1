#include "roundoff/linear/kernels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace roundoff::linear {
namespace {

// Whole, or NaN. std::nearbyint rounds as the machine's mode says: to nearest even, which nothing here changes.
float rounded(float x, Rounding rounding) {
  switch (rounding) {
    case Rounding::kFloor:
      return std::floor(x);
    case Rounding::kCeil:
      return std::ceil(x);
    default:
      return std::nearbyint(x);
  }
}

// Clipping before zero_point is added is the same as after, and keeps the conversion to int in range.
int8_t quantize_one(float x, float inverse, const Parameters& p, Rounding rounding) {
  float r = rounded(x * inverse, rounding);
  if (std::isnan(r)) r = 0;
  const float low = static_cast<float>(p.q_min - p.zero_point);
  const float high = static_cast<float>(p.q_max - p.zero_point);
  return static_cast<int8_t>(static_cast<int32_t>(std::clamp(r, low, high)) + p.zero_point);
}

float dequantize_one(int32_t q, float scale, int32_t zero_point) {
  return scale * static_cast<float>(q - zero_point);
}

}  // namespace

Scan scan_ref(std::span<const float> values) {
  Scan found;
  bool any = false;
  for (const float x : values) {
    if (std::isnan(x)) {
      ++found.nan;
    } else if (std::isinf(x)) {
      ++found.infinite;
    } else if (!any) {
      found.range = {x, x};
      any = true;
    } else {
      found.range = {std::min(found.range.min, x), std::max(found.range.max, x)};
    }
  }
  found.range.min += 0.0F;  // −0 becomes 0
  found.range.max += 0.0F;
  return found;
}

void quantize_run_ref(std::span<const float> in, const Parameters& p, Rounding rounding,
                      std::span<int8_t> out) {
  assert(in.size() == out.size() && rounding != Rounding::kStochastic);
  const float inverse = reciprocal(p);
  for (size_t i = 0; i < in.size(); ++i) out[i] = quantize_one(in[i], inverse, p, rounding);
}

void dequantize_run_ref(std::span<const int8_t> in, float scale, int32_t zero_point, std::span<float> out) {
  assert(in.size() == out.size());
  for (size_t i = 0; i < in.size(); ++i) out[i] = dequantize_one(in[i], scale, zero_point);
}

void dequantize_packed4_run_ref(std::span<const uint8_t> in, float scale, int32_t zero_point,
                                std::span<float> out) {
  assert(in.size() == (out.size() + 1) / 2);
  for (size_t i = 0; i < out.size(); ++i) {
    const int nibble = i % 2 == 0 ? in[i / 2] >> 4 : in[i / 2] & 15;
    out[i] = dequantize_one(nibble - 8, scale, zero_point);
  }
}

double squared_error_ref(std::span<const float> values, const Parameters& p) {
  const float inverse = reciprocal(p);
  double total = 0;
  for (size_t begin = 0; begin < values.size(); begin += kErrorChunk) {
    const auto chunk = values.subspan(begin, std::min(kErrorChunk, values.size() - begin));
    std::array<float, kErrorSums> sums{};
    for (size_t i = 0; i < chunk.size(); ++i) {
      if (!std::isfinite(chunk[i])) continue;
      // NOLINTNEXTLINE(bugprone-signed-char-misuse): the sign is meant
      const int32_t q = quantize_one(chunk[i], inverse, p, Rounding::kNearestEven);
      const float error = chunk[i] - dequantize_one(q, p.scale, p.zero_point);
      sums[i % kErrorSums] += error * error;
    }
    for (const float sum : sums) total += static_cast<double>(sum);
  }
  return total;
}

}  // namespace roundoff::linear
