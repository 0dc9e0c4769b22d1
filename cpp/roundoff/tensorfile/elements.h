// The bytes of a tensor's elements as float32.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/tensorfile/tensor_info.h"

namespace roundoff::internal {

// Bytes an element takes; 0 for kOther.
size_t element_bytes(ElementType type);

// `bytes` holds tensor.elements() elements of its type, which is not kOther, in its byte order and order of axes. What
// comes back is row-major.
std::vector<float> to_float32(std::span<const uint8_t> bytes, const TensorInfo& tensor);

}  // namespace roundoff::internal
