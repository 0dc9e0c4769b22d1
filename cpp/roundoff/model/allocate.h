// Which layers deserve their bits?
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/model/network.h"

namespace roundoff::model {

// What a layer costs at each number of bits: bytes, and the squared error of the network's outputs, over their square, with
// this layer alone quantized.
struct LayerCost {
  int bits = 0;
  size_t bytes = 0;
  double error = 0;
};

// The costs of each layer from 2 to 8 bits, measured step by step: each runs the network, and whoever waits can look, and
// stop. A diffusion model's outputs are a few short samples, an autoencoder's the pictures of random latents and their
// latents, a judge's its features of random pictures.
class LayerCosts {
 public:
  // `options` is a method that takes bits; its own are not looked at. Errors: a method without bits, and what
  // Network::compressed() refuses.
  static Result<LayerCosts> of(const Network& network, const MethodArguments& options);

  size_t steps() const { return layers_.size() * kLevels; }
  size_t done() const { return done_; }
  // One layer at one number of bits; not after the last. How many are done. Errors: what Network::compressed() refuses.
  Result<size_t> step();

  // For each layer in the order of bits; whole after the last step.
  const std::vector<std::vector<LayerCost>>& costs() const { return costs_; }

  // What to say of a budget that all parameters exceed at 2 bits each; known before the first step.
  std::optional<Error> refused(size_t budget_bytes) const;

  // Bits for each layer with which all parameters, as in NetworkReport::bytes_after, stay within the budget. The errors
  // of layers are taken to add up; from 2 bits each, that layer goes up which gains most for a byte, until none fits. Not
  // before the last step. Errors: refused()'s.
  Result<std::vector<int>> allocate(size_t budget_bytes) const;

 private:
  static constexpr size_t kLevels = 7;
  class Questions;

  LayerCosts() = default;

  std::vector<std::string> layers_;
  MethodArguments options_;
  size_t least_bytes_ = 0;
  size_t done_ = 0;
  std::vector<std::vector<LayerCost>> costs_;
  // Until the last step.
  std::unique_ptr<Network> network_;
  std::shared_ptr<const Questions> questions_;
  std::vector<float> wanted_;
};

// All steps, and the bits for that budget. Errors: those of LayerCosts.
Result<std::vector<int>> allocate(const Network& network, const MethodArguments& options,
                                  size_t budget_bytes);

}  // namespace roundoff::model
