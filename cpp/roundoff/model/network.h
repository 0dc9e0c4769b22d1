// A network that was read from a file, with each layer's weights held as one chose.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/compress/compress.h"
#include "roundoff/compress/method.h"
#include "roundoff/measure/tensor.h"
#include "roundoff/model/parameters.h"
#include "roundoff/model/plan.h"

namespace roundoff::model {

// What a face takes: 3 × 16 × 16 numbers in −1 … 1, 8 × 4 × 4 of a latent, 64 that tell the time.
inline constexpr size_t kSide = 16;
inline constexpr size_t kPictureNumbers = 3 * kSide * kSide;
inline constexpr size_t kLatentChannels = 8;
inline constexpr size_t kLatentSide = 4;
inline constexpr size_t kLatentNumbers = kLatentChannels * kLatentSide * kLatentSide;
inline constexpr size_t kTimeNumbers = 64;

struct Attribute {
  std::string name;
  std::vector<std::string> classes;
};

enum class LayerKind : uint8_t { kConv, kLinear, kEmbedding };

// Weights are taken as a matrix, outputs × (inputs · kernel height · kernel width).
struct Layer {
  std::string name;  // as in the file, without ".weight"
  LayerKind kind = LayerKind::kConv;
  size_t rows = 0;
  size_t columns = 0;
  size_t multiplications = 0;  // with these weights, for one face
};

// How a layer's weights are held: by a method, or as the file has them.
using Choice = std::optional<MethodArguments>;

struct LayerReport {
  Choice choice;
  TensorError error;
  size_t bytes = 0;
};

struct NetworkReport {
  std::vector<LayerReport> layers;  // as Network::layers()
  size_t bytes_before = 0;          // of all parameters as the file has them
  size_t bytes_after = 0;           // with biases and norms as they are
  double effective_bits = 0;        // over the layers
  double sqnr_db = 0;               // over the layers' weights
  double seconds = 0;
};

class Network {
 public:
  enum class Kind : uint8_t { kAutoencoder, kDiffusion, kJudge };

  // Plans are built from what the file holds, and every shape is checked against them. Errors: read_parameters()'s, a
  // network of another kind than these, a parameter that is missing or of another shape, attributes that do not fit.
  static Result<Network> open(std::span<const uint8_t> file);

  // Of parts that fit each other: whatever a plan's steps and the layers name is among the parameters.
  Network(Kind kind, std::vector<Attribute> attributes, std::vector<Layer> layers,
          std::map<std::string, Plan> plans, std::map<std::string, Parameter> parameters);

  Kind kind() const { return kind_; }
  // Of a judge and a diffusion model.
  const std::vector<Attribute>& attributes() const { return attributes_; }
  const std::vector<Layer>& layers() const { return layers_; }
  std::optional<size_t> layer_named(const std::string& name) const;
  size_t parameters() const;

  // "encode" and "decode", "velocity", "judge"; nullptr where it has none.
  const Plan* plan(const std::string& name) const;
  const std::map<std::string, Plan>& plans() const { return plans_; }

  // By its full name: as the layers have it now; nullptr where there is none.
  const Parameter* parameter(const std::string& name) const;

  // Every layer by `all`, those of `by_layer` by their own; always from the file's weights. A layer whose choice is what it
  // was is not made again. On an error all stays as it is. Errors: a layer that the network has not, what parse_method()
  // and compress() refuse, and of methods product quantization and those that need inputs, of axes others than 0.
  Result<NetworkReport> quantize(const Choice& all, const std::map<std::string, Choice>& by_layer);

  // What quantize() would make of one layer.
  Result<Compression> compressed(size_t layer, const MethodArguments& choice) const;

  // What a layer is held as; nullptr for the file's own.
  const Compression* compression(size_t layer) const;
  const Choice& choice(size_t layer) const { return held_[layer].choice; }
  // The file's weights of a layer, rows × columns.
  const Parameter& original(size_t layer) const { return held_[layer].original; }
  // Bytes of a layer as the file has it: 2 or 4 for a weight, or packed integers and float16 scales.
  size_t file_bytes(size_t layer) const;

 private:
  struct Held {
    Parameter original;
    Choice choice;
    std::optional<Compression> compression;
  };

  Kind kind_;
  std::vector<Attribute> attributes_;
  std::vector<Layer> layers_;
  std::vector<Held> held_;  // as layers_
  std::map<std::string, Plan> plans_;
  std::map<std::string, Parameter> parameters_;
};

}  // namespace roundoff::model
