// NumPy's .npz: a zip archive with one .npy file for each array, which is named after it.
#include <string>
#include <utility>

#include "roundoff/tensorfile/formats.h"
#include "roundoff/tensorfile/layout.h"
#include "roundoff/tensorfile/npy.h"
#include "roundoff/tensorfile/zip.h"

namespace roundoff::internal {

Tensors list_npz(std::span<const uint8_t> file) {
  Result<std::vector<ZipMember>> members = list_zip(file);
  if (!members) return Error{members.error()};
  std::vector<TensorInfo> tensors;
  for (ZipMember& member : *members) {
    if (!member.name.ends_with(".npy")) continue;
    constexpr size_t kFixedBytes = 12;  // magic, version and length before the header
    const auto start = start_of_member(file, member, kFixedBytes + kMaxNpyHeaderBytes);
    if (!start) return Error{start.error()};
    Result<TensorInfo> tensor = read_npy_header(*start, member.bytes);
    if (!tensor) return Error{in_quotes(member.name) + ": " + tensor.error()};
    tensor->name = member.name.substr(0, member.name.size() - 4);
    tensor->member = std::move(member);
    tensors.push_back(std::move(*tensor));
  }
  if (tensors.empty()) return Error{"the zip archive holds no .npy arrays"};
  if (const auto problem = repeated_name(tensors)) return Error{"the zip archive is damaged: " + *problem};
  return tensors;
}

}  // namespace roundoff::internal
