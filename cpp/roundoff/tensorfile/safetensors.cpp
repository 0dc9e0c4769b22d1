#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "roundoff/tensorfile/byte_reader.h"
#include "roundoff/tensorfile/formats.h"
#include "roundoff/tensorfile/layout.h"
#include "roundoff/tensorfile/safetensors_header.h"
#include "roundoff/tensorfile/tensor_file.h"

namespace roundoff::internal {
namespace {

constexpr size_t kLengthBytes = 8;
constexpr uint64_t kMaxHeaderBytes = 100'000'000;  // the limit of the format's own library

Error damaged_safetensors(const std::string& what) { return {"the safetensors file is damaged: " + what}; }

struct NamedType {
  std::string_view code;
  std::string_view dtype;
  ElementType type;
  size_t bits;
};

constexpr std::array kSafetensorsTypes = {
    NamedType{"F64", "float64", ElementType::kFloat64, 64},
    NamedType{"F32", "float32", ElementType::kFloat32, 32},
    NamedType{"F16", "float16", ElementType::kFloat16, 16},
    NamedType{"BF16", "bfloat16", ElementType::kBfloat16, 16},
    NamedType{"F8_E4M3", "fp8_e4m3", ElementType::kFp8E4m3, 8},
    NamedType{"F8_E5M2", "fp8_e5m2", ElementType::kFp8E5m2, 8},
    NamedType{"I8", "int8", ElementType::kInt8, 8},
    NamedType{"U8", "uint8", ElementType::kUint8, 8},
    NamedType{"I16", "int16", ElementType::kInt16, 16},
    NamedType{"U16", "uint16", ElementType::kUint16, 16},
    NamedType{"I32", "int32", ElementType::kOther, 32},
    NamedType{"U32", "uint32", ElementType::kOther, 32},
    NamedType{"I64", "int64", ElementType::kOther, 64},
    NamedType{"U64", "uint64", ElementType::kOther, 64},
    NamedType{"BOOL", "bool", ElementType::kOther, 8},
    NamedType{"C64", "complex64", ElementType::kOther, 64},
    NamedType{"F8_E8M0", "fp8_e8m0", ElementType::kOther, 8},
    NamedType{"F6_E2M3", "fp6_e2m3", ElementType::kOther, 6},
    NamedType{"F6_E3M2", "fp6_e3m2", ElementType::kOther, 6},
    NamedType{"F4", "fp4", ElementType::kOther, 4},
};

// nullopt where the bits do not fit size_t or are not whole bytes.
std::optional<size_t> bytes_for(size_t elements, size_t bits) {
  const auto all = checked_product(elements, bits % 8 == 0 ? bits / 8 : bits);
  if (!all || bits % 8 == 0) return all;
  return *all % 8 == 0 ? std::optional(*all / 8) : std::nullopt;
}

Result<TensorInfo> to_tensor(SafetensorsEntry& entry, size_t data_begin, size_t data_bytes) {
  const std::string name = in_quotes(entry.name);
  const auto type = std::find_if(kSafetensorsTypes.begin(), kSafetensorsTypes.end(),
                                 [&](const NamedType& t) { return t.code == entry.dtype; });
  if (type == kSafetensorsTypes.end())
    return damaged_safetensors(name + " is of unknown type " + in_quotes(entry.dtype));
  TensorInfo tensor;
  for (const uint64_t dimension : entry.shape) {
    if (dimension > std::numeric_limits<size_t>::max())
      return damaged_safetensors("no file can hold the shape of " + name);
    tensor.shape.push_back(static_cast<size_t>(dimension));
  }
  const auto elements = checked_elements(tensor.shape);
  const auto bytes = elements ? bytes_for(*elements, type->bits) : std::nullopt;
  if (!bytes) return damaged_safetensors("no file can hold the shape of " + name);
  if (entry.end < entry.begin) return damaged_safetensors(name + " ends before it begins");
  if (entry.end > data_bytes) {
    return Error{"the safetensors file is cut off: " + name + " ends at byte " + std::to_string(entry.end) +
                 " of " + std::to_string(data_bytes)};
  }
  if (entry.end - entry.begin != *bytes) {
    return damaged_safetensors("the shape of " + name + " takes " + std::to_string(*bytes) +
                               " bytes, and it has " + std::to_string(entry.end - entry.begin));
  }
  tensor.name = std::move(entry.name);
  tensor.dtype = std::string(type->dtype);
  tensor.type = type->type;
  tensor.offset = data_begin + static_cast<size_t>(entry.begin);
  tensor.bytes = *bytes;
  return tensor;
}

// The format leaves no byte of its data unused: a hole could hide something.
std::optional<std::string> gap(std::span<const Extent> sorted, size_t begin, size_t end) {
  for (const Extent& extent : sorted) {
    if (extent.begin != begin) return "there is a gap before " + in_quotes(extent.name);
    begin = extent.end;
  }
  if (begin != end) return std::to_string(end - begin) + " bytes belong to no tensor";
  return std::nullopt;
}

// What follows is the tensors' data.
Result<SafetensorsHeader> read_header(ByteReader& reader) {
  const auto length = reader.number<uint64_t>();
  if (length > kMaxHeaderBytes)
    return damaged_safetensors("its header claims " + std::to_string(length) + " bytes");
  const auto text = reader.take(length);
  if (reader.failed()) return Error{"the safetensors file is cut off in its header"};
  Result<SafetensorsHeader> header = parse_safetensors_header(text_of(text));
  if (!header) return damaged_safetensors(header.error());
  return header;
}

}  // namespace

bool is_safetensors(std::span<const uint8_t> file) {
  return file.size() > kLengthBytes && file[kLengthBytes] == '{';
}

Tensors list_safetensors(std::span<const uint8_t> file) {
  ByteReader reader(file);
  Result<SafetensorsHeader> header = read_header(reader);
  if (!header) return Error{header.error()};
  std::vector<TensorInfo> tensors;
  tensors.reserve(header->entries.size());
  for (SafetensorsEntry& entry : header->entries) {
    Result<TensorInfo> tensor = to_tensor(entry, reader.position(), reader.left());
    if (!tensor) return Error{tensor.error()};
    tensors.push_back(std::move(*tensor));
  }
  if (const auto problem = repeated_name(tensors)) return damaged_safetensors(*problem);
  // The header's order is by name or by chance; the file's own is that of the data.
  std::sort(tensors.begin(), tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
    return std::tie(a.offset, a.bytes, a.name) < std::tie(b.offset, b.bytes, b.name);
  });
  std::vector<Extent> extents;
  extents.reserve(tensors.size());
  for (const TensorInfo& tensor : tensors) {
    extents.push_back({tensor.offset, tensor.offset + tensor.bytes, tensor.name});
  }
  if (const auto problem = overlap(extents)) return damaged_safetensors(*problem);
  if (const auto problem = gap(extents, reader.position(), file.size())) return damaged_safetensors(*problem);
  return tensors;
}

}  // namespace roundoff::internal

namespace roundoff {

Result<Metadata> read_metadata(std::span<const uint8_t> file) {
  if (!internal::is_safetensors(file)) return Error{"not a safetensors file"};
  internal::ByteReader reader(file);
  Result<internal::SafetensorsHeader> header = internal::read_header(reader);
  if (!header) return Error{header.error()};
  return std::move(header->metadata);
}

}  // namespace roundoff
