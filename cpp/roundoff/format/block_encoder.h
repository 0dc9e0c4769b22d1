// The fast half of encode() for block formats.
#pragma once

#include <cstdint>
#include <span>

#include "roundoff/format/block_format.h"

namespace roundoff::format {

inline constexpr uint8_t kE8M0Nan = 0xff;

// GGUF stores scales as float16, which end at 65504: beyond, the scale saturates and the integers clip. ggml itself
// would store an infinite scale.
inline constexpr float kLargestGgufScale = 65504;

// Values that lie side by side, a block after the other: into as many bytes as ⌈size / block size⌉ blocks take.
void encode_row(BlockFormat format, std::span<const float> values, std::span<uint8_t> bytes);

}  // namespace roundoff::format
