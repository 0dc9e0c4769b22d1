// How often values, integers and errors occur.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/tensor.h"

namespace roundoff {

struct Histogram {
  Range range;  // the edges of the first and of the last bin
  std::vector<uint32_t>
      counts;        // of bins of equal width; each has its lower edge, the last one its upper edge too
  size_t below = 0;  // finite values outside
  size_t above = 0;
  size_t not_finite = 0;  // NaN and ±Inf, in no bin
};

// Bin ⌊(x − min) · (bins / (max − min))⌋ of each value, in double precision. Both ends are finite, min ≤ max; a range of
// width 0 is first widened by half of |min| on each side (by ½ about 0). `bins` is at least 1.
Histogram histogram(std::span<const float> values, size_t bins, Range range);
Histogram histogram_ref(std::span<const float> values, size_t bins, Range range);

// Over the range of the finite values; {0, 0}, widened, where there is none.
Histogram histogram(std::span<const float> values, size_t bins);

// Of before − after, from −e to e where e is the largest finite |before − after|. Same sizes. Errors that are not finite
// are only counted.
Histogram error_histogram(std::span<const float> before, std::span<const float> after, size_t bins);

// counts[i] values are min + i; every integer lies in min … max.
std::vector<uint32_t> count_integers(std::span<const int8_t> integers, int min, int max);
std::vector<uint32_t> count_integers(std::span<const uint8_t> integers, int min, int max);
std::vector<uint32_t> count_integers(std::span<const uint16_t> integers, int min, int max);

}  // namespace roundoff
