#include "roundoff/model/network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "roundoff/base/json_reader.h"
#include "roundoff/base/packed_bytes.h"
#include "roundoff/base/stopwatch.h"
#include "roundoff/model/builder.h"
#include "roundoff/tensorfile/layout.h"

namespace roundoff::model {
namespace {

constexpr size_t kMaxClasses = 4096;

// {"skin": ["light", …], …}, in the file's order.
class Attributes final : public JsonSink {
 public:
  std::vector<Attribute> found;

  bool take(JsonToken token, std::string& text, uint64_t /*number*/) override {
    switch (place_) {
      case Place::kBefore:
        return go(token == JsonToken::kObject, Place::kTop);
      case Place::kTop:
        if (token == JsonToken::kObjectEnd) return go(!found.empty(), Place::kAfter);
        found.push_back({std::move(text), {}});
        return go(true, Place::kName);
      case Place::kName:
        return go(token == JsonToken::kList, Place::kClasses);
      case Place::kClasses: {
        std::vector<std::string>& classes = found.back().classes;
        if (token == JsonToken::kListEnd) return go(!classes.empty(), Place::kTop);
        if (token != JsonToken::kText || classes.size() == kMaxClasses) return false;
        classes.push_back(std::move(text));
        return true;
      }
      case Place::kAfter:
        break;
    }
    return false;
  }
  bool are_whole() const { return place_ == Place::kAfter; }

 private:
  enum class Place { kBefore, kTop, kName, kClasses, kAfter };

  bool go(bool fits, Place place) {
    if (fits) place_ = place;
    return fits;
  }

