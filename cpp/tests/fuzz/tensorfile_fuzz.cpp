// Any bytes as a tensor file: an error in one line, or tensors that lie in the file and read the same each time.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "roundoff/tensorfile/npy.h"
#include "roundoff/tensorfile/tensor_file.h"
#include "tests/fuzz/check.h"

using roundoff::TensorInfo;
using roundoff::fuzz::check;

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

// A safetensors header's length is put right, else hardly a mutation would get to the JSON.
void repair(std::span<uint8_t> file) {
  constexpr size_t kLengthBytes = 8;
  if (file.size() <= kLengthBytes || file[kLengthBytes] != '{') return;
  const auto end = std::find(file.rbegin(), file.rend(), '}');
  if (end == file.rend()) return;
  uint64_t length = static_cast<uint64_t>(file.rend() - end) - kLengthBytes;
  for (size_t i = 0; i < kLengthBytes; ++i, length >>= 8U) file[i] = static_cast<uint8_t>(length);
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

void check_values(std::span<const uint8_t> file, const TensorInfo& tensor) {
  const auto values = roundoff::read_tensor(file, tensor);
  if (!values.ok()) {
    check(!values.error().empty() && values.error().find('\n') == std::string::npos, "an error is one line");
    return;
  }
  check(values->size() == tensor.elements(), "as many values as the shape asks for");
  const auto again = roundoff::read_tensor(file, tensor);
  check(again.ok() && same_bits(*values, *again), "the same bytes give the same values");

  const std::vector<uint8_t> written = roundoff::write_npy(*values, tensor.shape);
  const auto listed = roundoff::list_tensors(written);
  check(listed.ok() && listed->tensors.size() == 1, "what is written is one array");
  check(listed->tensors[0].shape == tensor.shape, "its shape is written");
  const auto back = roundoff::read_tensor(written, listed->tensors[0]);
  check(back.ok() && same_bits(*values, *back), "what is written reads back");
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  size = LLVMFuzzerMutate(data, size, max_size);
  if (seed % 2 == 0) repair({data, size});
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> file(data, size);
  const auto listed = roundoff::list_tensors(file);
  if (!listed.ok()) {
    check(!listed.error().empty() && listed.error().find('\n') == std::string::npos, "an error is one line");
    return 0;
  }
  size_t unpacked = 0;
  for (const TensorInfo& tensor : listed->tensors) {
    const auto [begin, held] = tensor.member ? std::pair(tensor.member->offset, tensor.member->packed_bytes)
                                             : std::pair(tensor.offset, tensor.bytes);
    check(begin <= size && held <= size - begin, "tensors lie in the file");
    unpacked += tensor.bytes;
  }
  check(unpacked <= size * 1033, "no more is promised than DEFLATE can hold");
  // Much data that is much the same only makes the search slow.
  constexpr size_t kMaxRead = size_t{1} << 18U;
  if (unpacked > kMaxRead) return 0;
  for (const TensorInfo& tensor : listed->tensors) check_values(file, tensor);
  return 0;
}
