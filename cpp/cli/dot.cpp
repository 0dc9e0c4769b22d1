#include "cli/dot.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/text.h"
#include "roundoff/format/dot_product.h"
#include "roundoff/format/number.h"

namespace roundoff::cli {
namespace {

using format::DotProductErrors;
using Json = nlohmann::ordered_json;

struct Arguments {
  format::DotProductOptions options;
  std::string values = "normal";
  bool json = false;
};

// JSON has no infinity, which is the error of a sum that overflowed: written as null.
std::string to_json(const std::vector<DotProductErrors>& rows, const format::DotProductOptions& options,
                    const std::string& values) {
  Json json;
  json["length"] = options.length;
  json["seeds"] = options.seeds;
  json["seed"] = options.seed;
  json["values"] = values;
  json["rows"] = Json::array();
  for (const DotProductErrors& row : rows) {
    json["rows"].push_back({{"format", format::layout(row.format).name},
                            {"accumulation", format::name(row.accumulation)},
                            {"median", row.median},
                            {"least", row.errors.front()},
                            {"most", row.errors.back()},
                            {"overflows", row.overflows},
                            {"errors", row.errors}});
  }
  return json.dump(2) + "\n";
}

std::string to_text(const std::vector<DotProductErrors>& rows) {
  std::string text = "format    accumulation     least    median      most  overflows\n";
  for (const DotProductErrors& row : rows) {
    text += format("%-9s %-12s %9.3g %9.3g %9.3g  %9zu\n", format::layout(row.format).name.data(),
                   format::name(row.accumulation).data(), row.errors.front(), row.median, row.errors.back(),
                   row.overflows);
  }
  return text;
}

std::optional<Error> run(Arguments arguments) {
  if (arguments.values != "normal" && arguments.values != "uniform") {
    return Error{"--values is normal or uniform, not " + printable(arguments.values)};
  }
  if (arguments.values == "uniform") arguments.options.distribution = format::Distribution::kUniform;
  const auto rows = format::dot_product_errors(arguments.options);
  if (!rows) return Error{rows.error()};
  return print(arguments.json ? to_json(*rows, arguments.options, arguments.values) : to_text(*rows));
}

}  // namespace

std::function<std::optional<Error>()> add_dot(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "dot",
      "What a dot product loses in small formats, added up in three ways: |result − exact| / (|a|·|b|)");
  verb->add_option("--length", arguments->options.length, "Entries of each vector (1024)")
      ->check(not_negative);
  verb->add_option("--values", arguments->values, "normal (mean 0, variance 1) or uniform (0 to 1) (normal)");
  verb->add_option("--seeds", arguments->options.seeds, "Pairs of vectors (32)")->check(not_negative);
  verb->add_option("--seed", arguments->options.seed, "The first one's seed (1)")->check(not_negative);
  verb->add_flag("--json", arguments->json, "Print JSON, every error in it (null where a sum overflowed)");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
