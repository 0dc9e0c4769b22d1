// What a file says of one tensor that it holds, checked against the file's own bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roundoff {

// What an element is, where float32 can stand in for it: every value of these is a float32, except a float64, which
// is rounded to the nearest. The rest (wide integers, complex numbers, block formats …) is kOther: listed, not read.
enum class ElementType : uint8_t {
  kFloat64,
  kFloat32,
  kFloat16,
  kBfloat16,
  kFp8E4m3,
  kFp8E5m2,
  kInt8,
  kUint8,
  kInt16,
  kUint16,
  kOther,
};

// A member of a zip archive (an .npz file is one): where its bytes lie, and what they are once unpacked.
struct ZipMember {
  std::string name;
  size_t offset = 0;  // in the file
  size_t packed_bytes = 0;
  size_t bytes = 0;
  uint32_t crc = 0;
  bool deflated = false;
};

struct TensorInfo {
  std::string name;   // empty in an .npy file
  std::string dtype;  // float32, int8 … ; the file's own word for what has no such name (Q4_K)
  ElementType type = ElementType::kOther;
  std::vector<size_t> shape;  // the last axis is contiguous, whatever the file's own order of axes
  size_t offset = 0;          // of its data in the file; with a member, in the unpacked member
  size_t bytes = 0;
  bool big_endian = false;
  bool fortran_order = false;  // its data lie with the first axis contiguous
  std::optional<ZipMember> member;

  // Their product fits, or the tensor would not have been listed.
  size_t elements() const {
    size_t product = 1;
    for (const size_t dimension : shape) product *= dimension;
    return product;
  }

  // Whether the file's bytes from `offset` on are its values, row-major and little-endian, with nothing to undo.
  bool is_plain_float32() const {
    return type == ElementType::kFloat32 && !big_endian && !fortran_order && !member;
  }
};

}  // namespace roundoff
