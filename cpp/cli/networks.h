// What the verbs about networks share.
#pragma once

#include <CLI/App.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/model/network.h"

namespace roundoff::cli {

// Where the shipped networks are unless `--models` names another folder.
inline constexpr const char* kModels = ROUNDOFF_MODELS_DIR;

// How a network's weights are to be held, as the command line says it.
struct WeightArguments {
  MethodArguments method;
  std::string per_layer;
};
void add_weight_options(CLI::App& verb, WeightArguments& arguments);

// Errors name the file.
Result<model::Network> open_network(const std::string& path);

// "float16" for as the file has it, or {"method": "linear", "bits": 4, …} with the options' names.
Result<model::Choice> choice_from(const nlohmann::ordered_json& json);
nlohmann::ordered_json to_json(const model::Choice& choice);

// {"LAYER": choice, …}
Result<std::map<std::string, model::Choice>> choices_from(const nlohmann::ordered_json& json);

Result<model::NetworkReport> quantize(model::Network& network, const WeightArguments& arguments);

// JSON from a file; `what` it is for people.
Result<nlohmann::ordered_json> read_json(const std::string& path);
std::string dump(const nlohmann::ordered_json& json);

// An RGB PNG file of faces in rows, each pixel `scale` × `scale`, as nearly square as their number lets them be.
Result<std::vector<uint8_t>> grid_png(const std::vector<uint8_t>& rgba, size_t scale);

}  // namespace roundoff::cli