  Place place_ = Place::kBefore;
};

Result<std::vector<Attribute>> attributes_of(const std::map<std::string, std::string>& metadata) {
  const Error none{"the file's metadata have no attributes with their classes"};
  const auto found = metadata.find("attributes");
  if (found == metadata.end()) return none;
  Attributes attributes;
  if (!read_json(found->second, attributes).is_json || !attributes.are_whole()) return none;
  return std::move(attributes.found);
}

Result<Network::Kind> kind_of(const std::map<std::string, std::string>& metadata) {
  const auto found = metadata.find("network");
  if (found != metadata.end()) {
    if (found->second == "autoencoder") return Network::Kind::kAutoencoder;
    if (found->second == "rectified flow") return Network::Kind::kDiffusion;
    if (found->second == "judge") return Network::Kind::kJudge;
  }
  return Error{
      "the file's metadata name no network that this program runs: autoencoder, rectified flow or judge"};
}

size_t value_bytes(const Parameter& parameter) { return parameter.half ? 2 : 4; }

TensorError no_error(std::span<const float> values) {
  TensorError error;
  error.zeros = static_cast<size_t>(std::count(values.begin(), values.end(), 0.0F));
  error.sqnr_db = std::numeric_limits<double>::infinity();
  return error;
}

double energy(std::span<const float> values) {
  double sum = 0;
  for (const float x : values) sum += static_cast<double>(x) * static_cast<double>(x);
  return sum;
}

}  // namespace

Result<Network> Network::open(std::span<const uint8_t> file) {
  Result<ParameterFile> read = read_parameters(file);
  if (!read) return Error{read.error()};
  const Result<Kind> kind = kind_of(read->metadata);
  if (!kind) return Error{kind.error()};
  std::vector<Attribute> attributes;
  if (*kind != Kind::kAutoencoder) {
    Result<std::vector<Attribute>> found = attributes_of(read->metadata);
    if (!found) return Error{found.error()};
    attributes = std::move(*found);
  }
  Result<Built> built = *kind == Kind::kAutoencoder ? build_autoencoder(read->parameters)
                        : *kind == Kind::kDiffusion ? build_diffusion(read->parameters, attributes)
                                                    : build_judge(read->parameters, attributes);
  if (!built) return Error{built.error()};
  return Network(*kind, std::move(attributes), std::move(built->layers), std::move(built->plans),
                 std::move(read->parameters));
}

Network::Network(Kind kind, std::vector<Attribute> attributes, std::vector<Layer> layers,
                 std::map<std::string, Plan> plans, std::map<std::string, Parameter> parameters)
    : kind_(kind),
      attributes_(std::move(attributes)),
      layers_(std::move(layers)),
      plans_(std::move(plans)),
      parameters_(std::move(parameters)) {
  for (const Layer& layer : layers_) {
    held_.push_back({parameters_[layer.name + ".weight"], std::nullopt, std::nullopt});
  }
}

size_t Network::parameters() const {
  size_t count = 0;
  for (const auto& [name, parameter] : parameters_) count += parameter.values.size();
  return count;
}

const Plan* Network::plan(const std::string& name) const {
  const auto found = plans_.find(name);
  return found == plans_.end() ? nullptr : &found->second;
}

const Parameter* Network::parameter(const std::string& name) const {
  const auto found = parameters_.find(name);
  return found == parameters_.end() ? nullptr : &found->second;
}

std::optional<size_t> Network::layer_named(const std::string& name) const {
  for (size_t i = 0; i < layers_.size(); ++i) {
    if (layers_[i].name == name) return i;
  }
  return std::nullopt;
}

const Compression* Network::compression(size_t layer) const {
  const auto& compression = held_[layer].compression;
  return compression ? &*compression : nullptr;
}

size_t Network::file_bytes(size_t layer) const {
  const Parameter& original = held_[layer].original;
  if (!original.integers) return value_bytes(original) * original.values.size();
  return packed_bytes(original.integers->integers.size(), original.integers->bits) +
         2 * original.integers->scales.size();
}

Result<Compression> Network::compressed(size_t layer, const MethodArguments& choice) const {
  const Layer& named = layers_[layer];
  const auto refuse = [&](const std::string& why) { return Error{named.name + ": " + why}; };
  if (choice.axis.value_or(0) != 0) return refuse("a layer's channels are its outputs: --axis is 0");
  const Result<Method> method = parse_method(choice);
  if (!method) return refuse(method.error());
  const Tensor weights({named.rows, named.columns}, held_[layer].original.values);
  Result<Compression> result = compress_layer(weights, *method);
  if (!result) return refuse(result.error());
  return result;
}

Result<NetworkReport> Network::quantize(const Choice& all, const std::map<std::string, Choice>& by_layer) {
  const Stopwatch stopwatch;
  for (const auto& [name, choice] : by_layer) {
    if (!layer_named(name)) return Error{"the network has no layer " + internal::in_quotes(name)};
  }
  // All are made before any is put in place.
  std::map<size_t, std::optional<Compression>> changed;
  std::vector<Choice> choices;
  for (size_t i = 0; i < layers_.size(); ++i) {
    const auto own = by_layer.find(layers_[i].name);
    choices.push_back(own == by_layer.end() ? all : own->second);
    if (choices[i] == held_[i].choice) continue;
    changed[i] = std::nullopt;
    if (!choices[i]) continue;
    Result<Compression> compression = compressed(i, *choices[i]);
    if (!compression) return Error{compression.error()};
    changed[i] = std::move(*compression);
  }
  for (auto& [i, compression] : changed) {
    Held& held = held_[i];
    held.choice = choices[i];
    held.compression = std::move(compression);
    parameters_[layers_[i].name + ".weight"].values =
        held.compression ? held.compression->values : held.original.values;
  }

  NetworkReport report;
  double signal = 0;
  double error = 0;
  size_t weights = 0;
  size_t layer_bytes = 0;
  for (size_t i = 0; i < layers_.size(); ++i) {
    const Held& held = held_[i];
    const std::vector<float>& values = held.original.values;
    LayerReport layer;
    layer.choice = held.choice;
    layer.error = held.compression ? held.compression->error : no_error(values);
    layer.bytes = held.compression ? held.compression->bytes : file_bytes(i);
    signal += energy(values);
    error += layer.error.mse * static_cast<double>(values.size() - layer.error.not_finite);
    weights += values.size();
    layer_bytes += layer.bytes;
    report.bytes_before += file_bytes(i);
    report.layers.push_back(std::move(layer));
  }
  report.effective_bits = effective_bits(layer_bytes, weights);
  report.sqnr_db = 10 * std::log10(signal / error);
  size_t rest = 0;
  for (const auto& [name, parameter] : parameters_) rest += value_bytes(parameter) * parameter.values.size();
  for (const Held& held : held_) rest -= value_bytes(held.original) * held.original.values.size();
  report.bytes_before += rest;
  report.bytes_after = layer_bytes + rest;
  report.seconds = stopwatch.seconds();
  return report;
}

}  // namespace roundoff::model
