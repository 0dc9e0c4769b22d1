// Symbols as words of bits: what they must take, and the code that comes nearest with a whole number of bits for each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace roundoff::coding {

// Bits a symbol, Σ p log2(1/p) with the counts' own shares as p: what no code that treats every symbol alike can go below
// (Shannon, "A mathematical theory of communication", 1948). 0 for no symbols and for one that is alone.
double entropy(std::span<const uint32_t> counts);

// The length in bits of each symbol's word in a code of least mean length (Huffman, "A method for the construction of
// minimum-redundancy codes", 1952); 0 for a symbol that does not occur, and for one that is alone: it goes without saying.
// Ties are broken by position, the same everywhere. Below 64 for up to 2⁴⁴ symbols. O(n log n).
std::vector<uint8_t> huffman_lengths(std::span<const uint32_t> counts);

// Mean bits a symbol, Σ p · length; 0 for no symbols.
double mean_length(std::span<const uint32_t> counts, std::span<const uint8_t> lengths);

// The words of the canonical code, each in the low bits of its number: shorter ones first, equal lengths in order of
// position, so that the lengths alone say what the words are (as in DEFLATE, RFC 1951 section 3.2.2).
std::vector<uint64_t> canonical_words(std::span<const uint8_t> lengths);

}  // namespace roundoff::coding
