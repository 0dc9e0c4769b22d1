// The JSON that heads a safetensors file: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "roundoff/base/status.h"

namespace roundoff::internal {

// As written; only the kinds of the values are checked.
struct SafetensorsEntry {
  std::string name;
  std::string dtype;
  std::vector<uint64_t> shape;
  uint64_t begin = 0;
  uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;
  std::vector<std::pair<std::string, std::string>> metadata;  // "__metadata__", in the file's order
};

// Errors, worded to follow "is damaged: ": text that is not JSON, or not this JSON. Names are not compared.
Result<SafetensorsHeader> parse_safetensors_header(std::string_view json);

}  // namespace roundoff::internal
