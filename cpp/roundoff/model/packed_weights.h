// A layer's weights as a GPU keeps them.
#pragma once

#include <cstdint>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/model/network.h"

namespace roundoff::model {

// Codes lie row after row, each row from a new 32-bit word on, ⌊32 / bits⌋ codes in a word, the first in the lowest bits.
// With s = ⌊(row · columns + column) / group_size⌋ where `flat`, else row · ⌈columns / group_size⌉ + ⌊column / group_size⌋,
// and s = 0 where there is one scale: linear is scales[s] · (code − zero_points[s]); table is
// scales[s] · table[(tables > 1 ? s : 0) · table_size + code]; floats have their bits as codes.
struct PackedWeights {
  enum class Encoding : uint8_t { kFloat32, kFloat16, kLinear, kTable };
  Encoding encoding = Encoding::kFloat32;
  size_t rows = 0;
  size_t columns = 0;
  int bits = 32;
  size_t words_per_row = 0;
  std::vector<uint32_t> codes;
  size_t group_size = 0;
  bool flat = false;
  std::vector<float> scales;
  std::vector<float> zero_points;
  std::vector<float> table;
  size_t table_size = 0;
  size_t tables = 0;
};

// The layer as it is now.
PackedWeights packed_weights(const Network& network, size_t layer);

// What they stand for, rows × columns: the reference for a GPU's unpacking.
std::vector<float> unpacked_ref(const PackedWeights& packed);

}  // namespace roundoff::model
