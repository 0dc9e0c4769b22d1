// The arithmetic of untrusted shapes and offsets, and words for names that a stranger chose.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/tensorfile/tensor_info.h"

namespace roundoff::internal {

// More axes than any of the formats' own libraries take.
inline constexpr size_t kMaxRank = 64;

// nullopt where it does not fit size_t.
std::optional<size_t> checked_product(size_t a, size_t b);

// The number of elements; nullopt where the axes are more than kMaxRank, or where the product of those that are not
// zero does not fit size_t, so that strides may be taken of any shape that passes.
std::optional<size_t> checked_elements(std::span<const size_t> shape);

// A name in quotes, on one line and not too long, for a message.
std::string in_quotes(std::string_view name);

// "[2, 3]"
std::string to_text(std::span<const size_t> shape);

// The error of tensors of which two have one name; nullopt where none have.
std::optional<std::string> repeated_name(std::span<const TensorInfo> tensors);

// A range of a file's bytes, and whose it is.
struct Extent {
  size_t begin = 0;
  size_t end = 0;
  std::string_view name;
};

// What is wrong where two of them share a byte; nullopt where none do. Sorts them.
std::optional<std::string> overlap(std::vector<Extent>& extents);

}  // namespace roundoff::internal
