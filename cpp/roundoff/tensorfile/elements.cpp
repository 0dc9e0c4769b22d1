#include "roundoff/tensorfile/elements.h"

#include <cassert>
#include <cstring>
#include <type_traits>
#include <utility>

#include "roundoff/format/float_format.h"
#include "roundoff/tensorfile/byte_reader.h"

namespace roundoff::internal {
namespace {

template <class To, class From>
To bits_as(From bits) {
  static_assert(sizeof(To) == sizeof(From));
  To value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <class Bits>
Bits big_endian(std::span<const uint8_t> bytes, size_t at) {
  Bits value = 0;
  for (size_t i = 0; i < sizeof(Bits); ++i)
    value = static_cast<Bits>(value | Bits{bytes[at + i]} << (8 * (sizeof(Bits) - 1 - i)));
  return value;
}

// `convert` takes an element's bits, an unsigned number of its size.
template <class Bits, class Convert>
std::vector<float> convert_all(std::span<const uint8_t> bytes, bool swapped, Convert convert) {
  std::vector<float> values(bytes.size() / sizeof(Bits));
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t at = i * sizeof(Bits);
    values[i] = convert(swapped ? big_endian<Bits>(bytes, at) : little_endian<Bits>(bytes, at));
  }
  return values;
}

std::vector<float> in_file_order(std::span<const uint8_t> bytes, ElementType type, bool swapped) {
  using format::FloatFormat;
  const auto small_float = [](FloatFormat format) {
    return [format](auto bits) { return format::decode(format, bits); };
  };
  switch (type) {
    case ElementType::kFloat64:
      return convert_all<uint64_t>(bytes, swapped,
                                   [](uint64_t b) { return static_cast<float>(bits_as<double>(b)); });
    case ElementType::kFloat32:
      return convert_all<uint32_t>(bytes, swapped, bits_as<float, uint32_t>);
    case ElementType::kFloat16:
      return convert_all<uint16_t>(bytes, swapped, small_float(FloatFormat::kFloat16));
    case ElementType::kBfloat16:
      return convert_all<uint16_t>(bytes, swapped, small_float(FloatFormat::kBfloat16));
    case ElementType::kFp8E4m3:
      return convert_all<uint8_t>(bytes, swapped, small_float(FloatFormat::kFp8E4M3));
    case ElementType::kFp8E5m2:
      return convert_all<uint8_t>(bytes, swapped, small_float(FloatFormat::kFp8E5M2));
    case ElementType::kInt8:
      return convert_all<uint8_t>(bytes, swapped,
                                  [](uint8_t b) { return static_cast<float>(bits_as<int8_t>(b)); });
    case ElementType::kUint8:
      return convert_all<uint8_t>(bytes, swapped, [](uint8_t b) { return static_cast<float>(b); });
    case ElementType::kInt16:
      return convert_all<uint16_t>(bytes, swapped,
                                   [](uint16_t b) { return static_cast<float>(bits_as<int16_t>(b)); });
    case ElementType::kUint16:
      return convert_all<uint16_t>(bytes, swapped, [](uint16_t b) { return static_cast<float>(b); });
    case ElementType::kOther:
      break;
  }
  assert(false);
  return {};
}

// Values with the first axis contiguous, laid out with the last one contiguous.
std::vector<float> to_row_major(const std::vector<float>& fortran, std::span<const size_t> shape) {
  std::vector<float> values(fortran.size());
  std::vector<size_t> strides;
  size_t stride = 1;
  for (const size_t dimension : shape) {
    strides.push_back(stride);
    stride *= dimension;
  }
  std::vector<size_t> index(shape.size());
  size_t from = 0;
  for (float& value : values) {
    value = fortran[from];
    for (size_t axis = shape.size(); axis-- > 0;) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return values;
}

}  // namespace

size_t element_bytes(ElementType type) {
  switch (type) {
    case ElementType::kFloat64:
      return 8;
    case ElementType::kFloat32:
      return 4;
    case ElementType::kFloat16:
    case ElementType::kBfloat16:
    case ElementType::kInt16:
    case ElementType::kUint16:
      return 2;
    case ElementType::kFp8E4m3:
    case ElementType::kFp8E5m2:
    case ElementType::kInt8:
    case ElementType::kUint8:
      return 1;
    case ElementType::kOther:
      break;
  }
  return 0;
}

std::vector<float> to_float32(std::span<const uint8_t> bytes, const TensorInfo& tensor) {
  std::vector<float> values = in_file_order(bytes, tensor.type, tensor.big_endian);
  return tensor.fortran_order && tensor.shape.size() > 1 ? to_row_major(values, tensor.shape) : values;
}

}  // namespace roundoff::internal
