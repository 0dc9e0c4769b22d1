// Whole numbers read from bytes in a stated order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace roundoff {

inline uint32_t big16(std::span<const uint8_t> bytes, size_t at) {
  return uint32_t{bytes[at]} << 8u | uint32_t{bytes[at + 1]};
}

inline uint32_t big32(std::span<const uint8_t> bytes, size_t at) {
  return big16(bytes, at) << 16u | big16(bytes, at + 2);
}

}  // namespace roundoff
