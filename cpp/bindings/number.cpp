// Single numbers in small formats, and what becomes of sums of them. Arrays in answers are copies.
#include <emscripten/bind.h>

#include <string>
#include <vector>

#include "bindings/values.h"
#include "roundoff/format/dot_product.h"
#include "roundoff/format/number.h"
#include "roundoff/linear/pack.h"

namespace roundoff::bindings {
namespace {

using format::NumberFormat;

std::string text(std::string_view view) { return std::string(view); }

val describe(NumberFormat number_format) {
  const format::NumberLayout layout = format::layout(number_format);
  val object = val::object();
  object.set("name", text(layout.name));
  object.set("bits", layout.bits);
  object.set("signBits", layout.sign_bits);
  object.set("exponentBits", layout.exponent_bits);
  object.set("mantissaBits", layout.mantissa_bits);
  object.set("bias", layout.bias);
  object.set("hasInfinity", layout.has_infinity);
  object.set("hasNan", layout.has_nan);
  object.set("max", layout.max);
  object.set("min", layout.min);
  object.set("minNormal", layout.min_normal);
  object.set("minSubnormal", layout.min_subnormal);
  return object;
}

val formats() {
  val list = val::array();
  for (const NumberFormat each : format::kNumberFormats) list.call<void>("push", describe(each));
  return list;
}

Result<NumberFormat> format_named(const std::string& name) {
  if (const auto found = format::number_format(name)) return *found;
  return Error{"there is no number format " + name};
}

// A reading, or a string.
val read_number(const std::string& name, double bits) {
  const auto number_format = format_named(name);
  if (!number_format) return val(number_format.error());
  const format::NumberReading reading = format::read_number(*number_format, static_cast<uint32_t>(bits));
  val object = val::object();
  object.set("format", name);
  object.set("bits", reading.bits);
  object.set("value", reading.value);
  object.set("kind", text(format::name(reading.kind)));
  object.set("sign", reading.sign);
  object.set("exponent", reading.exponent);
  object.set("mantissa", reading.mantissa);
  object.set("below", reading.below);
  object.set("above", reading.above);
  object.set("spacing", reading.spacing);
  return object;
}

// Bits, or a string.
val nearest_number(const std::string& name, double value) {
  const auto number_format = format_named(name);
  if (!number_format) return val(number_format.error());
  return val(format::nearest_number(*number_format, value));
}

// { values, total }, or a string.
val representable(const std::string& name, double min, double max, double limit) {
  const auto number_format = format_named(name);
  if (!number_format) return val(number_format.error());
  const format::Representable found =
      format::representable(*number_format, min, max, static_cast<size_t>(limit));
  val object = val::object();
  object.set("values", copy_of(found.values));
  object.set("total", static_cast<double>(found.total));
  return object;
}

// A list with one entry for each format and accumulation, or a string.
val dot_products(double length, double seeds, double seed, bool uniform) {
  format::DotProductOptions options;
  options.length = static_cast<size_t>(length);
  options.seeds = static_cast<size_t>(seeds);
  options.seed = static_cast<uint64_t>(seed);
  options.distribution = uniform ? format::Distribution::kUniform : format::Distribution::kNormal;
  const auto rows = format::dot_product_errors(options);
  if (!rows) return val(rows.error());
  val list = val::array();
  for (const format::DotProductErrors& row : *rows) {
    val object = val::object();
    object.set("format", text(format::layout(row.format).name));
    object.set("accumulation", text(format::name(row.accumulation)));
    object.set("errors", copy_of(row.errors));
    object.set("median", row.median);
    object.set("overflows", row.overflows);
    list.call<void>("push", object);
  }
  return list;
}

// `bits` is 2, 4 or 8, and every integer fits.
val pack(const val& integers, int bits) {
  return copy_of(linear::pack(emscripten::convertJSArrayToNumberVector<int8_t>(integers), bits));
}

// There are as many bytes as `count` integers take.
val unpack(const val& bytes, size_t count, int bits) {
  return copy_of(linear::unpack(emscripten::convertJSArrayToNumberVector<uint8_t>(bytes), count, bits));
}

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_number) {
  emscripten::function("formats", &formats);
  emscripten::function("readNumber", &read_number);
  emscripten::function("nearestNumber", &nearest_number);
  emscripten::function("representable", &representable);
  emscripten::function("dotProducts", &dot_products);
  emscripten::function("pack", &pack);
  emscripten::function("unpack", &unpack);
}

}  // namespace roundoff::bindings
