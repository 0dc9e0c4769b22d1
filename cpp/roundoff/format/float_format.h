// Small floating-point formats: float32 to their bits and back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace roundoff::format {

enum class FloatFormat : uint8_t {
  kFloat32,
  kFloat16,   // IEEE 754 binary16
  kBfloat16,  // the upper half of a float32
  kFp8E4M3,   // OCP OFP8 E4M3: no infinities, one NaN (all ones), largest 448; "E4M3FN" elsewhere
  kFp8E5M2,   // OCP OFP8 E5M2: IEEE-like, largest 57344
  kFp4E2M1,   // OCP MX FP4: no infinities, no NaN, largest 6
};

inline constexpr std::array kFloatFormats = {FloatFormat::kFloat32,  FloatFormat::kFloat16,
                                             FloatFormat::kBfloat16, FloatFormat::kFp8E4M3,
                                             FloatFormat::kFp8E5M2,  FloatFormat::kFp4E2M1};

// The fields from high to low: one sign bit, the exponent, the mantissa.
struct FloatLayout {
  std::string_view name;  // float32 float16 bfloat16 fp8_e4m3 fp8_e5m2 fp4
  int bits;
  int exponent_bits;
  int mantissa_bits;
  int bias;
  bool has_infinity;
  bool has_nan;
  float max;            // the largest finite value
  float min_normal;     // the smallest with a full mantissa
  float min_subnormal;  // the smallest above 0
};

const FloatLayout& layout(FloatFormat format);
std::optional<FloatFormat> float_format(std::string_view name);

// What becomes of a value that rounds beyond the largest finite one, an infinity among them.
enum class Overflow : uint8_t {
  kUsual,  // float16, bfloat16: infinity, as IEEE 754 says; FP8, FP4: the largest finite value (OCP's SAT)
  kNonSaturating,  // OCP's NONSAT, and what PyTorch's FP8 casts do: E5M2 infinity, E4M3 NaN; FP4 still saturates
};

// The bits (in the low end) of the nearest value, ties to the even mantissa, subnormals kept. NaN keeps its sign and
// becomes the quiet NaN; FP4, which has none, makes it +0.
uint32_t encode(FloatFormat format, float value, Overflow overflow = Overflow::kUsual);

// Exact: every format's values are float32's. Bits above the format's are ignored.
float decode(FloatFormat format, uint32_t bits);

// decode(encode(x)) for every value; `out` may be `in`, and has its size.
void cast(FloatFormat format, std::span<const float> in, std::span<float> out,
          Overflow overflow = Overflow::kUsual);
void cast_ref(FloatFormat format, std::span<const float> in, std::span<float> out,
              Overflow overflow = Overflow::kUsual);

// encode(kBfloat16, …) and encode(kFloat16, …) for many values. Same sizes.
void to_bfloat16(std::span<const float> in, std::span<uint16_t> out);
void to_bfloat16_ref(std::span<const float> in, std::span<uint16_t> out);
void to_float16(std::span<const float> in, std::span<uint16_t> out);
void to_float16_ref(std::span<const float> in, std::span<uint16_t> out);

}  // namespace roundoff::format
