// Tensors in files of the field's four formats: NumPy's .npy (1.0 to 3.0) and .npz, safetensors, GGUF (2 and 3).
// Trusts nothing in them: every size is checked against the bytes that are there before anything is allocated for it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/tensorfile/tensor_info.h"

namespace roundoff {

enum class TensorFormat : uint8_t { kNpy, kNpz, kSafetensors, kGguf };

std::string_view name_of(TensorFormat format);

struct TensorFile {
  TensorFormat format = TensorFormat::kNpy;
  std::vector<TensorInfo> tensors;  // in the file's own order
};

// The file's directory; no tensor's data is looked at. Errors, each a line for people: a file of no known format, one
// that is cut off, one whose header is damaged or lies (a shape that does not fit its bytes, offsets outside the file,
// tensors that overlap, a name that stands twice), and what is refused on purpose (Python objects, zip64, encryption).
Result<TensorFile> list_tensors(std::span<const uint8_t> file);

// One tensor of the file it was listed from, row-major. A value that float32 does not hold (of a float64) is rounded
// to nearest; NaN stays NaN. Errors: an element type that float32 cannot stand in for, and packed data that is
// damaged. What is allocated is at most 1032 bytes for each one of the file, the most that DEFLATE can hide, and then
// four for each byte of that.
Result<std::vector<float>> read_tensor(std::span<const uint8_t> file, const TensorInfo& tensor);

// What a safetensors file says of itself beside its tensors: names with their texts, in the file's order.
using Metadata = std::vector<std::pair<std::string, std::string>>;
Result<Metadata> read_metadata(std::span<const uint8_t> file);

}  // namespace roundoff
