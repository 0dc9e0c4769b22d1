// Several small integers in a byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace roundoff::linear {

// Two 4-bit or four 2-bit integers a byte, each plus 2^(bits − 1), the first in the highest bits: −3, 1, −7, 2 are
// 89, 26. A last byte that is not full ends in zero bits. bits is 2, 4 or 8 (a plain copy, without the offset).
std::vector<uint8_t> pack(std::span<const int8_t> integers, int bits);

// The first `count` integers of what pack() wrote.
std::vector<int8_t> unpack(std::span<const uint8_t> packed, size_t count, int bits);

}  // namespace roundoff::linear
