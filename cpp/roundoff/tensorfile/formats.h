// One reader for each format that list_tensors knows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/tensorfile/tensor_info.h"

namespace roundoff::internal {

using Tensors = Result<std::vector<TensorInfo>>;

Tensors list_npz(std::span<const uint8_t> file);

// https://huggingface.co/docs/safetensors: the length of the header, the header as JSON, and the tensors without a gap.
bool is_safetensors(std::span<const uint8_t> file);
Tensors list_safetensors(std::span<const uint8_t> file);

// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
bool is_gguf(std::span<const uint8_t> file);
Tensors list_gguf(std::span<const uint8_t> file);

}  // namespace roundoff::internal
