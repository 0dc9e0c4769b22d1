#include "roundoff/model/packed_weights.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "roundoff/format/block_format.h"
#include "roundoff/format/float_format.h"

namespace roundoff::model {
namespace {

using Encoding = PackedWeights::Encoding;

uint32_t bits_of(float value) {
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

float from_bits(uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// `code(i)` is that of the i-th weight.
template <class Code>
void put_codes(PackedWeights& packed, int bits, Code code) {
  packed.bits = bits;
  const auto per_word = static_cast<size_t>(32 / bits);
  packed.words_per_row = (packed.columns + per_word - 1) / per_word;
  packed.codes.assign(packed.rows * packed.words_per_row, 0);
  size_t i = 0;
  for (size_t row = 0; row < packed.rows; ++row) {
    uint32_t* words = &packed.codes[row * packed.words_per_row];
    for (size_t column = 0; column < packed.columns; ++column) {
      const auto shift = static_cast<unsigned>(column % per_word) * static_cast<unsigned>(bits);
      words[column / per_word] |= static_cast<uint32_t>(code(i++)) << shift;
    }
  }
}

void put_float32(PackedWeights& packed, const std::vector<float>& values) {
  packed.encoding = Encoding::kFloat32;
  put_codes(packed, 32, [&](size_t i) { return bits_of(values[i]); });
}

void put_float16(PackedWeights& packed, const std::vector<float>& values) {
  packed.encoding = Encoding::kFloat16;
  put_codes(packed, 16, [&](size_t i) { return format::encode(format::FloatFormat::kFloat16, values[i]); });
}

// Signed integers, of which the least becomes code 0.
void put_linear(PackedWeights& packed, int bits, const std::vector<int8_t>& integers) {
  packed.encoding = Encoding::kLinear;
  const int offset = 1 << (bits - 1);
  put_codes(packed, bits, [&](size_t i) { return static_cast<uint32_t>(integers[i] + offset); });
  packed.zero_points.assign(packed.scales.size(), static_cast<float>(offset));
}

void put_table(PackedWeights& packed, int bits, std::vector<float> table, const std::vector<uint8_t>& codes) {
  packed.encoding = Encoding::kTable;
  packed.table_size = size_t{1} << static_cast<unsigned>(bits);
  packed.tables = table.size() / packed.table_size;
  packed.table = std::move(table);
  put_codes(packed, bits, [&](size_t i) { return codes[i]; });
}

// Values that share a scale or a table.
void set_slices(PackedWeights& packed, const Slicing& slicing) {
  packed.group_size = slicing.granularity == Granularity::kTensor    ? packed.rows * packed.columns
                      : slicing.granularity == Granularity::kChannel ? packed.columns
                                                                     : slicing.group_size;
  packed.group_size = std::min(packed.group_size, packed.rows * packed.columns);
}

std::vector<float> table_of(format::FloatFormat format) {
  std::vector<float> table;
  const uint32_t size = 1U << static_cast<unsigned>(format::layout(format).bits);
  for (uint32_t code = 0; code < size; ++code) table.push_back(format::decode(format, code));
  return table;
}

struct Packer {
  PackedWeights& packed;
  const Compression& compression;

  const std::vector<int8_t>& integers() const { return *std::get_if<0>(&compression.integers); }
  const std::vector<uint8_t>& codes() const { return *std::get_if<1>(&compression.integers); }

  void operator()(const linear::Options& options) const {
    set_slices(packed, options.slicing);
    packed.scales = compression.scales;
    put_linear(packed, options.bits, integers());
    for (size_t s = 0; s < packed.zero_points.size(); ++s) {
      packed.zero_points[s] += static_cast<float>(compression.zero_points[s]);
    }
  }

  // Levels below a slice's largest: one table for all, the largest as the scale.
  void operator()(const PowerOfTwoOptions& options) const {
    set_slices(packed, options.slicing);
    packed.scales = compression.scales;
    const int most = (1 << (options.bits - 1)) - 1;
    std::vector<float> table = {0};
    for (int q = -most; q <= most; ++q) {
      const float level = std::ldexp(1.0F, std::abs(q) - most);
      table.push_back(q == 0 ? 0 : q < 0 ? -level : level);
    }
    std::vector<uint8_t> shifted;
    for (const int8_t q : integers()) shifted.push_back(static_cast<uint8_t>(q + most + 1));
    put_table(packed, options.bits, std::move(table), shifted);
  }

  void operator()(const codebook::Options& options) const {
    set_slices(packed, options.slicing);
    const std::vector<size_t>& first = compression.first;
    const size_t slices = first.size() - 1;
    packed.scales.assign(slices, 1.0F);
    std::vector<float> table;
    for (size_t s = 0; s < slices; ++s) {
      table.insert(table.end(), &compression.centroids[first[s]],
                   &compression.centroids[first[s]] + (first[s + 1] - first[s]));
      // What no index names.
      table.resize((s + 1) * static_cast<size_t>(options.k), 0);
    }
    put_table(packed, compression.bits, std::move(table), codes());
  }

  void operator()(format::BlockFormat format) const {
    packed.scales = compression.scales;
    packed.group_size = format::layout(format).block_size;
    switch (format) {
      case format::BlockFormat::kQ8_0:
      case format::BlockFormat::kQ4_0:
        return put_linear(packed, compression.bits, integers());
      case format::BlockFormat::kNf4:
        packed.flat = true;
        return put_table(packed, 4, {format::kNf4Levels.begin(), format::kNf4Levels.end()}, codes());
      case format::BlockFormat::kMxfp4:
        return put_table(packed, 4, table_of(format::FloatFormat::kFp4E2M1), codes());
      case format::BlockFormat::kMxfp8:
        return put_table(packed, 8, table_of(format::FloatFormat::kFp8E4M3), codes());
      case format::BlockFormat::kMxfp8E5M2:
        return put_table(packed, 8, table_of(format::FloatFormat::kFp8E5M2), codes());
    }
  }

  void operator()(format::FloatFormat format) const {
    if (format == format::FloatFormat::kFloat16) return put_float16(packed, compression.values);
    if (format::layout(format).bits > 8) return put_float32(packed, compression.values);
    packed.scales = {1.0F};
    packed.group_size = packed.rows * packed.columns;
    put_table(packed, compression.bits, table_of(format), codes());
  }

  // Network::quantize() refuses these.
  void operator()(const AdaptiveOptions&) const { assert(false); }
  void operator()(const codebook::ProductOptions&) const { assert(false); }
};

}  // namespace

PackedWeights packed_weights(const Network& network, size_t layer) {
  PackedWeights packed;
  packed.rows = network.layers()[layer].rows;
  packed.columns = network.layers()[layer].columns;
  const Compression* compression = network.compression(layer);
  if (compression != nullptr) {
    const Result<Method> method = parse_method(*network.choice(layer));
    assert(method.ok());
    std::visit(Packer{packed, *compression}, *method);
    return packed;
  }
  const Parameter& original = network.original(layer);
  if (original.integers) {
    packed.group_size = original.integers->group_size;
    packed.scales = original.integers->scales;
    put_linear(packed, original.integers->bits, original.integers->integers);
  } else if (original.half) {
    put_float16(packed, original.values);
  } else {
    put_float32(packed, original.values);
  }
  return packed;
}

std::vector<float> unpacked_ref(const PackedWeights& packed) {
  const auto per_word = static_cast<size_t>(32 / packed.bits);
  const uint32_t mask = packed.bits == 32 ? ~0U : (1U << static_cast<unsigned>(packed.bits)) - 1;
  std::vector<float> values;
  for (size_t row = 0; row < packed.rows; ++row) {
    for (size_t column = 0; column < packed.columns; ++column) {
      const uint32_t word = packed.codes[row * packed.words_per_row + column / per_word];
      const uint32_t code = word >> (column % per_word * static_cast<size_t>(packed.bits)) & mask;
      size_t s = 0;
      if (packed.scales.size() > 1) {
        const size_t in_row = (packed.columns + packed.group_size - 1) / packed.group_size;
        s = packed.flat ? (row * packed.columns + column) / packed.group_size
                        : row * in_row + column / packed.group_size;
      }
      switch (packed.encoding) {
        case Encoding::kFloat32:
          values.push_back(from_bits(code));
          break;
        case Encoding::kFloat16:
          values.push_back(format::decode(format::FloatFormat::kFloat16, code));
          break;
        case Encoding::kLinear:
          values.push_back(packed.scales[s] * (static_cast<float>(code) - packed.zero_points[s]));
          break;
        case Encoding::kTable:
          values.push_back(packed.scales[s] *
                           packed.table[(packed.tables > 1 ? s : 0) * packed.table_size + code]);
          break;
      }
    }
  }
  return values;
}

}  // namespace roundoff::model
