#include "cli/evaluate.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "cli/networks.h"
#include "cli/text.h"
#include "roundoff/base/stopwatch.h"
#include "roundoff/model/evaluate.h"

namespace roundoff::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string settings;
  std::string data;
  std::string models = kModels;
  size_t samples = 2000;
  int steps = 8;
  double guidance = 2;
  uint64_t seed = 1;
};

struct Setting {
  std::string network;
  model::Choice all;
  std::map<std::string, model::Choice> layers;
  size_t samples = 0;
  Json json;  // as given
};

Result<std::vector<Setting>> settings_from(const Json& json, size_t samples) {
  const Error wrong{
      "settings are a JSON list of {\"network\": NAME, \"weights\": CHOICE, \"layers\": {…}, \"samples\": "
      "N}"};
  if (!json.is_array()) return wrong;
  std::vector<Setting> settings;
  for (const Json& entry : json) {
    if (!entry.is_object() || !entry.contains("network") || !entry["network"].is_string()) return wrong;
    Setting setting;
    setting.json = entry;
    setting.network = entry["network"].get<std::string>();
    const auto all = choice_from(entry.value("weights", Json("float16")));
    if (!all) return Error{all.error()};
    setting.all = *all;
    auto layers = choices_from(entry.value("layers", Json::object()));
    if (!layers) return Error{layers.error()};
    setting.layers = std::move(*layers);
    const Json own = entry.value("samples", Json(samples));
    if (!own.is_number_unsigned()) return wrong;
    setting.samples = own.get<size_t>();
    settings.push_back(std::move(setting));
  }
  return settings;
}

// Held-out pictures and what judges them.
struct Bench {
  model::Network autoencoder;
  model::Network judge;
  model::FeatureStatistics reference;
  std::vector<uint8_t> rgb;
  std::vector<uint8_t> labels;
  size_t columns = 0;
};

Result<Bench> open_bench(const Arguments& arguments) {
  Result<model::Network> autoencoder = open_network(arguments.models + "/autoencoder.safetensors");
  if (!autoencoder) return Error{autoencoder.error()};
  Result<model::Network> judge = open_network(arguments.models + "/judge.safetensors");
  if (!judge) return Error{judge.error()};
  const std::string path = arguments.models + "/judge_features.safetensors";
  const Result<std::vector<uint8_t>> file = read_file(path);
  if (!file) return Error{file.error()};
  Result<model::FeatureStatistics> reference = model::read_statistics(*file);
  if (!reference) return Error{path + ": " + reference.error()};
  Result<std::vector<uint8_t>> rgb = read_file(arguments.data + "/held_out.rgb");
  if (!rgb) return Error{rgb.error()};
  Result<std::vector<uint8_t>> labels = read_file(arguments.data + "/held_out.labels");
  if (!labels) return Error{labels.error()};
  const size_t faces = std::max<size_t>(1, rgb->size() / model::kPictureNumbers);
  const size_t columns = labels->size() / faces;
  return Bench{std::move(*autoencoder), std::move(*judge),  std::move(*reference),
               std::move(*rgb),         std::move(*labels), columns};
}

Result<Json> measured(const Setting& setting, const Arguments& arguments, const Bench& bench) {
  Result<model::Network> network = open_network(arguments.models + "/" + setting.network + ".safetensors");
  if (!network) return Error{network.error()};
  const Result<model::NetworkReport> report = network->quantize(setting.all, setting.layers);
  if (!report) return Error{report.error()};
  const Stopwatch stopwatch;
  const Result<model::HeldOut> held_out =
      model::held_out_from(bench.rgb, bench.labels, bench.columns, network->attributes(), setting.samples);
  if (!held_out) return Error{held_out.error()};
  Json json = setting.json;
  json["samples"] = setting.samples;
  json["effective_bits"] = report->effective_bits;
  json["bytes"] = report->bytes_after;
  json["sqnr_db"] = report->sqnr_db;
  if (network->kind() == model::Network::Kind::kAutoencoder) {
    const model::Nearness near = model::reconstruct_all(*network, *held_out);
    json["psnr_db"] = near.psnr_db;
    json["near"] = near.near;
  } else {
    const auto quality =
        model::sample_quality({*network, bench.autoencoder, bench.judge, bench.reference}, *held_out,
                              arguments.steps, arguments.guidance, arguments.seed);
    if (!quality) return Error{quality.error()};
    json["attributes"] = Json::object();
    double least = 1;
    for (size_t i = 0; i < quality->right.attributes.size(); ++i) {
      json["attributes"][network->attributes()[i].name] = quality->right.attributes[i];
      least = std::min(least, quality->right.attributes[i]);
    }
    json["mean"] = quality->right.mean;
    json["least"] = least;
    json["frechet"] = quality->frechet;
    json["floor"] = quality->floor;
  }
  json["seconds"] = stopwatch.seconds();
  return json;
}

std::optional<Error> run(const Arguments& arguments) {
  const Result<Json> json = read_json(arguments.settings);
  if (!json) return Error{json.error()};
  const auto settings = settings_from(*json, arguments.samples);
  if (!settings) return Error{arguments.settings + ": " + settings.error()};
  const Result<Bench> bench = open_bench(arguments);
  if (!bench) return Error{bench.error()};
  for (const Setting& setting : *settings) {
    const Result<Json> result = measured(setting, arguments, *bench);
    if (!result) return Error{result.error()};
    if (auto error = print(result->dump() + "\n")) return error;
  }
  return std::nullopt;
}

}  // namespace

std::function<std::optional<Error>()> add_evaluate(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "evaluate",
      "Measure the networks' pictures for each of many ways to hold their weights: a JSON line each");
  verb->add_option(
          "SETTINGS", arguments->settings,
          "JSON file: [{\"network\": \"diffusion\", \"weights\": {\"method\": \"linear\", \"bits\": 4}, "
          "\"layers\": {…}, \"samples\": 2000}, …]")
      ->required();
  verb->add_option("--data", arguments->data,
                   "Folder of held_out.rgb and held_out.labels (npm run train -- --only data)")
      ->required();
  verb->add_option("--models", arguments->models, "Folder of the networks")->capture_default_str();
  verb->add_option("--samples", arguments->samples, "Faces, unless a setting says otherwise")
      ->check(not_negative)
      ->capture_default_str();
  verb->add_option("--steps", arguments->steps, "Steps of the sampler")->capture_default_str();
  verb->add_option("--guidance", arguments->guidance, "Guidance of the sampler")->capture_default_str();
  verb->add_option("--seed", arguments->seed, "Seed of the noise")
      ->check(not_negative)
      ->capture_default_str();
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
