#include "roundoff/coding/huffman.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace roundoff::coding {
namespace {

double total(std::span<const uint32_t> counts) {
  double sum = 0;
  for (const uint32_t count : counts) sum += count;
  return sum;
}

// Positions of the symbols that occur, the rarest first.
std::vector<size_t> by_count(std::span<const uint32_t> counts) {
  std::vector<size_t> order;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return counts[a] != counts[b] ? counts[a] < counts[b] : a < b; });
  return order;
}

}  // namespace

double entropy(std::span<const uint32_t> counts) {
  const double n = total(counts);
  double bits = 0;
  for (const uint32_t count : counts) {
    if (count > 0) bits += count / n * std::log2(n / count);
  }
  return bits;
}

std::vector<uint8_t> huffman_lengths(std::span<const uint32_t> counts) {
  std::vector<uint8_t> lengths(counts.size(), 0);
  const std::vector<size_t> order = by_count(counts);
  const size_t leaves = order.size();
  if (leaves < 2) return lengths;

  // Two queues, both ascending: the leaves as sorted, and the inner nodes, which come into being in order of weight
  // (van Leeuwen 1976). Nodes 0 … leaves − 1 are leaves; every parent comes after its children.
  std::vector<uint64_t> weight;
  for (const size_t i : order) weight.push_back(counts[i]);
  std::vector<size_t> parent(2 * leaves - 1, 0);
  size_t leaf = 0;
  size_t inner = leaves;
  const auto lighter = [&] {
    const bool take_leaf = leaf < leaves && (inner == weight.size() || weight[leaf] <= weight[inner]);
    return take_leaf ? leaf++ : inner++;
  };
  while (weight.size() < parent.size()) {
    const size_t a = lighter();
    const size_t b = lighter();
    parent[a] = parent[b] = weight.size();
    weight.push_back(weight[a] + weight[b]);
  }

  std::vector<uint8_t> depth(parent.size(), 0);
  for (size_t node = parent.size() - 1; node-- > 0;) {
    depth[node] = static_cast<uint8_t>(depth[parent[node]] + 1);
    if (node < leaves) lengths[order[node]] = depth[node];
  }
  return lengths;
}

double mean_length(std::span<const uint32_t> counts, std::span<const uint8_t> lengths) {
  assert(counts.size() == lengths.size());
  const double n = total(counts);
  double bits = 0;
  for (size_t i = 0; i < counts.size(); ++i) bits += static_cast<double>(counts[i]) * lengths[i];
  return n == 0 ? 0 : bits / n;
}

std::vector<uint64_t> canonical_words(std::span<const uint8_t> lengths) {
  constexpr size_t kMostBits = 64;
  std::array<uint64_t, kMostBits> of_length{};
  for (const uint8_t length : lengths) {
    assert(length < kMostBits);
    if (length > 0) ++of_length[length];
  }
  std::array<uint64_t, kMostBits> next{};
  for (size_t bits = 1; bits < kMostBits; ++bits) next[bits] = (next[bits - 1] + of_length[bits - 1]) << 1;
  std::vector<uint64_t> words;
  words.reserve(lengths.size());
  for (const uint8_t length : lengths) words.push_back(length == 0 ? 0 : next[length]++);
  return words;
}

}  // namespace roundoff::coding
