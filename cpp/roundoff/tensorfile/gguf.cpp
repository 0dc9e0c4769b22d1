#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "roundoff/tensorfile/byte_reader.h"
#include "roundoff/tensorfile/formats.h"
#include "roundoff/tensorfile/layout.h"

namespace roundoff::internal {
namespace {

constexpr std::string_view kGgufMagic = "GGUF";
constexpr size_t kMaxGgufRank = 4;

Error damaged_gguf(const std::string& what) { return {"the GGUF file is damaged: " + what}; }
const char* const kCutOff = "the GGUF file is cut off";

// ggml's tensor types: so many elements in a block of so many bytes.
struct BlockType {
  uint32_t code;
  std::string_view dtype;
  size_t elements;
  size_t bytes;
  ElementType type = ElementType::kOther;
};

constexpr std::array kGgufTypes = {
    BlockType{0, "float32", 1, 4, ElementType::kFloat32},
    BlockType{1, "float16", 1, 2, ElementType::kFloat16},
    BlockType{2, "Q4_0", 32, 18},
    BlockType{3, "Q4_1", 32, 20},
    BlockType{6, "Q5_0", 32, 22},
    BlockType{7, "Q5_1", 32, 24},
    BlockType{8, "Q8_0", 32, 34},
    BlockType{9, "Q8_1", 32, 36},
    BlockType{10, "Q2_K", 256, 84},
    BlockType{11, "Q3_K", 256, 110},
    BlockType{12, "Q4_K", 256, 144},
    BlockType{13, "Q5_K", 256, 176},
    BlockType{14, "Q6_K", 256, 210},
    BlockType{15, "Q8_K", 256, 292},
    BlockType{16, "IQ2_XXS", 256, 66},
    BlockType{17, "IQ2_XS", 256, 74},
    BlockType{18, "IQ3_XXS", 256, 98},
    BlockType{19, "IQ1_S", 256, 50},
    BlockType{20, "IQ4_NL", 32, 18},
    BlockType{21, "IQ3_S", 256, 110},
    BlockType{22, "IQ2_S", 256, 82},
    BlockType{23, "IQ4_XS", 256, 136},
    BlockType{24, "int8", 1, 1, ElementType::kInt8},
    BlockType{25, "int16", 1, 2, ElementType::kInt16},
    BlockType{26, "int32", 1, 4},
    BlockType{27, "int64", 1, 8},
    BlockType{28, "float64", 1, 8, ElementType::kFloat64},
    BlockType{29, "IQ1_M", 256, 56},
    BlockType{30, "bfloat16", 1, 2, ElementType::kBfloat16},
    BlockType{34, "TQ1_0", 256, 54},
    BlockType{35, "TQ2_0", 256, 66},
    BlockType{39, "MXFP4", 32, 17},
};

// Bytes of a metadata value of one of GGUF's types; 0 for text, lists and what is no type.
constexpr std::array<size_t, 13> kValueBytes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
constexpr uint32_t kUint32Value = 4;
constexpr uint32_t kTextValue = 8;
constexpr uint32_t kListValue = 9;

std::string_view read_text(ByteReader& reader) { return text_of(reader.take(reader.number<uint64_t>())); }

// Passes over a value; false where its type is none.
bool skip_value(ByteReader& reader, uint32_t type) {
  if (type == kTextValue) {
    read_text(reader);
    return true;
  }
  if (type >= kValueBytes.size()) return false;
  if (type != kListValue) {
    reader.take(kValueBytes[type]);
    return true;
  }
  const auto element_type = reader.number<uint32_t>();
  const auto count = reader.number<uint64_t>();
  if (reader.failed()) return true;
  if (element_type == kTextValue) {
    for (uint64_t i = 0; i < count && !reader.failed(); ++i) read_text(reader);
    return true;
  }
  if (element_type == kListValue || element_type >= kValueBytes.size()) return false;
  const size_t bytes = kValueBytes[element_type];
  reader.take(count > reader.left() / bytes ? reader.left() + uint64_t{1} : count * bytes);
  return true;
}

// The metadata of which anything matters here: where tensors may begin.
Result<size_t> read_alignment(ByteReader& reader, uint64_t pairs) {
  size_t alignment = 32;
  for (uint64_t i = 0; i < pairs && !reader.failed(); ++i) {
    const std::string_view key = read_text(reader);
    const auto type = reader.number<uint32_t>();
    if (key == "general.alignment" && type == kUint32Value) {
      alignment = reader.number<uint32_t>();
      if (!reader.failed() && (alignment == 0 || (alignment & (alignment - 1)) != 0)) {
        return damaged_gguf("its alignment is " + std::to_string(alignment) + ", which is no power of two");
      }
    } else if (!skip_value(reader, type)) {
      return damaged_gguf("the metadata of " + in_quotes(key) + " are of no known type");
    }
  }
  if (reader.failed()) return Error{kCutOff};
  return alignment;
}

// As it stands, its offset counted from where the data begin. The file's first axis is the contiguous one.
Result<TensorInfo> read_tensor_info(ByteReader& reader) {
  TensorInfo tensor;
  tensor.name = std::string(read_text(reader));
  const auto rank = reader.number<uint32_t>();
  if (reader.failed()) return Error{kCutOff};
  const std::string name = in_quotes(tensor.name);
  if (rank > kMaxGgufRank) return damaged_gguf(name + " has " + std::to_string(rank) + " axes");
  for (uint32_t axis = 0; axis < rank; ++axis) {
    const auto dimension = reader.number<uint64_t>();
    if (dimension > std::numeric_limits<size_t>::max())
      return damaged_gguf("no file can hold the shape of " + name);
    tensor.shape.insert(tensor.shape.begin(), static_cast<size_t>(dimension));
  }
  const auto code = reader.number<uint32_t>();
  const auto offset = reader.number<uint64_t>();
  if (reader.failed()) return Error{kCutOff};
  if (offset > std::numeric_limits<size_t>::max()) return damaged_gguf(name + " lies outside the file");
  tensor.offset = static_cast<size_t>(offset);

  const auto type =
      std::find_if(kGgufTypes.begin(), kGgufTypes.end(), [&](const BlockType& t) { return t.code == code; });
  if (type == kGgufTypes.end())
    return Error{name + " is of GGUF type " + std::to_string(code) + ", which is not known"};
  tensor.dtype = std::string(type->dtype);
  tensor.type = type->type;
  const size_t row = tensor.shape.empty() ? 1 : tensor.shape.back();
  if (row % type->elements != 0) {
    return damaged_gguf("rows of " + std::to_string(row) + " in " + name + " are not whole blocks of " +
                        tensor.dtype);
  }
  const auto elements = checked_elements(tensor.shape);
  const auto bytes = elements ? checked_product(*elements / type->elements, type->bytes) : std::nullopt;
  if (!bytes) return damaged_gguf("no file can hold the shape of " + name);
  tensor.bytes = *bytes;
  return tensor;
}

}  // namespace

bool is_gguf(std::span<const uint8_t> file) {
  return text_of(file).substr(0, kGgufMagic.size()) == kGgufMagic;
}

Tensors list_gguf(std::span<const uint8_t> file) {
  ByteReader reader(file);
  reader.take(kGgufMagic.size());
  const auto version = reader.number<uint32_t>();
  const auto tensor_count = reader.number<uint64_t>();
  const auto pairs = reader.number<uint64_t>();
  if (reader.failed()) return Error{kCutOff};
  if (version != 0 && (version & 0xffffu) == 0) return Error{"big-endian GGUF files are not handled"};
  if (version != 2 && version != 3) {
    return Error{"version " + std::to_string(version) + " of GGUF is not handled; 2 and 3 are"};
  }
  const Result<size_t> alignment = read_alignment(reader, pairs);
  if (!alignment) return Error{alignment.error()};

  std::vector<TensorInfo> tensors;
  for (uint64_t i = 0; i < tensor_count; ++i) {
    Result<TensorInfo> tensor = read_tensor_info(reader);
    if (!tensor) return Error{tensor.error()};
    tensors.push_back(std::move(*tensor));
  }
  if (tensors.empty()) return tensors;
  if (const auto problem = repeated_name(tensors)) return damaged_gguf(*problem);

  const size_t padding = (*alignment - reader.position() % *alignment) % *alignment;
  if (padding > reader.left()) return Error{kCutOff};
  const size_t data_begin = reader.position() + padding;
  std::vector<Extent> extents;
  extents.reserve(tensors.size());
  for (TensorInfo& tensor : tensors) {
    const std::string name = in_quotes(tensor.name);
    if (tensor.offset % *alignment != 0)
      return damaged_gguf(name + " does not begin at a multiple of its alignment");
    const size_t held = file.size() - data_begin;
    if (tensor.offset > held || tensor.bytes > held - tensor.offset) {
      return Error{"the GGUF file is cut off: " + name + " reaches beyond its end"};
    }
    tensor.offset += data_begin;
    extents.push_back({tensor.offset, tensor.offset + tensor.bytes, tensor.name});
  }
  if (const auto problem = overlap(extents)) return damaged_gguf(*problem);
  return tensors;
}

}  // namespace roundoff::internal
