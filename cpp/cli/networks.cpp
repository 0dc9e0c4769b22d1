#include "cli/networks.h"

#include <lodepng.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <utility>

#include "cli/files.h"
#include "cli/text.h"

namespace roundoff::cli {
namespace {

using Json = nlohmann::ordered_json;

// A field that is there must be of its kind.
template <class T>
bool take(const Json& json, const char* name, std::optional<T>& value) {
  const auto found = json.find(name);
  if (found == json.end()) return true;
  const bool fits = std::is_same_v<T, std::string> ? found->is_string() : found->is_number_unsigned();
  if (fits) value = found->template get<T>();
  return fits;
}

}  // namespace

void add_weight_options(CLI::App& verb, WeightArguments& arguments) {
  MethodArguments& m = arguments.method;
  verb.add_option("--method", m.method, "Quantize every layer: one of " + method_names() + ", but pq");
  verb.add_option("--bits", m.bits, "Bits of an integer: linear and power_of_two 2 to 8, kmeans 1 to 8");
  verb.add_option("--mode", m.mode, "linear: symmetric, symmetric-full or asymmetric (symmetric)");
  verb.add_option("--granularity", m.granularity,
                  "What shares a scale or codebook: tensor, channel or group (tensor)");
  verb.add_option("--group-size", m.group_size, "Neighbours in a group along a row (128)")
      ->check(not_negative);
  verb.add_option("--range", m.range, "linear: minmax, mse, percentile:P or fixed:MIN,MAX (minmax)");
  verb.add_option("--per-layer", arguments.per_layer,
                  "JSON file of layers' own choices: {\"LAYER\": {\"method\": \"linear\", \"bits\": 4}, "
                  "\"LAYER\": \"float16\"}");
}

Result<model::Network> open_network(const std::string& path) {
  const Result<FileView> view = FileView::open(path);
  if (!view) return Error{view.error()};
  Result<model::Network> network = model::Network::open(view->bytes());
  if (!network) return Error{path + ": " + network.error()};
  return network;
}

Result<model::Choice> choice_from(const Json& json) {
  if (json == "float16") return model::Choice();
  const Error wrong{
      "weights are held as \"float16\" or {\"method\": NAME} with bits, mode, granularity, group_size, "
      "range"};
  MethodArguments m;
  std::optional<std::string> method;
  if (!json.is_object() || !take(json, "method", method) || !method) return wrong;
  m.method = *method;
  if (!take(json, "bits", m.bits) || !take(json, "mode", m.mode) ||
      !take(json, "granularity", m.granularity) || !take(json, "group_size", m.group_size) ||
      !take(json, "range", m.range)) {
    return wrong;
  }
  constexpr std::array kNames = {"method", "bits", "mode", "granularity", "group_size", "range"};
  for (const auto& [name, value] : json.items()) {
    const std::string& key = name;
    if (std::none_of(kNames.begin(), kNames.end(), [&](const char* known) { return key == known; }))
      return wrong;
  }
  return model::Choice(std::move(m));
}

Json to_json(const model::Choice& choice) {
  if (!choice) return "float16";
  Json json = {{"method", choice->method}};
  if (choice->bits) json["bits"] = *choice->bits;
  if (choice->mode) json["mode"] = *choice->mode;
  if (choice->granularity) json["granularity"] = *choice->granularity;
  if (choice->group_size) json["group_size"] = *choice->group_size;
  if (choice->range) json["range"] = *choice->range;
  return json;
}

Result<std::map<std::string, model::Choice>> choices_from(const Json& json) {
  if (!json.is_object()) return Error{"layers' choices are a JSON object, by the layers' names"};
  std::map<std::string, model::Choice> choices;
  for (const auto& [name, value] : json.items()) {
    const Result<model::Choice> choice = choice_from(value);
    if (!choice) return Error{printable(name) + ": " + choice.error()};
    choices[name] = *choice;
  }
  return choices;
}

Result<Json> read_json(const std::string& path) {
  const Result<std::vector<uint8_t>> file = read_file(path);
  if (!file) return Error{file.error()};
  Json json = Json::parse(file->begin(), file->end(), nullptr, false);
  if (json.is_discarded()) return Error{path + " is not JSON"};
  return json;
}

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Result<model::NetworkReport> quantize(model::Network& network, const WeightArguments& arguments) {
  std::map<std::string, model::Choice> by_layer;
  if (!arguments.per_layer.empty()) {
    const Result<Json> json = read_json(arguments.per_layer);
    if (!json) return Error{json.error()};
    auto choices = choices_from(*json);
    if (!choices) return Error{arguments.per_layer + ": " + choices.error()};
    by_layer = std::move(*choices);
  }
  const MethodArguments& m = arguments.method;
  const bool other = m.bits || m.mode || m.granularity || m.group_size || m.range;
  if (m.method.empty() && other) {
    return Error{"nothing is quantized without --method: one of " + method_names()};
  }
  return network.quantize(m.method.empty() ? model::Choice() : model::Choice(m), by_layer);
}

Result<std::vector<uint8_t>> grid_png(const std::vector<uint8_t>& rgba, size_t scale) {
  constexpr size_t kSide = model::kSide;
  const size_t faces = rgba.size() / (kSide * kSide * 4);
  const auto columns = static_cast<size_t>(std::ceil(std::sqrt(static_cast<double>(faces))));
  const size_t rows = (faces + columns - 1) / columns;
  const size_t width = columns * kSide * scale;
  std::vector<uint8_t> rgb(rows * kSide * scale * width * 3, 255);
  for (size_t i = 0; i < rgb.size(); ++i) {
    const size_t x = i / 3 % width / scale;
    const size_t y = i / 3 / width / scale;
    const size_t face = y / kSide * columns + x / kSide;
    if (face >= faces) continue;
    rgb[i] = rgba[((face * kSide + y % kSide) * kSide + x % kSide) * 4 + i % 3];
  }
  unsigned char* bytes = nullptr;
  size_t size = 0;
  const unsigned error = lodepng_encode24(&bytes, &size, rgb.data(), static_cast<unsigned>(width),
                                          static_cast<unsigned>(rows * kSide * scale));
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(bytes, &std::free);
  if (error != 0) return Error{std::string("the PNG file could not be made: ") + lodepng_error_text(error)};
  return std::vector<uint8_t>(bytes, bytes + size);
}

}  // namespace roundoff::cli
