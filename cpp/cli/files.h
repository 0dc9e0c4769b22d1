// Whole files in and out of memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "roundoff/base/status.h"

namespace roundoff::cli {

Result<std::vector<uint8_t>> read_file(const std::string& path);

// A file to look around in: mapped, so that a large one costs only what is looked at; a pipe is read to its end.
class FileView {
 public:
  static Result<FileView> open(const std::string& path);

  std::span<const uint8_t> bytes() const {
    return mapping_ ? std::span(mapping_.get(), mapping_.get_deleter().size)
                    : std::span<const uint8_t>(read_);
  }

 private:
  struct Unmap {
    size_t size;
    void operator()(const uint8_t* memory) const;
  };
  std::unique_ptr<const uint8_t, Unmap> mapping_;
  std::vector<uint8_t> read_;
};

// The file at `path` is replaced at once when all of it has been written, and left alone when that fails; nullopt when
// it succeeded. A device or a pipe is written to directly.
std::optional<Error> write_file(const std::string& path, std::span<const uint8_t> bytes);

// Whether two paths lead to the same file, one that is there or one that would be; no file has an empty path.
bool is_same_file(const std::string& a, const std::string& b);

}  // namespace roundoff::cli
