#include "roundoff/format/block_format.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>

#include "roundoff/format/block_encoder.h"
#include "roundoff/format/float_format.h"

namespace roundoff::format {

const std::array<float, 16> kNf4Levels = {
    -1.0F,
    -0.6961928009986877F,
    -0.5250730514526367F,
    -0.39491748809814453F,
    -0.28444138169288635F,
    -0.18477343022823334F,
    -0.09105003625154495F,
    0.0F,
    0.07958029955625534F,
    0.16093020141124725F,
    0.24611230194568634F,
    0.33791524171829224F,
    0.44070982933044434F,
    0.5626170039176941F,
    0.7229568362236023F,
    1.0F,
};

namespace {

constexpr std::array<BlockLayout, kBlockFormats.size()> kBlockLayouts = {{
    {"q8_0", 32, 2, 8},
    {"q4_0", 32, 2, 4},
    {"nf4", 64, 4, 4},
    {"mxfp4", 32, 1, 4},
    {"mxfp8", 32, 1, 8},
    {"mxfp8_e5m2", 32, 1, 8},
}};

constexpr size_t kLargestBlock = 64;

// A block taken apart: the scale's bits, and one integer for each value.
struct Block {
  uint32_t scale_bits = 0;
  std::array<int16_t, kLargestBlock> integers{};
};

float absmax(std::span<const float> x) {
  float largest = 0;
  for (const float value : x) largest = std::max(largest, std::abs(value));
  return largest;
}

float tamed(float value) {
  if (std::isnan(value)) return 0;
  constexpr float kMax = std::numeric_limits<float>::max();
  return std::clamp(value, -kMax, kMax);
}

float within_float16(float scale) { return std::clamp(scale, -kLargestGgufScale, kLargestGgufScale); }

// ggml's quantize_row_q8_0_ref: halves round away from zero.
Block encode_q8_0(std::span<const float> x) {
  Block block;
  const float scale = within_float16(absmax(x) / 127);
  const float inverse = scale == 0 ? 0 : 1 / scale;
  for (size_t i = 0; i < x.size(); ++i) {
    block.integers[i] = static_cast<int16_t>(std::round(std::clamp(tamed(x[i] * inverse), -127.0F, 127.0F)));
  }
  block.scale_bits = encode(FloatFormat::kFloat16, scale);
  return block;
}

// ggml's quantize_row_q4_0_ref: the value of largest magnitude, whatever its sign, becomes −8.
Block encode_q4_0(std::span<const float> x) {
  Block block;
  float extreme = 0;
  for (const float value : x) {
    if (std::abs(value) > std::abs(extreme)) extreme = value;
  }
  const float scale = within_float16(extreme / -8);
  const float inverse = scale == 0 ? 0 : 1 / scale;
  for (size_t i = 0; i < x.size(); ++i) {
    const float shifted = std::clamp(tamed(x[i] * inverse) + 8.5F, 0.0F, 15.0F);
    block.integers[i] = static_cast<int16_t>(static_cast<int>(shifted) - 8);
  }
  block.scale_bits = encode(FloatFormat::kFloat16, scale);
  return block;
}

// The nearest level of x / absmax, ties to the lower one.
Block encode_nf4(std::span<const float> x) {
  Block block;
  const float scale = absmax(x);
  for (size_t i = 0; i < x.size(); ++i) {
    const float value = scale == 0 ? 0 : x[i] / scale;
    int16_t level = 0;
    while (level < 15 && value > (kNf4Levels[level] + kNf4Levels[level + 1]) / 2) ++level;
    block.integers[i] = level;
  }
  block.scale_bits = encode(FloatFormat::kFloat32, scale);
  return block;
}

FloatFormat element(BlockFormat format) {
  if (format == BlockFormat::kMxfp4) return FloatFormat::kFp4E2M1;
  return format == BlockFormat::kMxfp8 ? FloatFormat::kFp8E4M3 : FloatFormat::kFp8E5M2;
}

// OCP MX v1.0, section 6.3: the shared exponent is that of the largest magnitude less that of the element format's
// largest value; elements round to nearest even and saturate.
Block encode_mx(BlockFormat format, std::span<const float> x) {
  Block block;
  for (const float value : x) {
    if (!std::isfinite(value)) {
      block.scale_bits = kE8M0Nan;
      return block;
    }
  }
  const FloatFormat elements = element(format);
  const float largest = absmax(x);
  const int exponent =
      largest == 0 ? -127 : std::clamp(std::ilogb(largest) - std::ilogb(layout(elements).max), -127, 127);
  for (size_t i = 0; i < x.size(); ++i) {
    block.integers[i] = static_cast<int16_t>(encode(elements, std::ldexp(x[i], -exponent)));
  }
  block.scale_bits = static_cast<uint32_t>(exponent + 127);
  return block;
}

Block encode_block(BlockFormat format, std::span<const float> x) {
  switch (format) {
    case BlockFormat::kQ8_0:
      return encode_q8_0(x);
    case BlockFormat::kQ4_0:
      return encode_q4_0(x);
    case BlockFormat::kNf4:
      return encode_nf4(x);
    default:
      return encode_mx(format, x);
  }
}

// Which half of which byte the i-th of a block's 4-bit integers is in: bitsandbytes puts neighbours into one byte, the
// earlier in the high half; GGUF (its MXFP4 too) the first half of the block into low halves, the second into high.
struct Nibble {
  size_t byte;
  int shift;
};

Nibble nibble(BlockFormat format, size_t i) {
  if (format == BlockFormat::kNf4) return {i / 2, i % 2 == 0 ? 4 : 0};
  return {i % 16, i < 16 ? 0 : 4};
}

// The places in a block of the low and the high half of the i-th byte.
struct Places {
  size_t low;
  size_t high;
};

Places places(BlockFormat format, size_t i) {
  if (format == BlockFormat::kNf4) return {2 * i + 1, 2 * i};
  return {i, i + 16};
}

int offset(BlockFormat format) { return format == BlockFormat::kQ4_0 ? 8 : 0; }

void write(BlockFormat format, const Block& block, uint8_t* bytes) {
  const BlockLayout& f = layout(format);
  for (size_t i = 0; i < f.scale_bytes; ++i) bytes[i] = static_cast<uint8_t>(block.scale_bits >> (8 * i));
  bytes += f.scale_bytes;
  for (size_t i = 0; i < f.block_size; ++i) {
    const int value = block.integers[i] + offset(format);
    if (f.bits == 8) {
      bytes[i] = static_cast<uint8_t>(value);
    } else {
      const auto [byte, shift] = nibble(format, i);
      bytes[byte] = static_cast<uint8_t>(bytes[byte] | value << shift);
    }
  }
}

uint32_t scale_bits(const BlockLayout& f, const uint8_t* bytes) {
  uint32_t bits = 0;
  for (size_t i = 0; i < f.scale_bytes; ++i) bits |= static_cast<uint32_t>(bytes[i]) << (8 * i);
  return bits;
}

// As the format names what is stored as `code`.
int16_t integer_of(BlockFormat format, int code) {
  if (format == BlockFormat::kQ8_0) return static_cast<int8_t>(code);
  return static_cast<int16_t>(code - offset(format));
}

Block read(BlockFormat format, const uint8_t* bytes) {
  const BlockLayout& f = layout(format);
  Block block;
  block.scale_bits = scale_bits(f, bytes);
  bytes += f.scale_bytes;
  for (size_t i = 0; i < f.block_size; ++i) {
    const auto [byte, shift] = f.bits == 8 ? Nibble{i, 0} : nibble(format, i);
    block.integers[i] = integer_of(format, bytes[byte] >> shift & ((1 << f.bits) - 1));
  }
  return block;
}

float scale_of(BlockFormat format, uint32_t bits) {
  switch (format) {
    case BlockFormat::kQ8_0:
    case BlockFormat::kQ4_0:
      return decode(FloatFormat::kFloat16, bits) + 0.0F;  // ggml writes −0 for a block of zeros
    case BlockFormat::kNf4:
      return decode(FloatFormat::kFloat32, bits);
    default:
      if (bits == kE8M0Nan) return std::numeric_limits<float>::quiet_NaN();
      return std::ldexp(1.0F, static_cast<int>(bits) - 127);
  }
}

float value_of(BlockFormat format, int16_t integer) {
  switch (format) {
    case BlockFormat::kQ8_0:
    case BlockFormat::kQ4_0:
      return integer;
    case BlockFormat::kNf4:
      return kNf4Levels[static_cast<size_t>(integer)];
    default:
      return decode(element(format), static_cast<uint32_t>(integer));
  }
}

size_t stretch(BlockFormat format, std::span<const size_t> shape) {
  if (format == BlockFormat::kNf4 || shape.empty()) return Tensor::count(shape);
  return shape.back();
}

// f(first value, how many) for every block.
template <class F>
void for_each_block(BlockFormat format, std::span<const size_t> shape, F f) {
  const size_t total = Tensor::count(shape);
  const size_t row = stretch(format, shape);
  const size_t block = layout(format).block_size;
  for (size_t begin = 0; begin < total; begin += row) {
    for (size_t at = 0; at < row; at += block) f(begin + at, std::min(block, row - at));
  }
}

// f(first value, how many, the block) for every block.
template <class F>
void for_each_block(const Blocks& blocks, F f) {
  const uint8_t* bytes = blocks.bytes.data();
  for_each_block(blocks.format, blocks.shape, [&](size_t begin, size_t size) {
    f(begin, size, read(blocks.format, bytes));
    bytes += layout(blocks.format).block_bytes();
  });
}

}  // namespace

const BlockLayout& layout(BlockFormat format) { return kBlockLayouts[static_cast<size_t>(format)]; }

std::optional<BlockFormat> block_format(std::string_view name) {
  for (const BlockFormat format : kBlockFormats) {
    if (layout(format).name == name) return format;
  }
  return std::nullopt;
}

Blocks encode(BlockFormat format, const Tensor& tensor) {
  Blocks blocks{format, tensor.shape, {}};
  const size_t row = stretch(format, tensor.shape);
  const size_t block = layout(format).block_size;
  const size_t row_bytes = (row + block - 1) / block * layout(format).block_bytes();
  if (tensor.size() == 0) return blocks;
  blocks.bytes.resize(tensor.size() / row * row_bytes);
  const std::span<uint8_t> bytes(blocks.bytes);
  for (size_t begin = 0, at = 0; begin < tensor.size(); begin += row, at += row_bytes) {
    encode_row(format, tensor.values.subspan(begin, row), bytes.subspan(at, row_bytes));
  }
  return blocks;
}

Blocks encode_ref(BlockFormat format, const Tensor& tensor) {
  Blocks blocks{format, tensor.shape, {}};
  const bool mx = is_mx(format);
  for_each_block(format, tensor.shape, [&](size_t begin, size_t size) {
    std::array<float, kLargestBlock> padded{};
    for (size_t i = 0; i < size; ++i) {
      padded[i] = mx ? tensor.values[begin + i] : tamed(tensor.values[begin + i]);
    }
    const size_t at = blocks.bytes.size();
    blocks.bytes.resize(at + layout(format).block_bytes());
    const std::span<const float> values(padded.data(), layout(format).block_size);
    write(format, encode_block(format, values), &blocks.bytes[at]);
  });
  return blocks;
}

std::vector<float> decode(const Blocks& blocks) {
  const BlockLayout& f = layout(blocks.format);
  // What each stored integer stands for, so that a value costs a look-up and a product.
  std::array<float, 256> table{};
  for (int code = 0; code < 1 << f.bits; ++code) {
    table[static_cast<size_t>(code)] = value_of(blocks.format, integer_of(blocks.format, code));
  }
  std::vector<float> values(blocks.size());
  const uint8_t* bytes = blocks.bytes.data();
  for_each_block(blocks.format, blocks.shape, [&](size_t begin, size_t size) {
    std::array<float, kLargestBlock> block;
    const float scale = scale_of(blocks.format, scale_bits(f, bytes));
    const uint8_t* integers = bytes + f.scale_bytes;
    if (f.bits == 8) {
      for (size_t i = 0; i < f.block_size; ++i) block[i] = scale * table[integers[i]];
    } else {
      for (size_t i = 0; i < f.block_size / 2; ++i) {
        const auto [first, second] = places(blocks.format, i);
        block[first] = scale * table[integers[i] & 15u];
        block[second] = scale * table[integers[i] >> 4u];
      }
    }
    std::copy_n(block.begin(), size, values.begin() + static_cast<std::ptrdiff_t>(begin));
    bytes += f.block_bytes();
  });
  return values;
}

std::vector<int16_t> Blocks::integers() const {
  std::vector<int16_t> all(size());
  for_each_block(*this, [&](size_t begin, size_t count, const Block& block) {
    std::copy_n(block.integers.begin(), count, all.begin() + static_cast<std::ptrdiff_t>(begin));
  });
  return all;
}

std::vector<float> Blocks::scales() const {
  std::vector<float> all;
  for_each_block(
      *this, [&](size_t, size_t, const Block& block) { all.push_back(scale_of(format, block.scale_bits)); });
  return all;
}

}  // namespace roundoff::format
