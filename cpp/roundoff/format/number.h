// Single numbers in small formats, floats and integers alike: what bits mean, and which numbers there are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace roundoff::format {

// The float formats in the order of FloatFormat, then two's complement integers.
enum class NumberFormat : uint8_t {
  kFloat32,
  kFloat16,
  kBfloat16,
  kFp8E4M3,
  kFp8E5M2,
  kFp4E2M1,
  kInt8,
  kInt4,
  kInt2,
};

inline constexpr std::array kNumberFormats = {
    NumberFormat::kFloat32, NumberFormat::kFloat16, NumberFormat::kBfloat16,
    NumberFormat::kFp8E4M3, NumberFormat::kFp8E5M2, NumberFormat::kFp4E2M1,
    NumberFormat::kInt8,    NumberFormat::kInt4,    NumberFormat::kInt2};

// The fields from high to low: sign, exponent, mantissa. An integer is all mantissa.
struct NumberLayout {
  std::string_view name;  // float32 … fp4 int8 int4 int2
  int bits = 0;
  int sign_bits = 0;
  int exponent_bits = 0;
  int mantissa_bits = 0;
  int bias = 0;
  bool has_infinity = false;
  bool has_nan = false;
  double max = 0;            // the largest finite value
  double min = 0;            // the lowest
  double min_normal = 0;     // 1 for integers
  double min_subnormal = 0;  // 1 for integers
};

NumberLayout layout(NumberFormat format);
std::optional<NumberFormat> number_format(std::string_view name);

enum class NumberKind : uint8_t { kZero, kSubnormal, kNormal, kInfinity, kNan, kInteger };
// zero subnormal normal infinity nan integer
std::string_view name(NumberKind kind);

struct NumberReading {
  NumberFormat format = NumberFormat::kFloat32;
  uint32_t bits = 0;
  double value = 0;
  NumberKind kind = NumberKind::kZero;
  uint32_t sign = 0;  // the fields as whole numbers
  uint32_t exponent = 0;
  uint32_t mantissa = 0;
  // The next representable finite values below and above; −∞ or ∞ where there is none, NaN for NaN. Both zeros have the
  // same neighbours.
  double below = 0;
  double above = 0;
  // To the neighbour away from zero; to the one towards it at the largest magnitudes. NaN for what is not finite.
  double spacing = 0;
};

// Bits above the format's are ignored.
NumberReading read_number(NumberFormat format, uint32_t bits);

// The bits of the number nearest to `value`, ties to even, rounded once; beyond the range what encode() gives floats
// (Overflow::kUsual) and the last integer; NaN is 0 where the format has none.
uint32_t nearest_number(NumberFormat format, double value);

struct Representable {
  std::vector<float> values;  // ascending, each once (−0 is 0)
  uint64_t total = 0;         // how many there are
};

// The finite numbers in min … max. Where there are more than `limit` (taken as at least 2), so many of them, evenly
// spaced by rank, the first and the last among them. None where an end is NaN or min is above max.
Representable representable(NumberFormat format, double min, double max, size_t limit);

}  // namespace roundoff::format
