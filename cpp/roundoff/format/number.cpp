#include "roundoff/format/number.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>

#include "roundoff/format/float_format.h"

namespace roundoff::format {
namespace {

constexpr size_t kFloats = kFloatFormats.size();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Integer {
  std::string_view name;
  int bits;
};

constexpr std::array<Integer, 3> kIntegers = {{{"int8", 8}, {"int4", 4}, {"int2", 2}}};

bool is_integer(NumberFormat format) { return static_cast<size_t>(format) >= kFloats; }
int integer_bits(NumberFormat format) { return kIntegers[static_cast<size_t>(format) - kFloats].bits; }
FloatFormat as_float(NumberFormat format) { return kFloatFormats[static_cast<size_t>(format)]; }

uint32_t mask(int bits) { return bits == 32 ? 0xffffffffu : (1u << bits) - 1; }

// The finite numbers of a format in order: consecutive keys, 0 for zero (of either sign), negative keys for negative
// numbers. A float's key is its bits without the sign, which grow with the magnitude.
class Order {
 public:
  explicit Order(NumberFormat format) : format_(format) {
    if (is_integer(format)) {
      last_ = (int64_t{1} << (integer_bits(format) - 1)) - 1;
      first_ = -last_ - 1;
    } else {
      const FloatFormat f = as_float(format);
      last_ = encode(f, layout(f).max);
      first_ = -last_;
    }
  }

  int64_t first() const { return first_; }
  int64_t last() const { return last_; }

  double value(int64_t key) const {
    if (is_integer(format_)) return static_cast<double>(key);
    const auto magnitude =
        static_cast<double>(decode(as_float(format_), static_cast<uint32_t>(key < 0 ? -key : key)));
    return key < 0 ? -magnitude : magnitude;
  }

