#include "cli/number.h"

#include <bitset>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/text.h"
#include "roundoff/format/number.h"

namespace roundoff::cli {
namespace {

using format::NumberFormat;
using format::NumberLayout;
using format::NumberReading;
using Json = nlohmann::ordered_json;

struct Arguments {
  std::optional<double> value;
  std::optional<uint64_t> bits;
  std::string format;
  bool json = false;
};

std::string format_names() {
  std::string names;
  for (const NumberFormat each : format::kNumberFormats) {
    names += (names.empty() ? "" : ", ") + std::string(format::layout(each).name);
  }
  return names;
}

// From high to low, a space between sign, exponent and mantissa.
std::string fields_of(const NumberReading& reading, const NumberLayout& layout) {
  std::string all = std::bitset<32>(reading.bits).to_string().substr(static_cast<size_t>(32 - layout.bits));
  if (layout.exponent_bits == 0) return all;
  const auto sign = static_cast<size_t>(layout.sign_bits);
  const auto exponent = static_cast<size_t>(layout.exponent_bits);
  return all.substr(0, sign) + " " + all.substr(sign, exponent) + " " + all.substr(sign + exponent);
}

// JSON has neither infinities nor NaN: written as null, and told apart by `kind`.
std::string to_json(const NumberReading& reading, const NumberLayout& layout, std::optional<double> asked) {
  Json json;
  json["format"] = layout.name;
  json["bits"] = fields_of(reading, layout);
  json["value"] = reading.value;
  json["kind"] = format::name(reading.kind);
  json["fields"] = {{"sign", reading.sign}, {"exponent", reading.exponent}, {"mantissa", reading.mantissa}};
  json["below"] = reading.below;
  json["above"] = reading.above;
  json["spacing"] = reading.spacing;
  json["min"] = layout.min;
  json["max"] = layout.max;
  json["min_normal"] = layout.min_normal;
  json["min_subnormal"] = layout.min_subnormal;
  if (asked) {
    json["asked"] = *asked;
    json["error"] = reading.value - *asked;
    json["relative_error"] = (reading.value - *asked) / std::abs(*asked);
  }
  return json.dump(2) + "\n";
}

std::string to_text(const NumberReading& reading, const NumberLayout& layout, std::optional<double> asked) {
  std::string text = format("value     %.17g (%s)\n", reading.value, format::name(reading.kind).data());
  text += "bits      " + fields_of(reading, layout) + "\n";
  text += format("fields    sign %u, exponent %u, mantissa %u\n", reading.sign, reading.exponent,
                 reading.mantissa);
  text += format("beside it %.17g below, %.17g above, %.6g apart\n", reading.below, reading.above,
                 reading.spacing);
  text += format("range     %.9g … %.9g\n", layout.min, layout.max);
  const double error = reading.value - asked.value_or(NAN);
  if (std::isfinite(error) && *asked != 0) {
    text += format("error     %.6g, relative %.6g\n", error, error / std::abs(*asked));
  }
  return text;
}

std::optional<Error> run(const Arguments& arguments) {
  const std::optional<NumberFormat> found = format::number_format(arguments.format);
  if (!found)
    return Error{"there is no number format " + printable(arguments.format) + ": one of " + format_names()};
  if (arguments.value.has_value() == arguments.bits.has_value()) {
    return Error{"either a VALUE or --bits is wanted"};
  }
  const NumberLayout layout = format::layout(*found);
  if (arguments.bits && *arguments.bits >> static_cast<unsigned>(layout.bits) != 0) {
    return Error{arguments.format + " has " + std::to_string(layout.bits) + " bits, and --bits more"};
  }
  const uint32_t bits = arguments.bits ? static_cast<uint32_t>(*arguments.bits)
                                       : format::nearest_number(*found, *arguments.value);
  const NumberReading reading = format::read_number(*found, bits);
  return print(arguments.json ? to_json(reading, layout, arguments.value)
                              : to_text(reading, layout, arguments.value));
}

}  // namespace

std::function<std::optional<Error>()> add_number(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "number", "What a number becomes in a small format: its bits, its neighbours, what is lost");
  verb->add_option("VALUE", arguments->value, "A number, inf or nan");
  verb->add_option("--bits", arguments->bits, "The bits instead, as 0x3c00 or decimal")->check(not_negative);
  verb->add_option("--format", arguments->format, "One of " + format_names())->required();
  verb->add_flag("--json", arguments->json, "Print JSON (what is not finite is null)");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
