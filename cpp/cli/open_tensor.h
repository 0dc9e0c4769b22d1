// A tensor by what stands on the command line: FILE, or FILE:NAME for one of several.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/tensorfile/tensor_file.h"

namespace roundoff::cli {

struct Place {
  std::string path;
  std::optional<std::string> name;
};

// Paths and names may both have colons: the shortest path that is a file ends the guessing.
Place place_of(const std::string& text);

// Errors: none of that name; several, and none was named.
Result<TensorInfo> find(const TensorFile& file, const Place& place);

// A tensor of a file with what the file says of it.
struct Opened {
  TensorInfo info;
  std::vector<float> values;

  Tensor tensor() const { return {info.shape, values}; }
};

// `bytes` are the file's.
Result<Opened> open(std::span<const uint8_t> bytes, const TensorFile& file, const Place& place);
Result<Opened> open(const Place& place);

}  // namespace roundoff::cli
