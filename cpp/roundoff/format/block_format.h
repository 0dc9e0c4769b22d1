// Formats in which a block of neighbours shares a scale.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "roundoff/base/tensor.h"

namespace roundoff::format {

enum class BlockFormat : uint8_t {
  // NOLINTBEGIN(readability-identifier-naming): as GGUF writes them
  kQ8_0,  // GGUF: float16 scale absmax / 127, 32 int8
  kQ4_0,  // GGUF: float16 scale, 32 four-bit integers with an offset of 8
  // NOLINTEND(readability-identifier-naming)
  kNf4,        // QLoRA: float32 absmax, 64 indices into the sixteen quantiles of a normal distribution
  kMxfp4,      // OCP MX: E8M0 scale, 32 FP4 E2M1
  kMxfp8,      // OCP MX: E8M0 scale, 32 FP8 E4M3
  kMxfp8E5M2,  // OCP MX: E8M0 scale, 32 FP8 E5M2
};

inline constexpr std::array kBlockFormats = {BlockFormat::kQ8_0,  BlockFormat::kQ4_0,
                                             BlockFormat::kNf4,   BlockFormat::kMxfp4,
                                             BlockFormat::kMxfp8, BlockFormat::kMxfp8E5M2};

// With elements that are floats and a scale that is a power of two.
constexpr bool is_mx(BlockFormat format) { return format >= BlockFormat::kMxfp4; }

struct BlockLayout {
  std::string_view name;  // q8_0 q4_0 nf4 mxfp4 mxfp8 mxfp8_e5m2
  size_t block_size;      // values
  size_t scale_bytes;
  int bits;  // per value
  size_t block_bytes() const { return scale_bytes + block_size * static_cast<size_t>(bits) / 8; }
};

const BlockLayout& layout(BlockFormat format);
std::optional<BlockFormat> block_format(std::string_view name);

// The sixteen levels of NF4 (Dettmers et al., "QLoRA", NeurIPS 2023, appendix E), ascending from −1 to 1.
extern const std::array<float, 16> kNf4Levels;

// Blocks run along the last axis, a short last one filled up with zeros, except NF4's, which run through the whole
// tensor as bitsandbytes does it. A block is its scale and then its integers, byte for byte as the format lays it out
// (NF4, which has no file format: little-endian float32, then bytes whose high half is the earlier value).
struct Blocks {
  BlockFormat format = BlockFormat::kQ8_0;
  std::vector<size_t> shape;
  std::vector<uint8_t> bytes;

  size_t size() const { return Tensor::count(shape); }
  // One for each value, as the format names it: Q8_0 −127 … 127, Q4_0 −8 … 7, NF4 0 … 15, MX the element's bits.
  std::vector<int16_t> integers() const;
  // One for each block.
  std::vector<float> scales() const;
};

// NaN counts as 0, ±Inf as ±the largest finite float32, except in MX formats, where either makes its block NaN, as the
// OCP specification lets a shared scale of 0xFF do. A block of zeros has scale 0 (MX: 2⁻¹²⁷; Q4_0 stores −0, as ggml does).
Blocks encode(BlockFormat format, const Tensor& tensor);
Blocks encode_ref(BlockFormat format, const Tensor& tensor);
std::vector<float> decode(const Blocks& blocks);

}  // namespace roundoff::format
