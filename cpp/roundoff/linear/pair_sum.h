// The last step of sums that were kept apart by position.
#pragma once

#include <array>
#include <cstddef>

namespace roundoff::linear {

// Neighbours are added, then neighbouring sums, and so on: a fixed order, short in time. kCount is a power of two.
template <size_t kCount>
float added_in_pairs(std::array<float, kCount> sums) {
  for (size_t half = kCount / 2; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) sums[i] = sums[2 * i] + sums[2 * i + 1];
  }
  return sums[0];
}

}  // namespace roundoff::linear
