// The one door to stb_image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace roundoff::internal {

struct StbFree {
  void operator()(uint8_t* memory) const;
};

struct StbImage {
  std::unique_ptr<uint8_t[], StbFree> rgba;  // null when stb_image gave up
  size_t width = 0;
  size_t height = 0;
  const char* problem = nullptr;  // in stb_image's few words
};

// Decodes with no single allocation above `max_allocation` bytes.
StbImage stb_decode(std::span<const uint8_t> file, size_t max_allocation);

}  // namespace roundoff::internal
