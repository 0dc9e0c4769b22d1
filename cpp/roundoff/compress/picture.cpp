#include "roundoff/compress/picture.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "roundoff/linear/kernels.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/histogram.h"
#include "roundoff/measure/signed_map.h"

namespace roundoff {
namespace {

float largest_magnitude(std::span<const float> values) {
  const Range range = linear::scan(values).range;
  return std::max(std::abs(range.min), std::abs(range.max));
}

// One for each integer: on a line through 0 that ends at ±largest().
class Drawn {
 public:
  explicit Drawn(const Compression& c) : kind_(c.kind), bits_(c.bits), range_(c.integer_range) {}

  float largest() const {
    if (kind_ == IntegerKind::kIndex) return static_cast<float>((1 << bits_) - 1);
    if (range_) return static_cast<float>(std::max(-range_->min, range_->max));
    return static_cast<float>((1 << (bits_ - 1)) - 1);
  }

  std::vector<float> all(const Integers& integers) const {
    return std::visit(
        [&](const auto& list) {
          std::vector<float> drawn(list.size());
          std::transform(list.begin(), list.end(), drawn.begin(),
                         [&](auto integer) { return static_cast<float>(place(integer)); });
          return drawn;
        },
        integers);
  }

 private:
  int place(int integer) const {
    const int sign = 1 << (bits_ - 1);
    if (kind_ == IntegerKind::kIndex) return 2 * integer - (2 * sign - 1);
    if (kind_ == IntegerKind::kSignMagnitude) return (integer & sign) != 0 ? -(integer - sign) : integer;
    return integer;
  }

  IntegerKind kind_;
  int bits_;
  std::optional<IntegerRange> range_;
};

// Each code of a row over the part of the row that it stands for.
std::vector<float> spread(const std::vector<float>& codes, const std::vector<size_t>& subspaces) {
  std::vector<float> values;
  const size_t each = subspaces.size() - 1;
  values.reserve(codes.size() / each * subspaces.back());
  for (size_t i = 0; i < codes.size(); ++i) {
    const size_t part = i % each;
    values.insert(values.end(), subspaces[part + 1] - subspaces[part], codes[i]);
  }
  return values;
}

void subtract(std::span<const float> before, std::span<const float> after, std::span<float> difference) {
  for (size_t i = 0; i < difference.size(); ++i) difference[i] = before[i] - after[i];
}

// A few at a time, which never leave the first cache.
std::vector<uint8_t> error_picture(std::span<const float> before, std::span<const float> after, float scale) {
  constexpr size_t kBlock = 1024;
  std::array<float, kBlock> difference;
  std::vector<uint8_t> rgba(4 * before.size());
  for (size_t first = 0; first < before.size(); first += kBlock) {
    const size_t count = std::min(kBlock, before.size() - first);
    const std::span block = std::span(difference).first(count);
    subtract(before.subspan(first, count), after.subspan(first, count), block);
    paint_heat(block, scale, std::span(rgba).subspan(4 * first, 4 * count));
  }
  return rgba;
}

std::vector<uint8_t> signed_picture(std::span<const float> values, float scale) {
  std::vector<uint8_t> rgba(4 * values.size());
  paint_signed(values, scale, rgba);
  return rgba;
}

}  // namespace

std::vector<float> errors(const Tensor& before, const Compression& compression) {
  assert(before.size() == compression.values.size());
  std::vector<float> difference(before.size());
  subtract(before.values, compression.values, difference);
  return difference;
}

CompressionPictures paint(const Tensor& before, const Compression& compression,
                          const PictureOptions& options) {
  CompressionPictures pictures;
  pictures.value_scale = options.value_scale ? *options.value_scale : largest_magnitude(before.values);
  pictures.error_scale = options.error_scale.value_or(static_cast<float>(compression.error.max_abs));
  if (options.before) pictures.before = signed_picture(before.values, pictures.value_scale);
  if (options.after) pictures.after = signed_picture(compression.values, pictures.value_scale);
  if (options.integers) {
    const Drawn drawn(compression);
    std::vector<float> places = drawn.all(compression.integers);
    if (!compression.subspaces.empty()) places = spread(places, compression.subspaces);
    pictures.integers = signed_picture(places, drawn.largest());
  }
  if (options.error) {
    pictures.error = error_picture(before.values, compression.values, pictures.error_scale);
  }
  return pictures;
}

IntegerCounts count_integers(const Compression& compression) {
  return std::visit(
      [&](const auto& integers) -> IntegerCounts {
        if (integers.empty()) return {};
        const auto [least, most] = std::minmax_element(integers.begin(), integers.end());
        const IntegerRange range = compression.integer_range.value_or(IntegerRange{*least, *most});
        return {range.min, count_integers(std::span(integers), range.min, range.max)};
      },
      compression.integers);
}

}  // namespace roundoff
