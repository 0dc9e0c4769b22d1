// Min-max quantization of slices that lie one after the other and are so short that finding a scale costs as much as
// using it: small groups, the rows of a narrow matrix. Scales are found for a vector of slices at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "roundoff/linear/linear.h"

namespace roundoff::linear {

// Shorter slices are not for quantize_groups(); longer ones need no help, and a vector of them would leave the cache.
inline constexpr size_t kShortestGroup = 32;
inline constexpr size_t kLongestGroup = 512;

// Where to write what Quantized has for each slice, and the integers.
struct GroupResults {
  std::span<Range> ranges;
  std::span<float> scales;
  std::span<int8_t> zero_points;
  std::span<int8_t> integers;

  // For `count` slices from the first one, each of `size` values.
  GroupResults part(size_t first, size_t count, size_t size) const {
    return {ranges.subspan(first, count), scales.subspan(first, count), zero_points.subspan(first, count),
            integers.subspan(first * size, count * size)};
  }
};

// To nearest even; slice i is values[i · size] … values[(i + 1) · size − 1]. Returns what had no natural integer.
Oddities quantize_groups(std::span<const float> values, size_t size, Mode mode, int bits,
                         const GroupResults& results);
Oddities quantize_groups_ref(std::span<const float> values, size_t size, Mode mode, int bits,
                             const GroupResults& results);

}  // namespace roundoff::linear
