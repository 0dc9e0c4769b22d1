// Tensor files made to order, well-formed or not, for tests.
#pragma once

#include <lodepng.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/files.h"

namespace roundoff::test {

template <class T>
void put_little(Bytes& bytes, T value) {
  for (size_t i = 0; i < sizeof value; ++i) bytes.push_back(static_cast<uint8_t>(uint64_t{value} >> (8 * i)));
}

inline void put_text(Bytes& bytes, std::string_view text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

inline Bytes bytes_of(const std::vector<float>& values) {
  Bytes bytes(values.size() * 4);
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// An .npy file with this header, as it stands.
inline Bytes make_npy(std::string_view header, const Bytes& data, uint8_t major = 1) {
  Bytes file = {0x93, 'N', 'U', 'M', 'P', 'Y', major, 0};
  if (major == 1) {
    put_little(file, static_cast<uint16_t>(header.size()));
  } else {
    put_little(file, static_cast<uint32_t>(header.size()));
  }
  put_text(file, header);
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

inline Bytes make_float_npy(const std::vector<float>& values) {
  const std::string shape = "(" + std::to_string(values.size()) + ",)";
  return make_npy("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n", bytes_of(values));
}

struct Member {
  std::string name;
  Bytes data;
  bool deflated = false;
  // What the directory says where it lies; −1 for the truth.
  int64_t bytes = -1;
  int64_t crc = -1;
  int64_t offset = -1;
  uint16_t method = 8;
  uint16_t flags = 0;
};

inline Bytes make_zip(const std::vector<Member>& members) {
  Bytes file;
  Bytes directory;
  for (const Member& m : members) {
    Bytes packed = m.data;
    if (m.deflated) {
      unsigned char* out = nullptr;
      size_t size = 0;
      lodepng_deflate(&out, &size, m.data.data(), m.data.size(), &lodepng_default_compress_settings);
      packed.assign(out, out + size);
      std::free(out);
    }
    const size_t offset = m.offset < 0 ? file.size() : static_cast<size_t>(m.offset);
    // What the two headers have in common, from the version needed to the extra field's length.
    Bytes common;
    put_little(common, uint16_t{20});
    put_little(common, m.flags);
    put_little(common, m.deflated ? m.method : uint16_t{0});
    put_little(common, uint32_t{0});
    put_little(common,
               m.crc < 0 ? lodepng_crc32(m.data.data(), m.data.size()) : static_cast<uint32_t>(m.crc));
    put_little(common, static_cast<uint32_t>(packed.size()));
    put_little(common, m.bytes < 0 ? static_cast<uint32_t>(m.data.size()) : static_cast<uint32_t>(m.bytes));
    put_little(common, static_cast<uint16_t>(m.name.size()));
    put_little(common, uint16_t{0});

    put_text(file, "PK\x03\x04");
    file.insert(file.end(), common.begin(), common.end());
    put_text(file, m.name);
    file.insert(file.end(), packed.begin(), packed.end());

    put_text(directory, "PK\x01\x02");
    put_little(directory, uint16_t{20});
    directory.insert(directory.end(), common.begin(), common.end());
    directory.insert(directory.end(), 10, 0);  // comment, disk, attributes
    put_little(directory, static_cast<uint32_t>(offset));
    put_text(directory, m.name);
  }
  const size_t begin = file.size();
  file.insert(file.end(), directory.begin(), directory.end());
  put_text(file, std::string_view("PK\x05\x06\0\0\0\0", 8));
  put_little(file, static_cast<uint16_t>(members.size()));
  put_little(file, static_cast<uint16_t>(members.size()));
  put_little(file, static_cast<uint32_t>(directory.size()));
  put_little(file, static_cast<uint32_t>(begin));
  put_little(file, uint16_t{0});
  return file;
}

inline Bytes make_safetensors(std::string_view json, const Bytes& data) {
  Bytes file;
  put_little(file, uint64_t{json.size()});
  put_text(file, json);
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

// GGUF from its parts, written in order.
class Gguf {
 public:
  Gguf(uint64_t tensors, uint64_t pairs, uint32_t version = 3) {
    put_text(file_, "GGUF");
    put_little(file_, version);
    put_little(file_, tensors);
    put_little(file_, pairs);
  }

  template <class T>
  Gguf& number(T value) {
    put_little(file_, value);
    return *this;
  }
  Gguf& text(std::string_view text) {
    put_little(file_, uint64_t{text.size()});
    put_text(file_, text);
    return *this;
  }
  // `dimensions` as GGUF has them: the contiguous one first.
  Gguf& tensor(std::string_view name, const std::vector<uint64_t>& dimensions, uint32_t type,
               uint64_t offset) {
    text(name).number(static_cast<uint32_t>(dimensions.size()));
    for (const uint64_t dimension : dimensions) number(dimension);
    return number(type).number(offset);
  }
  Bytes data(const Bytes& data, size_t alignment = 32) {
    file_.resize((file_.size() + alignment - 1) / alignment * alignment);
    file_.insert(file_.end(), data.begin(), data.end());
    return file_;
  }

 private:
  Bytes file_;
};

}  // namespace roundoff::test
