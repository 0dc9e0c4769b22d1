// The weights of a linear layer from a file, a row for each output.
#pragma once

#include <string>

#include "cli/open_tensor.h"
#include "roundoff/base/transpose.h"

namespace roundoff::cli {

struct LayerPlace {
  std::string in;  // FILE or FILE:NAME
  bool outputs_last = false;
};

// Where the outputs are the last axis, as in TensorFlow's kernels, all others together become a row's inputs.
inline Result<Opened> open_weights(const LayerPlace& place) {
  Result<Opened> opened = open(place_of(place.in));
  if (!opened || !place.outputs_last || opened->info.shape.empty() || opened->values.empty()) return opened;
  const size_t outputs = opened->info.shape.back();
  opened->values = transposed(opened->values, outputs);
  opened->info.shape = {outputs, opened->values.size() / outputs};
  return opened;
}

}  // namespace roundoff::cli
