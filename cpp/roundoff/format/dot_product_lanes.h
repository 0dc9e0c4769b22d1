// Sixteen dot products side by side, in every accumulation of one format at once.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "roundoff/format/round_to.h"

namespace roundoff::format {

inline constexpr size_t kDotLanes = 16;

// Where the sums of one format stand. Pairwise sums are kept as digits of a binary number: level l holds the sum of 2^l
// products wherever bit l of `count` is set.
struct DotLanes {
  using Row = std::array<float, kDotLanes>;
  size_t count = 0;  // of products so far
  Row naive{};
  Row float32{};
  std::array<Row, 32> pairwise{};
};

// The next products: `a` and `b` hold kDotLanes numbers for each, one a pair of vectors.
void add_products(const RoundTo& round, std::span<const float> a, std::span<const float> b, DotLanes& sums);
void add_products_ref(const RoundTo& round, std::span<const float> a, std::span<const float> b,
                      DotLanes& sums);

// The sum of all levels of `pairwise`.
DotLanes::Row pairwise_sum(const RoundTo& round, const DotLanes& sums);

}  // namespace roundoff::format
