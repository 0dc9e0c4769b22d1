// Which layers deserve their bits?
#pragma once

#include <cstddef>
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

// For each layer, from 2 to 8 bits. `options` is a method that takes bits; its own are not looked at. A diffusion model's
// outputs are a few short samples, an autoencoder's the pictures of random latents and their latents, a judge's its
// features of random pictures. Errors: a method without bits, and what Network::compressed() refuses.
Result<std::vector<std::vector<LayerCost>>> layer_costs(const Network& network,
                                                        const MethodArguments& options);

// Bits for each layer with which all parameters, as in NetworkReport::bytes_after, stay within the budget. The errors of
// layers are taken to add up; from 2 bits each, that layer goes up which gains most for a byte, until none fits. Errors:
// layer_costs()'s, and a budget that 2 bits each exceed.
Result<std::vector<int>> allocate(const Network& network, const MethodArguments& options,
                                  size_t budget_bytes);

}  // namespace roundoff::model
