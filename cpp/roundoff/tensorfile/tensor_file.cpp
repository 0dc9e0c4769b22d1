#include "roundoff/tensorfile/tensor_file.h"

#include <string>
#include <utility>

#include "roundoff/tensorfile/elements.h"
#include "roundoff/tensorfile/formats.h"
#include "roundoff/tensorfile/layout.h"
#include "roundoff/tensorfile/npy.h"
#include "roundoff/tensorfile/zip.h"

namespace roundoff {
namespace {

internal::Tensors list_npy(std::span<const uint8_t> file) {
  Result<TensorInfo> tensor = internal::read_npy_header(file, file.size());
  if (!tensor) return Error{tensor.error()};
  return std::vector<TensorInfo>{std::move(*tensor)};
}

Result<TensorFile> of_format(TensorFormat format, internal::Tensors tensors) {
  if (!tensors) return Error{tensors.error()};
  return TensorFile{format, std::move(*tensors)};
}

bool within(size_t begin, size_t count, size_t all) { return begin <= all && count <= all - begin; }

}  // namespace

std::string_view name_of(TensorFormat format) {
  switch (format) {
    case TensorFormat::kNpy:
      return "npy";
    case TensorFormat::kNpz:
      return "npz";
    case TensorFormat::kSafetensors:
      return "safetensors";
    case TensorFormat::kGguf:
      return "gguf";
  }
  return "";
}

Result<TensorFile> list_tensors(std::span<const uint8_t> file) {
  if (file.empty()) return Error{"the file is empty"};
  if (internal::is_npy(file)) return of_format(TensorFormat::kNpy, list_npy(file));
  if (internal::is_zip(file)) return of_format(TensorFormat::kNpz, internal::list_npz(file));
  if (internal::is_gguf(file)) return of_format(TensorFormat::kGguf, internal::list_gguf(file));
  if (internal::is_safetensors(file)) {
    return of_format(TensorFormat::kSafetensors, internal::list_safetensors(file));
  }
  return Error{"not an .npy, .npz, .safetensors or GGUF file"};
}

Result<std::vector<float>> read_tensor(std::span<const uint8_t> file, const TensorInfo& tensor) {
  const Error foreign{"the tensor is not one of this file"};
  const std::string name = tensor.name.empty() ? "the array" : internal::in_quotes(tensor.name);
  const size_t element_bytes = internal::element_bytes(tensor.type);
  if (element_bytes == 0) {
    return Error{name + " is of type " + tensor.dtype + ", which float32 cannot stand in for"};
  }
  const auto elements = internal::checked_elements(tensor.shape);
  if (!elements || tensor.bytes % element_bytes != 0 || tensor.bytes / element_bytes != *elements)
    return foreign;
  if (!tensor.member) {
    if (!within(tensor.offset, tensor.bytes, file.size())) return foreign;
    return internal::to_float32(file.subspan(tensor.offset, tensor.bytes), tensor);
  }
  const ZipMember& member = *tensor.member;
  if (!within(member.offset, member.packed_bytes, file.size())) return foreign;
  const Result<std::vector<uint8_t>> bytes = internal::whole_member(file, member);
  if (!bytes) return Error{bytes.error()};
  if (!within(tensor.offset, tensor.bytes, bytes->size())) return foreign;
  return internal::to_float32(std::span(*bytes).subspan(tensor.offset, tensor.bytes), tensor);
}

}  // namespace roundoff
