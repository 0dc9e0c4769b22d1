// What small integers take when laid side by side.
#pragma once

#include <cstddef>

namespace roundoff {

// Bytes for `count` integers of `bits` each, without gaps, the last byte filled up.
inline size_t packed_bytes(size_t count, int bits) {
  // In two parts, so that no product leaves size_t.
  const auto width = static_cast<size_t>(bits);
  return count / 8 * width + (count % 8 * width + 7) / 8;
}

}  // namespace roundoff
