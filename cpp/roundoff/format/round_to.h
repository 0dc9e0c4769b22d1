// A float32 rounded to a small format and kept as float32, without going through the format's bits and without a branch.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "roundoff/format/float_format.h"

namespace roundoff::format {

// decode(encode(x, overflow)), but that a NaN stays the NaN it is, in FP4 too. For m ≥ 0 with exponent e the sum
// m + 2^(e + 23 − mantissa bits) has as many bits below the point as the format has at m: adding rounds m, to nearest
// even, and subtracting gives it back. Below the smallest normal number e stays there, which makes subnormals. A format
// with the exponents of float32 (bfloat16) has no room for that and is rounded by its bits.
class RoundTo {
 public:
  RoundTo(FloatFormat format, Overflow overflow) {
    const FloatLayout& f = layout(format);
    by_bits_ = f.exponent_bits == 8;
    dropped_ = static_cast<uint32_t>(23 - f.mantissa_bits);
    just_under_half_ = dropped_ == 0 ? 0 : (1u << (dropped_ - 1)) - 1;
    lowest_ = bits(f.min_normal) & kExponent;
    highest_ = bits(f.max) & kExponent;
    max_ = f.max;
    // What the format makes of twice its largest value.
    beyond_ = decode(format, encode(format, std::numeric_limits<float>::infinity(), overflow));
  }

  float operator()(float x) const { return by_bits_ ? rounded_by_bits(x) : rounded_by_sum(x); }

  // What vector code needs to do the same.
  bool by_bits() const { return by_bits_; }
  uint32_t dropped() const { return dropped_; }  // mantissa bits
  uint32_t lowest() const { return lowest_; }    // exponent fields of the format's normal numbers, in place
  uint32_t highest() const { return highest_; }
  float max() const { return max_; }
  float beyond() const { return beyond_; }  // what becomes of larger ones
  static constexpr uint32_t kExponent = 0x7f800000u;

 private:
  float rounded_by_sum(float x) const {
    const float m = std::abs(x);
    const uint32_t exponent = std::clamp(bits(m) & kExponent, lowest_, highest_);
    const float sum = from_bits(exponent + (dropped_ << 23u));
    const float rounded = (m + sum) - sum;
    return std::copysign(rounded > max_ ? beyond_ : rounded, x);
  }
  float rounded_by_bits(float x) const {
    const uint32_t in = bits(x);
    const uint32_t odd = in >> dropped_ & 1u;
    const uint32_t carried = (in + just_under_half_ + (dropped_ == 0 ? 0 : odd)) >> dropped_ << dropped_;
    return std::isnan(x) ? x : from_bits(carried);
  }

  static uint32_t bits(float x) {
    uint32_t b = 0;
    std::memcpy(&b, &x, sizeof b);
    return b;
  }
  static float from_bits(uint32_t b) {
    float x = 0;
    std::memcpy(&x, &b, sizeof x);
    return x;
  }

  bool by_bits_ = false;
  uint32_t dropped_ = 0;
  uint32_t just_under_half_ = 0;
  uint32_t lowest_ = 0;
  uint32_t highest_ = 0;
  float max_ = 0;
  float beyond_ = 0;
};

}  // namespace roundoff::format