  // The first key whose value is at least x, or, if `beyond`, above x; last() + 1 where there is none.
  int64_t find(double x, bool beyond) const {
    int64_t low = first_;
    int64_t high = last_ + 1;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      const double at = value(middle);
      if (beyond ? at > x : at >= x) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  double neighbour(int64_t key) const {
    if (key < first_) return -kInfinity;
    return key > last_ ? kInfinity : value(key);
  }

 private:
  NumberFormat format_;
  int64_t first_ = 0;
  int64_t last_ = 0;
};

// To single precision, rounded to odd: rounding that again, to a format with at least two bits less, is the same as
// rounding `value` itself (Boldo & Melquiond, "When double rounding is odd", 2005).
float rounded_to_odd(double value) {
  const auto nearest = static_cast<float>(value);
  if (static_cast<double>(nearest) == value || !std::isfinite(nearest)) return nearest;
  const bool too_far = std::abs(static_cast<double>(nearest)) > std::abs(value);
  const float towards_zero = too_far ? std::nextafter(nearest, 0.0F) : nearest;
  const uint32_t odd = encode(FloatFormat::kFloat32, towards_zero) | 1u;
  return decode(FloatFormat::kFloat32, odd);
}

uint32_t nearest_integer(int bits, double value) {
  if (std::isnan(value)) return 0;
  const double last = static_cast<double>((1 << (bits - 1)) - 1);
  const auto q = static_cast<int32_t>(std::nearbyint(std::clamp(value, -last - 1, last)));
  return static_cast<uint32_t>(q) & mask(bits);
}

NumberKind kind_of(double value, uint32_t exponent) {
  if (std::isnan(value)) return NumberKind::kNan;
  if (std::isinf(value)) return NumberKind::kInfinity;
  if (value == 0) return NumberKind::kZero;
  return exponent == 0 ? NumberKind::kSubnormal : NumberKind::kNormal;
}

}  // namespace

NumberLayout layout(NumberFormat format) {
  NumberLayout number;
  if (is_integer(format)) {
    const Integer& integer = kIntegers[static_cast<size_t>(format) - kFloats];
    number.name = integer.name;
    number.bits = number.mantissa_bits = integer.bits;
    number.min_normal = number.min_subnormal = 1;
  } else {
    const FloatLayout& f = layout(as_float(format));
    number.name = f.name;
    number.bits = f.bits;
    number.sign_bits = 1;
    number.exponent_bits = f.exponent_bits;
    number.mantissa_bits = f.mantissa_bits;
    number.bias = f.bias;
    number.has_infinity = f.has_infinity;
    number.has_nan = f.has_nan;
    number.min_normal = static_cast<double>(f.min_normal);
    number.min_subnormal = static_cast<double>(f.min_subnormal);
  }
  const Order order(format);
  number.max = order.value(order.last());
  number.min = order.value(order.first());
  return number;
}

std::optional<NumberFormat> number_format(std::string_view name) {
  for (const NumberFormat format : kNumberFormats) {
    if (layout(format).name == name) return format;
  }
  return std::nullopt;
}

std::string_view name(NumberKind kind) {
  constexpr std::array<std::string_view, 6> kNames = {"zero",     "subnormal", "normal",
                                                      "infinity", "nan",       "integer"};
  return kNames[static_cast<size_t>(kind)];
}

NumberReading read_number(NumberFormat format, uint32_t bits) {
  const NumberLayout number = layout(format);
  const Order order(format);
  NumberReading reading;
  reading.format = format;
  reading.bits = bits & mask(number.bits);
  reading.mantissa = reading.bits & mask(number.mantissa_bits);
  int64_t key = 0;
  if (is_integer(format)) {
    reading.kind = NumberKind::kInteger;
    const auto half = int64_t{1} << (number.bits - 1);
    key = static_cast<int64_t>(reading.bits) - (reading.bits >= half ? 2 * half : 0);
    reading.value = static_cast<double>(key);
  } else {
    reading.sign = reading.bits >> (number.bits - 1);
    reading.exponent = reading.bits >> number.mantissa_bits & mask(number.exponent_bits);
    reading.value = static_cast<double>(decode(as_float(format), reading.bits));
    reading.kind = kind_of(reading.value, reading.exponent);
    key = reading.bits & mask(number.bits - 1);
    if (reading.sign != 0) key = -key;
  }
  if (reading.kind == NumberKind::kNan) {
    reading.below = reading.above = reading.spacing = kNan;
    return reading;
  }
  reading.below = order.neighbour(key - 1);
  reading.above = order.neighbour(key + 1);
  if (reading.kind == NumberKind::kInfinity) {
    reading.spacing = kNan;
    return reading;
  }
  const double away = key < 0 ? reading.value - reading.below : reading.above - reading.value;
  const double towards = key < 0 ? reading.above - reading.value : reading.value - reading.below;
  reading.spacing = std::isfinite(away) ? away : towards;
  return reading;
}

uint32_t nearest_number(NumberFormat format, double value) {
  if (is_integer(format)) return nearest_integer(integer_bits(format), value);
  if (format == NumberFormat::kFloat32) {
    return encode(FloatFormat::kFloat32, static_cast<float>(value));
  }
  return encode(as_float(format), rounded_to_odd(value));
}

Representable representable(NumberFormat format, double min, double max, size_t limit) {
  Representable result;
  const Order order(format);
  if (!(min <= max)) return result;
  const int64_t first = order.find(min, false);
  const int64_t end = order.find(max, true);
  if (first >= end) return result;
  result.total = static_cast<uint64_t>(end - first);
  const uint64_t shown = std::min<uint64_t>(result.total, std::max<size_t>(limit, 2));
  result.values.reserve(static_cast<size_t>(shown));
  for (uint64_t i = 0; i < shown; ++i) {
    // The nearest rank; the product stays below 2⁶⁴ for any list that fits into memory.
    const uint64_t rank = shown == 1 ? 0 : (i * (result.total - 1) + (shown - 1) / 2) / (shown - 1);
    result.values.push_back(static_cast<float>(order.value(first + static_cast<int64_t>(rank))));
  }
  return result;
}

}  // namespace roundoff::format
