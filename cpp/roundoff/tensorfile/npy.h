// NumPy's .npy: a magic, a version, and a Python dictionary literal that describes the array that follows.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/tensorfile/tensor_info.h"

namespace roundoff {

// Files of version 1.0, C order, as numpy.save writes them. `values` has as many elements as `shape` asks for.
std::vector<uint8_t> write_npy(std::span<const float> values, std::span<const size_t> shape);
std::vector<uint8_t> write_npy(std::span<const int8_t> values, std::span<const size_t> shape);
std::vector<uint8_t> write_npy(std::span<const uint8_t> values, std::span<const size_t> shape);
std::vector<uint8_t> write_npy(std::span<const uint16_t> values, std::span<const size_t> shape);

namespace internal {

// What a header can take at most; NumPy itself refuses to parse more than 10,000.
inline constexpr size_t kMaxNpyHeaderBytes = size_t{1} << 16u;

bool is_npy(std::span<const uint8_t> file);

// The array of a file of `bytes` bytes, of which `start` holds at least the header, or the whole file. The name is
// left empty.
Result<TensorInfo> read_npy_header(std::span<const uint8_t> start, size_t bytes);

}  // namespace internal
}  // namespace roundoff
