#include "cli/model.h"

#include <memory>
#include <string>
#include <vector>

#include "cli/networks.h"
#include "cli/text.h"
#include "roundoff/model/allocate.h"

namespace roundoff::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string in;
  WeightArguments weights;
  std::optional<size_t> budget;
  bool json = false;
};

const char* name_of(model::LayerKind kind) {
  switch (kind) {
    case model::LayerKind::kConv:
      return "conv";
    case model::LayerKind::kLinear:
      return "linear";
    case model::LayerKind::kEmbedding:
      return "embedding";
  }
  return "";
}

// By the arguments, or with bits shared out within the budget.
Result<model::NetworkReport> quantized(model::Network& network, const Arguments& arguments) {
  if (!arguments.budget) return quantize(network, arguments.weights);
  if (arguments.weights.method.method.empty() || arguments.weights.method.bits ||
      !arguments.weights.per_layer.empty()) {
    return Error{"--budget shares out the bits of one --method, without --bits and --per-layer"};
  }
  const auto bits = model::allocate(network, arguments.weights.method, *arguments.budget);
  if (!bits) return Error{bits.error()};
  std::map<std::string, model::Choice> choices;
  for (size_t i = 0; i < bits->size(); ++i) {
    MethodArguments own = arguments.weights.method;
    own.bits = (*bits)[i];
    choices[network.layers()[i].name] = own;
  }
  return network.quantize(std::nullopt, choices);
}

Json to_json(const model::Network& network, const model::NetworkReport& report) {
  Json json;
  json["parameters"] = network.parameters();
  json["bytes"] = {{"before", report.bytes_before}, {"after", report.bytes_after}};
  json["effective_bits"] = report.effective_bits;
  json["sqnr_db"] = report.sqnr_db;
  json["seconds"] = report.seconds;
  json["layers"] = Json::array();
  for (size_t i = 0; i < report.layers.size(); ++i) {
    const model::Layer& layer = network.layers()[i];
    const model::LayerReport& found = report.layers[i];
    json["layers"].push_back({{"name", layer.name},
                              {"kind", name_of(layer.kind)},
                              {"rows", layer.rows},
                              {"columns", layer.columns},
                              {"multiplications", layer.multiplications},
                              {"weights", cli::to_json(found.choice)},
                              {"bytes", found.bytes},
                              {"effective_bits", effective_bits(found.bytes, layer.rows * layer.columns)},
                              {"mse", found.error.mse},
                              {"max_abs", found.error.max_abs},
                              {"sqnr_db", found.error.sqnr_db},
                              {"cosine", found.error.cosine}});
  }
  return json;
}

std::string to_text(const model::Network& network, const model::NetworkReport& report) {
  std::string text = format("%-28s %11s %9s %6s %9s\n", "layer", "shape", "bytes", "bits", "SQNR, dB");
  for (size_t i = 0; i < report.layers.size(); ++i) {
    const model::Layer& layer = network.layers()[i];
    const model::LayerReport& found = report.layers[i];
    text += format("%-28s %5zu×%-5zu %9zu %6.3g %9.2f\n", printable(layer.name).c_str(), layer.rows,
                   layer.columns, found.bytes, effective_bits(found.bytes, layer.rows * layer.columns),
                   found.error.sqnr_db);
  }
  return text +
         format("%zu parameters, %zu bytes before, %zu after; layers %.4g bits a weight, SQNR %.2f dB\n",
                network.parameters(), report.bytes_before, report.bytes_after, report.effective_bits,
                report.sqnr_db);
}

std::optional<Error> run(const Arguments& arguments) {
  Result<model::Network> network = open_network(arguments.in);
  if (!network) return Error{network.error()};
  const Result<model::NetworkReport> report = quantized(*network, arguments);
  if (!report) return Error{report.error()};
  return print(arguments.json ? dump(to_json(*network, *report)) : to_text(*network, *report));
}

}  // namespace

std::function<std::optional<Error>()> add_model(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand("model", "Quantize a network's layers, and measure each");
  verb->add_option("FILE", arguments->in, "Safetensors file of a network of ours")->required();
  add_weight_options(*verb, arguments->weights);
  verb->add_option("--budget", arguments->budget,
                   "Bytes of all parameters: shares out 2 to 8 bits of --method by the error of the outputs")
      ->check(not_negative);
  verb->add_flag("--json", arguments->json, "Print JSON (sqnr_db is null where nothing was lost)");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
