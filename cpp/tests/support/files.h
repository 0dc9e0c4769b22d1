// Files as bytes, for tests.
#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace roundoff::test {

using Bytes = std::vector<uint8_t>;

// Empty when there is no such file.
inline Bytes read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

inline Bytes golden(const std::string& name) {
  return read_file(std::string(ROUNDOFF_GOLDEN_DIR) + "/" + name);
}

inline Bytes dog() { return read_file(std::string(ROUNDOFF_ASSETS_DIR) + "/dog.jpg"); }

}  // namespace roundoff::test
