#include "roundoff/linear/pack.h"

#include <cassert>

#include "roundoff/base/packed_bytes.h"

namespace roundoff::linear {
namespace {

struct Field {
  size_t byte;
  int shift;
};

Field field(size_t i, int bits) {
  const size_t per_byte = static_cast<size_t>(8 / bits);
  return {i / per_byte, 8 - bits * (static_cast<int>(i % per_byte) + 1)};
}

int offset(int bits) { return bits == 8 ? 0 : 1 << (bits - 1); }

}  // namespace

std::vector<uint8_t> pack(std::span<const int8_t> integers, int bits) {
  assert(bits == 2 || bits == 4 || bits == 8);
  std::vector<uint8_t> packed(packed_bytes(integers.size(), bits));
  const int mask = (1 << bits) - 1;
  for (size_t i = 0; i < integers.size(); ++i) {
    const auto [byte, shift] = field(i, bits);
    packed[byte] = static_cast<uint8_t>(packed[byte] | ((integers[i] + offset(bits)) & mask) << shift);
  }
  return packed;
}

std::vector<int8_t> unpack(std::span<const uint8_t> packed, size_t count, int bits) {
  assert(bits == 2 || bits == 4 || bits == 8);
  assert(packed.size() == packed_bytes(count, bits));
  std::vector<int8_t> integers(count);
  const int mask = (1 << bits) - 1;
  for (size_t i = 0; i < count; ++i) {
    const auto [byte, shift] = field(i, bits);
    integers[i] = static_cast<int8_t>((packed[byte] >> shift & mask) - offset(bits));
  }
  return integers;
}

}  // namespace roundoff::linear
