// A network's numbers by name, out of a safetensors file that nobody vouches for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "roundoff/base/status.h"

namespace roundoff::model {

// Weights that the file holds as integers: `scales` of groups of neighbours along a row; the value is scale · integer.
struct StoredIntegers {
  int bits = 2;
  size_t group_size = 0;
  std::vector<int8_t> integers;
  std::vector<float> scales;
};

struct Parameter {
  std::vector<size_t> shape;
  std::vector<float> values;               // all finite
  bool half = true;                        // float16 in the file
  std::optional<StoredIntegers> integers;  // of which `values` were made
};

struct ParameterFile {
  std::map<std::string, Parameter> parameters;
  std::map<std::string, std::string> metadata;
};

// Every tensor of the file. Where NAME.integers and NAME.scales stand (scripts/train/qat.py), NAME is what they stand
// for, rows × columns. Errors: a file that is no safetensors file, one that is cut off or damaged, an element type other
// than float16, float32 or packed integers, and a value that is not finite.
Result<ParameterFile> read_parameters(std::span<const uint8_t> file);

}  // namespace roundoff::model
