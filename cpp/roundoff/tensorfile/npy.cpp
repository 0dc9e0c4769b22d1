#include "roundoff/tensorfile/npy.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>
#include <string_view>

#include "roundoff/tensorfile/byte_reader.h"
#include "roundoff/tensorfile/layout.h"
#include "roundoff/tensorfile/python_literal.h"

namespace roundoff {
namespace {

using internal::in_quotes;

constexpr std::array<uint8_t, 6> kMagic = {0x93, 'N', 'U', 'M', 'P', 'Y'};

Error damaged(const std::string& what) { return {"the .npy array is damaged: " + what}; }

struct Element {
  std::string dtype;
  ElementType type = ElementType::kOther;
  size_t bytes = 0;
  bool big_endian = false;
};

struct NamedType {
  std::string_view code;
  std::string_view dtype;
  ElementType type;
};

constexpr std::array kTypes = {
    NamedType{"f8", "float64", ElementType::kFloat64}, NamedType{"f4", "float32", ElementType::kFloat32},
    NamedType{"f2", "float16", ElementType::kFloat16}, NamedType{"i1", "int8", ElementType::kInt8},
    NamedType{"u1", "uint8", ElementType::kUint8},     NamedType{"i2", "int16", ElementType::kInt16},
    NamedType{"u2", "uint16", ElementType::kUint16},   NamedType{"i4", "int32", ElementType::kOther},
    NamedType{"u4", "uint32", ElementType::kOther},    NamedType{"i8", "int64", ElementType::kOther},
    NamedType{"u8", "uint64", ElementType::kOther},    NamedType{"b1", "bool", ElementType::kOther},
    NamedType{"c8", "complex64", ElementType::kOther}, NamedType{"c16", "complex128", ElementType::kOther},
};

// A type string of the array interface: byte order, kind, size; of datetimes a unit in brackets too.
Result<Element> parse_descr(std::string_view descr) {
  const Error unknown = damaged(in_quotes(descr) + " names no type");
  std::string_view code = descr;
  Element element;
  if (!code.empty() && std::string_view("<>|=").find(code[0]) != std::string_view::npos) {
    element.big_endian = code[0] == '>';
    code.remove_prefix(1);
  }
  if (code.empty()) return unknown;
  if (code[0] == 'O') return Error{"the .npy array holds Python objects (pickle), which are never loaded"};
  if (std::string_view("biufcmMSUV").find(code[0]) == std::string_view::npos) return unknown;
  const std::string_view size = code.substr(1, code.find('[') - 1);
  if (size.empty() || size.size() > 9 || !std::all_of(size.begin(), size.end(), internal::is_digit))
    return unknown;
  for (const char digit : size) element.bytes = element.bytes * 10 + static_cast<size_t>(digit - '0');
  if (code[0] == 'U') element.bytes *= 4;  // counted in characters
  element.dtype = std::string(descr);
  const auto known =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const NamedType& t) { return t.code == code; });
  if (known != kTypes.end()) {
    element.dtype = std::string(known->dtype);
    element.type = known->type;
  }
  return element;
}

std::vector<uint8_t> with_header(std::string_view descr, std::span<const size_t> shape,
                                 std::span<const uint8_t> data) {
  std::string header = "{'descr': '" + std::string(descr) + "', 'fortran_order': False, 'shape': (";
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    header += std::to_string(shape[axis]) + (axis + 1 < shape.size() ? ", " : shape.size() == 1 ? "," : "");
  }
  header += "), }";
  // The data begin at a multiple of 64 bytes, so that they may be mapped.
  constexpr size_t kFixedBytes = 10;
  header.append(63 - (kFixedBytes + header.size()) % 64, ' ');
  header += '\n';
  assert(header.size() < internal::kMaxNpyHeaderBytes);

  std::vector<uint8_t> file(kFixedBytes + header.size() + data.size());
  auto at = std::copy(kMagic.begin(), kMagic.end(), file.begin());
  for (const size_t byte : {size_t{1}, size_t{0}, header.size() & 255u, header.size() >> 8u}) {
    *at++ = static_cast<uint8_t>(byte);
  }
  at = std::copy(header.begin(), header.end(), at);
  std::copy(data.begin(), data.end(), at);
  return file;
}

template <class T>
std::span<const uint8_t> bytes_of(std::span<const T> values) {
  static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
  return {reinterpret_cast<const uint8_t*>(values.data()), values.size_bytes()};
}

}  // namespace

std::vector<uint8_t> write_npy(std::span<const float> values, std::span<const size_t> shape) {
  return with_header("<f4", shape, bytes_of(values));
}

std::vector<uint8_t> write_npy(std::span<const int8_t> values, std::span<const size_t> shape) {
  return with_header("|i1", shape, bytes_of(values));
}

std::vector<uint8_t> write_npy(std::span<const uint8_t> values, std::span<const size_t> shape) {
  return with_header("|u1", shape, values);
}

std::vector<uint8_t> write_npy(std::span<const uint16_t> values, std::span<const size_t> shape) {
  return with_header("<u2", shape, bytes_of(values));
}

namespace internal {

bool is_npy(std::span<const uint8_t> file) {
  return file.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), file.begin());
}

Result<TensorInfo> read_npy_header(std::span<const uint8_t> start, size_t bytes) {
  const Error cut_off{"the .npy array is cut off"};
  if (!is_npy(start)) return Error{"not an .npy array"};
  ByteReader reader(start);
  reader.take(kMagic.size());
  const uint8_t major = reader.number<uint8_t>();
  const uint8_t minor = reader.number<uint8_t>();
  const size_t length = major == 1 ? reader.number<uint16_t>() : reader.number<uint32_t>();
  if (reader.failed()) return cut_off;
  if (major < 1 || major > 3 || minor != 0) {
    return Error{"version " + std::to_string(major) + "." + std::to_string(minor) + " of .npy is not known"};
  }
  if (length >= kMaxNpyHeaderBytes) return damaged("its header claims " + std::to_string(length) + " bytes");
  const auto text = reader.take(length);
  if (reader.failed()) return cut_off;

  const Result<NpyDictionary> dictionary = parse_npy_dictionary(text_of(text));
  if (!dictionary) return damaged(dictionary.error());
  const Result<Element> element = parse_descr(dictionary->descr);
  if (!element) return Error{element.error()};
  const auto elements = checked_elements(dictionary->shape);
  const auto data_bytes = elements ? checked_product(*elements, element->bytes) : std::nullopt;
  if (!data_bytes) return damaged("no file can hold its shape " + to_text(dictionary->shape).substr(0, 200));
  const size_t held = bytes - reader.position();
  if (*data_bytes > held) {
    return Error{"the .npy array is cut off: its shape " + to_text(dictionary->shape) + " of " +
                 element->dtype + " takes " + std::to_string(*data_bytes) + " bytes, and " +
                 std::to_string(held) + " are there"};
  }
  if (*data_bytes < held) return damaged(std::to_string(held - *data_bytes) + " bytes follow it");

  TensorInfo tensor;
  tensor.dtype = element->dtype;
  tensor.type = element->type;
  tensor.big_endian = element->big_endian;
  tensor.shape = dictionary->shape;
  tensor.fortran_order = dictionary->fortran_order;
  tensor.offset = reader.position();
  tensor.bytes = *data_bytes;
  return tensor;
}

}  // namespace internal
}  // namespace roundoff
