#include "cli/layer.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/layer_weights.h"
#include "cli/text.h"
#include "roundoff/base/median_time.h"
#include "roundoff/compress/method.h"
#include "roundoff/linear/layer_experiment.h"

namespace roundoff::cli {
namespace {

using linear::LayerExperiment;
using linear::LayerMeasure;
using linear::LayerVariant;
using Json = nlohmann::ordered_json;

struct Arguments {
  LayerPlace weights;
  linear::LayerOptions options;
  std::string mode = "symmetric";
  std::string range = "minmax";
  bool json = false;
};

struct Row {
  LayerVariant variant;
  LayerMeasure measure;
  double seconds;
};

std::vector<Row> rows_of(const LayerExperiment& experiment) {
  std::vector<float> results(experiment.results());
  std::vector<Row> rows;
  for (const LayerVariant variant : linear::kLayerVariants) {
    rows.push_back(
        {variant, experiment.measure(variant), median_seconds([&] { experiment.run(variant, results); })});
  }
  return rows;
}

Json terms_of(const LayerExperiment& experiment) {
  const linear::ProductTerms terms = experiment.terms();
  return {{"output", experiment.top_output()},
          {"n", terms.n},
          {"weight_scale", terms.weight_scale},
          {"weight_zero_point", terms.weight_zero_point},
          {"input_scale", terms.input_scale},
          {"input_zero_point", terms.input_zero_point},
          {"products", terms.products},
          {"weight_sum", terms.weight_sum},
          {"input_sum", terms.input_sum},
          {"integer", terms.integer},
          {"result", terms.result},
          {"exact", terms.exact}};
}

std::string to_json(const LayerExperiment& experiment) {
  Json json;
  json["inputs"] = experiment.inputs();
  json["outputs"] = experiment.outputs();
  json["calibrated"] = {experiment.calibrated().min, experiment.calibrated().max};
  json["seen"] = {experiment.seen().min, experiment.seen().max};
  json["rows"] = Json::array();
  for (const auto& [variant, measure, seconds] : rows_of(experiment)) {
    json["rows"].push_back({{"variant", name(variant)},
                            {"sqnr_db", measure.error.sqnr_db},
                            {"mse", measure.error.mse},
                            {"max_abs", measure.error.max_abs},
                            {"cosine", measure.error.cosine},
                            {"same_top", measure.same_top},
                            {"bytes", measure.bytes},
                            {"seconds", seconds},
                            {"first_outputs", measure.outputs}});
  }
  json["terms"] = terms_of(experiment);
  return json.dump(2) + "\n";
}

std::string to_text(const LayerExperiment& experiment) {
  std::string text = format("layer     %zu inputs, %zu outputs\n", experiment.inputs(), experiment.outputs());
  text += format("inputs    %.6g … %.6g, calibrated on %.6g … %.6g\n\n", experiment.seen().min,
                 experiment.seen().max, experiment.calibrated().min, experiment.calibrated().max);
  text += "arithmetic      SQNR       MSE  same top      bytes        ms\n";
  for (const auto& [variant, measure, seconds] : rows_of(experiment)) {
    text += format("%-10s %9.2f %9.3g %8.1f%% %10zu %9.3g\n", name(variant).data(), measure.error.sqnr_db,
                   measure.error.mse, 100 * measure.same_top, measure.bytes, 1000 * seconds);
  }
  return text;
}

std::optional<Error> run(Arguments arguments) {
  linear::LayerOptions& options = arguments.options;
  if (arguments.mode != "symmetric" && arguments.mode != "asymmetric") {
    return Error{"--mode is symmetric or asymmetric, not " + printable(arguments.mode)};
  }
  if (arguments.mode == "asymmetric") options.mode = linear::Mode::kAsymmetric;
  const auto range = parse_range(arguments.range);
  if (!range) return Error{range.error()};
  options.calibration = *range;
  const Result<Opened> weights = open_weights(arguments.weights);
  if (!weights) return Error{weights.error()};
  const auto experiment = LayerExperiment::of(weights->tensor(), options);
  if (!experiment) return Error{place_of(arguments.weights.in).path + ": " + experiment.error()};
  return print(arguments.json ? to_json(*experiment) : to_text(*experiment));
}

}  // namespace

std::function<std::optional<Error>()> add_layer(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  linear::LayerOptions& options = arguments->options;
  CLI::App* verb = app.add_subcommand(
      "layer",
      "A linear layer in five arithmetics on the same random inputs: float32, bfloat16, int8 and int4 "
      "weights, all int8");
  verb->add_option("FILE", arguments->weights.in,
                   ".npy, .npz, .safetensors or GGUF file; FILE:NAME for one of its tensors")
      ->required();
  verb->add_flag("--outputs-last", arguments->weights.outputs_last,
                 "The last axis is the outputs', not the inputs'");
  verb->add_option("--group-size", options.group_size, "int4: weights that share a scale; 0 for a row (0)")
      ->check(not_negative);
  verb->add_option("--mode", arguments->mode, "Of the weights: symmetric or asymmetric (symmetric)");
  verb->add_option("--batch", options.batch, "Inputs (16)")->check(not_negative);
  verb->add_option("--calibration-batches", options.calibration_batches,
                   "Batches of other inputs that the activations' range comes from (4)")
      ->check(not_negative);
  verb->add_option("--calibration-range", arguments->range,
                   "How: minmax, mse, percentile:P or fixed:MIN,MAX (minmax)");
  verb->add_option("--seed", options.seed, "Of the inputs (1)")->check(not_negative);
  verb->add_flag("--json", arguments->json, "Print JSON (sqnr_db is null where nothing was lost)");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
