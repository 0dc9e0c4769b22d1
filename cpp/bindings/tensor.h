// A tensor in the worker.
#pragma once

#include <string>
#include <vector>

#include "roundoff/base/tensor.h"

namespace roundoff::bindings {

struct HeldTensor {
  std::string name;
  std::vector<size_t> shape;
  std::vector<float> values;

  Tensor view() const { return {shape, values}; }
};

}  // namespace roundoff::bindings
