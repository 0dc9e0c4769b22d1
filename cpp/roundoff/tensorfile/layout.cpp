#include "roundoff/tensorfile/layout.h"

#include <algorithm>
#include <limits>

#include "roundoff/base/printable.h"

namespace roundoff::internal {

std::optional<size_t> checked_product(size_t a, size_t b) {
  if (b != 0 && a > std::numeric_limits<size_t>::max() / b) return std::nullopt;
  return a * b;
}

std::optional<size_t> checked_elements(std::span<const size_t> shape) {
  if (shape.size() > kMaxRank) return std::nullopt;
  size_t nonzero = 1;
  bool empty = false;
  for (const size_t dimension : shape) {
    empty |= dimension == 0;
    const auto product = checked_product(nonzero, std::max<size_t>(dimension, 1));
    if (!product) return std::nullopt;
    nonzero = *product;
  }
  return empty ? 0 : nonzero;
}

std::string in_quotes(std::string_view name) {
  constexpr size_t kLongest = 80;
  std::string text = "'" + printable(name.substr(0, kLongest));
  if (name.size() > kLongest) {
    // a cut must not leave half a character of UTF-8
    while ((static_cast<unsigned char>(text.back()) & 0xc0u) == 0x80) text.pop_back();
    if (static_cast<unsigned char>(text.back()) >= 0xc0) text.pop_back();
    text += "…";
  }
  return text + "'";
}

std::string to_text(std::span<const size_t> shape) {
  std::string text = "[";
  for (const size_t dimension : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(dimension);
  }
  return text + "]";
}

std::optional<std::string> repeated_name(std::span<const TensorInfo> tensors) {
  std::vector<std::string_view> names;
  names.reserve(tensors.size());
  for (const TensorInfo& tensor : tensors) names.push_back(tensor.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return std::nullopt;
  return "it has two tensors named " + in_quotes(*twice);
}

std::optional<std::string> overlap(std::vector<Extent>& extents) {
  std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  const auto twice = std::adjacent_find(extents.begin(), extents.end(),
                                        [](const Extent& a, const Extent& b) { return b.begin < a.end; });
  if (twice == extents.end()) return std::nullopt;
  return in_quotes(twice->name) + " and " + in_quotes((twice + 1)->name) + " overlap";
}

}  // namespace roundoff::internal
