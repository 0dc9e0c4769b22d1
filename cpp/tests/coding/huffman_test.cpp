#include "roundoff/coding/huffman.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <queue>
#include <string>
#include <vector>

#include "roundoff/base/random.h"

namespace roundoff::coding {
namespace {

using Counts = std::vector<uint32_t>;

// From all equal to so skewed that words grow as long as they can.
std::vector<Counts> many_counts() {
  std::vector<Counts> all = {{1, 1}, {0, 5, 0, 1}, {4, 2, 1, 1}, Counts(256, 7), Counts(255, 1)};
  Counts fibonacci = {1, 1};
  while (fibonacci.size() < 46) fibonacci.push_back(fibonacci[fibonacci.size() - 2] + fibonacci.back());
  all.push_back(fibonacci);
  Random random(5);
  for (size_t size = 2; size < 600; size = size * 3 / 2 + 1) {
    Counts counts(size);
    for (uint32_t& count : counts) count = static_cast<uint32_t>(std::exp(random.uniform() * 12)) - 1;
    counts[0] = counts[1] = 3;
    all.push_back(counts);
  }
  return all;
}

size_t occurring(const Counts& counts) {
  size_t n = 0;
  for (const uint32_t count : counts) n += count > 0 ? 1 : 0;
  return n;
}

// Bits for all symbols by the definition: the two lightest join until one is left.
uint64_t least_bits(const Counts& counts) {
  std::priority_queue<uint64_t, std::vector<uint64_t>, std::greater<>> heap;
  for (const uint32_t count : counts) {
    if (count > 0) heap.push(count);
  }
  uint64_t bits = 0;
  while (heap.size() > 1) {
    const uint64_t a = heap.top();
    heap.pop();
    const uint64_t joined = a + heap.top();
    heap.pop();
    bits += joined;
    heap.push(joined);
  }
  return bits;
}

TEST(Huffman, EntropyOfSharesThatArePowersOfTwo) {
  EXPECT_DOUBLE_EQ(entropy(Counts{4, 2, 1, 1}), 1.75);
  EXPECT_DOUBLE_EQ(entropy(Counts(256, 3)), 8);
  EXPECT_EQ(entropy(Counts{}), 0);
  EXPECT_EQ(entropy(Counts{0, 0}), 0);
  EXPECT_EQ(entropy(Counts{0, 9, 0}), 0);
}

TEST(Huffman, LengthsOfATextbookCode) {
  EXPECT_EQ(huffman_lengths(Counts{4, 2, 1, 1}), (std::vector<uint8_t>{1, 2, 3, 3}));
  EXPECT_EQ(huffman_lengths(Counts{45, 13, 12, 16, 9, 5}), (std::vector<uint8_t>{1, 3, 3, 3, 4, 4}));
}

TEST(Huffman, NothingAndOneSymbolTakeNoBits) {
  EXPECT_TRUE(huffman_lengths(Counts{}).empty());
  EXPECT_EQ(huffman_lengths(Counts{0, 12, 0}), (std::vector<uint8_t>{0, 0, 0}));
  EXPECT_EQ(mean_length(Counts{}, {}), 0);
  EXPECT_EQ(mean_length(Counts{0, 12}, std::vector<uint8_t>{0, 0}), 0);
}

TEST(Huffman, TakesAsFewBitsAsTheDefinition) {
  for (const Counts& counts : many_counts()) {
    const auto lengths = huffman_lengths(counts);
    uint64_t bits = 0;
    for (size_t i = 0; i < counts.size(); ++i) bits += uint64_t{counts[i]} * lengths[i];
    EXPECT_EQ(bits, least_bits(counts)) << counts.size();
  }
}

TEST(Huffman, MeanIsWithinOneBitOfTheEntropy) {
  for (const Counts& counts : many_counts()) {
    const double mean = mean_length(counts, huffman_lengths(counts));
    const double least = entropy(counts);
    EXPECT_GE(mean, least - 1e-9);
    EXPECT_LT(mean, least + 1);
  }
}

TEST(Huffman, LengthsMeetKraftsInequalityWithEquality) {
  for (const Counts& counts : many_counts()) {
    double sum = 0;
    size_t words = 0;
    for (const uint8_t length : huffman_lengths(counts)) {
      if (length == 0) continue;
      sum += std::ldexp(1, -length);
      ++words;
    }
    EXPECT_EQ(words, occurring(counts));
    EXPECT_DOUBLE_EQ(sum, 1);
  }
}

TEST(Huffman, NoWordBeginsAnother) {
  for (const Counts& counts : many_counts()) {
    const auto lengths = huffman_lengths(counts);
    const auto words = canonical_words(lengths);
    for (size_t i = 0; i < words.size(); ++i) {
      if (lengths[i] == 0) continue;
      ASSERT_LT(words[i], uint64_t{1} << lengths[i]);
      for (size_t j = 0; j < words.size(); ++j) {
        if (j == i || lengths[j] < lengths[i]) continue;
        ASSERT_NE(words[j] >> (lengths[j] - lengths[i]), words[i]) << i << " begins " << j;
      }
    }
  }
}

TEST(Huffman, CanonicalWordsAreThoseOfTheStandard) {
  // The example of RFC 1951, section 3.2.2.
  const std::vector<uint8_t> lengths = {3, 3, 3, 3, 3, 2, 4, 4};
  EXPECT_EQ(canonical_words(lengths),
            (std::vector<uint64_t>{0b010, 0b011, 0b100, 0b101, 0b110, 0b00, 0b1110, 0b1111}));
}

}  // namespace
}  // namespace roundoff::coding
