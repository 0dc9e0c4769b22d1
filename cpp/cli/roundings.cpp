#include "cli/roundings.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/layer_weights.h"
#include "cli/text.h"
#include "roundoff/base/median_time.h"
#include "roundoff/linear/rounding_experiment.h"

namespace roundoff::cli {
namespace {

using linear::RoundingExperiment;
using linear::RoundingMethod;
using linear::RoundingRow;
using Json = nlohmann::ordered_json;

struct Arguments {
  LayerPlace weights;
  int bits = 4;
  uint64_t seed = 1;
  bool json = false;
};

double nanoseconds(const RoundingExperiment& experiment, RoundingMethod method, size_t values) {
  return 1e9 * median_seconds([&] { experiment.quantize(method); }) / static_cast<double>(values);
}

std::string to_json(const RoundingExperiment& experiment, size_t values) {
  Json json = Json::array();
  for (const RoundingMethod method : linear::kRoundingMethods) {
    const RoundingRow row = experiment.measure(method);
    json.push_back({{"method", name(method)},
                    {"mse", row.mse},
                    {"bias", row.bias},
                    {"output_error", row.output_error},
                    {"deviation", row.deviation},
                    {"nanoseconds", nanoseconds(experiment, method, values)}});
  }
  return json.dump(2) + "\n";
}

std::string to_text(const RoundingExperiment& experiment, size_t values) {
  std::string text = "rounding            MSE       bias   output error  ± over seeds  ns a weight\n";
  for (const RoundingMethod method : linear::kRoundingMethods) {
    const RoundingRow row = experiment.measure(method);
    text += format("%-13s %9.3g  %9.3g  %13.3g %13.3g %12.3g\n", name(method).data(), row.mse, row.bias,
                   row.output_error, row.deviation, nanoseconds(experiment, method, values));
  }
  return text;
}

std::optional<Error> run(const Arguments& arguments) {
  const Result<Opened> weights = open_weights(arguments.weights);
  if (!weights) return Error{weights.error()};
  const auto experiment = RoundingExperiment::of(weights->tensor(), arguments.bits, arguments.seed);
  if (!experiment) return Error{place_of(arguments.weights.in).path + ": " + experiment.error()};
  const size_t values = weights->values.size();
  return print(arguments.json ? to_json(*experiment, values) : to_text(*experiment, values));
}

}  // namespace

std::function<std::optional<Error>()> add_roundings(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "roundings", "Every way of rounding on one layer: what it does to the weights and to the outputs");
  verb->add_option("FILE", arguments->weights.in,
                   ".npy, .npz, .safetensors or GGUF file; FILE:NAME for one of its tensors")
      ->required();
  verb->add_flag("--outputs-last", arguments->weights.outputs_last,
                 "The last axis is the outputs', not the inputs'");
  verb->add_option("--bits", arguments->bits, "Of the integers, 2 to 8 (4)");
  verb->add_option("--seed", arguments->seed, "Of the inputs and of stochastic rounding (1)")
      ->check(not_negative);
  verb->add_flag("--json", arguments->json, "Print JSON");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
