#include "roundoff/format/float_format.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace roundoff::format {
namespace {

constexpr std::array<FloatLayout, kFloatFormats.size()> kFloatLayouts = {{
    {"float32", 32, 8, 23, 127, true, true, 0x1.fffffep127F, 0x1p-126F, 0x1p-149F},
    {"float16", 16, 5, 10, 15, true, true, 65504, 0x1p-14F, 0x1p-24F},
    {"bfloat16", 16, 8, 7, 127, true, true, 0x1.fep127F, 0x1p-126F, 0x1p-133F},
    {"fp8_e4m3", 8, 4, 3, 7, false, true, 448, 0x1p-6F, 0x1p-9F},
    {"fp8_e5m2", 8, 5, 2, 15, true, true, 57344, 0x1p-14F, 0x1p-16F},
    {"fp4", 4, 2, 1, 1, false, false, 6, 1, 0.5F},
}};

uint32_t bits_of(float value) {
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

float from_bits(uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// n / 2^shift to the nearest integer, ties to even.
uint32_t shift_to_even(uint32_t n, int shift) {
  if (shift > 25) return 0;  // n has 24 bits: less than half
  if (shift == 0) return n;
  const uint32_t half = (1u << shift) >> 1u;
  const uint32_t odd = (n >> shift) & 1u;
  return (n + half - 1 + odd) >> shift;
}

// The exponent field all ones, mantissa 0: infinity where the format has one.
uint32_t infinity(const FloatLayout& f) { return ((1u << f.exponent_bits) - 1) << f.mantissa_bits; }

uint32_t quiet_nan(const FloatLayout& f) {
  if (!f.has_nan) return 0;
  if (!f.has_infinity) return (1u << (f.bits - 1)) - 1;
  return infinity(f) | 1u << (f.mantissa_bits - 1);
}

uint32_t largest(const FloatLayout& f) {
  if (f.has_infinity) return infinity(f) - 1;
  return (1u << (f.bits - 1)) - (f.has_nan ? 2 : 1);
}

bool overflows_to_special(FloatFormat format, Overflow overflow) {
  if (overflow == Overflow::kNonSaturating) return format != FloatFormat::kFp4E2M1;
  return format == FloatFormat::kFloat32 || format == FloatFormat::kFloat16 ||
         format == FloatFormat::kBfloat16;
}

}  // namespace

const FloatLayout& layout(FloatFormat format) { return kFloatLayouts[static_cast<size_t>(format)]; }

std::optional<FloatFormat> float_format(std::string_view name) {
  for (const FloatFormat format : kFloatFormats) {
    if (layout(format).name == name) return format;
  }
  return std::nullopt;
}

uint32_t encode(FloatFormat format, float value, Overflow overflow) {
  const FloatLayout& f = layout(format);
  const uint32_t in = bits_of(value);
  const uint32_t sign = in >> 31u << (f.bits - 1);
  const uint32_t magnitude = in & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return f.has_nan ? sign | quiet_nan(f) : 0;

  // value = significand · 2^(exponent − 23); in the target, a multiple of 2^(target − mantissa_bits).
  const int field = static_cast<int>(magnitude >> 23u);
  const int exponent = std::max(field, 1) - 127;
  const uint32_t significand = (magnitude & 0x7fffffu) | (field == 0 ? 0u : 0x800000u);
  const int target = std::max(exponent, 1 - f.bias);
  const uint32_t multiple = shift_to_even(significand, 23 - f.mantissa_bits + (target - exponent));
  // A carry out of the mantissa runs into the exponent, as it should.
  const uint32_t one = 1u << f.mantissa_bits;
  const uint32_t rounded =
      multiple < one ? multiple
                     : (static_cast<uint32_t>(target + f.bias) << f.mantissa_bits) + (multiple - one);

  if (rounded <= largest(f)) return sign | rounded;
  if (!overflows_to_special(format, overflow)) return sign | largest(f);
  return sign | (f.has_infinity ? infinity(f) : quiet_nan(f));
}

float decode(FloatFormat format, uint32_t bits) {
  if (format == FloatFormat::kFloat32) return from_bits(bits);
  const FloatLayout& f = layout(format);
  const uint32_t magnitude = bits & ((1u << (f.bits - 1)) - 1);
  const bool negative = (bits >> (f.bits - 1) & 1u) != 0;
  const float sign = negative ? -1.0F : 1.0F;
  if (magnitude > largest(f)) {
    if (f.has_infinity && magnitude == infinity(f)) return sign * std::numeric_limits<float>::infinity();
    return from_bits(0x7fc00000u | (negative ? 0x80000000u : 0u));
  }
  const uint32_t field = magnitude >> f.mantissa_bits;
  const uint32_t mantissa = magnitude & ((1u << f.mantissa_bits) - 1);
  const uint32_t significand = mantissa + (field == 0 ? 0u : 1u << f.mantissa_bits);
  const int exponent = std::max(static_cast<int>(field), 1) - f.bias - f.mantissa_bits;
  return sign * std::ldexp(static_cast<float>(significand), exponent);
}

void cast_ref(FloatFormat format, std::span<const float> in, std::span<float> out, Overflow overflow) {
  assert(in.size() == out.size());
  for (size_t i = 0; i < in.size(); ++i) out[i] = decode(format, encode(format, in[i], overflow));
}

void to_bfloat16_ref(std::span<const float> in, std::span<uint16_t> out) {
  assert(in.size() == out.size());
  for (size_t i = 0; i < in.size(); ++i) {
    out[i] = static_cast<uint16_t>(encode(FloatFormat::kBfloat16, in[i]));
  }
}

void to_float16_ref(std::span<const float> in, std::span<uint16_t> out) {
  assert(in.size() == out.size());
  for (size_t i = 0; i < in.size(); ++i) out[i] = static_cast<uint16_t>(encode(FloatFormat::kFloat16, in[i]));
}

}  // namespace roundoff::format
