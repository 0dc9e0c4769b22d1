// Whole files in and out of memory.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "roundoff/base/status.h"

namespace roundoff::cli {

Result<std::vector<uint8_t>> read_file(const std::string& path);

// The file at `path` is replaced at once when all of it has been written, and left alone when that fails; nullopt when
// it succeeded. A device or a pipe is written to directly.
std::optional<Error> write_file(const std::string& path, std::span<const uint8_t> bytes);

}  // namespace roundoff::cli
