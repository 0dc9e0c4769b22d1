#include "roundoff/format/block_format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "roundoff/format/float_format.h"
#include "tests/support/files.h"
#include "tests/support/tensors.h"

namespace roundoff::format {
namespace {

nlohmann::json goldens() { return nlohmann::json::parse(test::golden("tensor/formats.json")); }

std::string hex(const std::vector<uint8_t>& bytes) {
  std::string text;
  for (const uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

TEST(BlockFormat, BytesFollowThePublishedLayouts) {
  const auto golden = goldens()["blocks"];
  const std::vector<float> x = test::from_hex(golden["x"]);
  const Tensor tensor(golden["shape"].get<std::vector<size_t>>(), x);
  for (const BlockFormat format : {BlockFormat::kQ8_0, BlockFormat::kQ4_0, BlockFormat::kMxfp4,
                                   BlockFormat::kMxfp8, BlockFormat::kMxfp8E5M2}) {
    const std::string name(layout(format).name);
    EXPECT_EQ(hex(encode(format, tensor).bytes), golden[name].get<std::string>()) << name;
  }
}

TEST(BlockFormat, Nf4EqualsItsAuthorsDefinitionToTheBit) {
  const auto golden = goldens()["nf4"];
  EXPECT_EQ(std::vector<float>(kNf4Levels.begin(), kNf4Levels.end()), test::from_hex(golden["levels"]));
  const std::vector<float> x = test::from_hex(golden["x"]);
  const Blocks blocks = encode(BlockFormat::kNf4, Tensor({x.size()}, x));
  EXPECT_EQ(blocks.integers(), golden["codes"].get<std::vector<int16_t>>());
  EXPECT_EQ(blocks.scales(), test::from_hex(golden["scales"]));
  EXPECT_EQ(decode(blocks), test::from_hex(golden["values"]));
}

TEST(BlockFormat, Nf4TakesTheNearestLevel) {
  std::vector<float> x = test::noise(64 * 5 + 9, 4);
  const Tensor tensor({x.size()}, x);
  const Blocks blocks = encode(BlockFormat::kNf4, tensor);
  EXPECT_EQ(blocks.bytes.size(), 6 * (4 + 32));
  const auto codes = blocks.integers();
  const auto scales = blocks.scales();
  const auto y = decode(blocks);
  for (size_t i = 0; i < x.size(); ++i) {
    const float scale = scales[i / 64];
    for (const float level : kNf4Levels) {
      EXPECT_LE(std::abs(x[i] - y[i]), std::abs(x[i] - level * scale) + 1e-6F) << i << ' ' << codes[i];
    }
  }
}

TEST(BlockFormat, ErrorsStayWithinAStep) {
  const std::vector<float> x = test::noise(32 * 40, 8);
  const Tensor tensor({40, 32}, x);
  for (const auto& [format, steps] : {std::pair{BlockFormat::kQ8_0, 127.0F}, {BlockFormat::kQ4_0, 8.0F}}) {
    const auto y = decode(encode(format, tensor));
    for (size_t block = 0; block < 40; ++block) {
      float largest = 0;
      for (size_t i = 0; i < 32; ++i) largest = std::max(largest, std::abs(x[block * 32 + i]));
      // Half a step, the far end of Q4_0's odd range a whole one, and the scale's own rounding to float16.
      const float bound = largest / steps * (format == BlockFormat::kQ4_0 ? 1.01F : 0.57F);
      for (size_t i = 0; i < 32; ++i) EXPECT_LE(std::abs(x[block * 32 + i] - y[block * 32 + i]), bound);
    }
  }
}

TEST(BlockFormat, SizesAreThoseOfTheFormats) {
  EXPECT_EQ(layout(BlockFormat::kQ8_0).block_bytes(), 34u);
  EXPECT_EQ(layout(BlockFormat::kQ4_0).block_bytes(), 18u);
  EXPECT_EQ(layout(BlockFormat::kNf4).block_bytes(), 36u);
  EXPECT_EQ(layout(BlockFormat::kMxfp4).block_bytes(), 17u);
  EXPECT_EQ(layout(BlockFormat::kMxfp8).block_bytes(), 33u);
  EXPECT_EQ(layout(BlockFormat::kMxfp8E5M2).block_bytes(), 33u);
  for (const BlockFormat format : kBlockFormats) EXPECT_EQ(block_format(layout(format).name), format);
  EXPECT_FALSE(block_format("q5_k"));
}

TEST(BlockFormat, NothingHostileComesOutWorse) {
  for (const auto& [name, values] : test::hostile_values()) {
    const Tensor tensor({values.size()}, values);
    for (const BlockFormat format : kBlockFormats) {
      const Blocks blocks = encode(format, tensor);
      const auto y = decode(blocks);
      ASSERT_EQ(y.size(), values.size());
      EXPECT_EQ(blocks.integers().size(), values.size());
      for (size_t i = 0; i < y.size(); ++i) {
        EXPECT_TRUE(is_mx(format) || std::isfinite(y[i]))
            << name << ' ' << layout(format).name << ' ' << values[i];
        EXPECT_TRUE(values[i] != 0 || !std::isfinite(y[i]) || y[i] == 0) << name;
      }
    }
  }
}

TEST(BlockFormat, FastEqualsReference) {
  auto inputs = test::hostile_values();
  // Ties in magnitude and between levels, scales at the ends of what their format holds.
  inputs.push_back({"both signs", {-2, 2, 1, -0.5F, 0.25F}});
  inputs.push_back({"halves", {127, 0.5F, -0.5F, 1.5F, -2.5F, 63.5F, 126.5F, -126.5F, 0.49999997F}});
  Random random(8);
  for (const float scale : {1e-42F, 1e-38F, 1e-6F, 448.0F, 1e5F, 1e7F, 1e38F}) {
    std::vector<float> values = test::noise(333, random.next());
    for (float& x : values) x *= scale;
    values[7] = -0.0F;
    inputs.push_back({"noise times " + std::to_string(scale), values});
    for (float& x : values) x = std::round(x / scale * 8) / 8 * scale;
    inputs.push_back({"steps of " + std::to_string(scale), values});
  }
  for (const auto& [name, values] : inputs) {
    for (const size_t rows : {1, 3}) {
      const size_t row = values.size() / rows;
      const Tensor tensor({rows, row}, std::span(values).first(rows * row));
      for (const BlockFormat format : kBlockFormats) {
        EXPECT_EQ(hex(encode(format, tensor).bytes), hex(encode_ref(format, tensor).bytes))
            << name << ' ' << layout(format).name;
      }
    }
  }
}

TEST(BlockFormat, DecodeIsScaleTimesValue) {
  const std::vector<float> x = test::noise(3 * 77, 5);
  for (const BlockFormat format : kBlockFormats) {
    const Blocks blocks = encode(format, Tensor({3, 77}, x));
    const auto y = decode(blocks);
    const auto integers = blocks.integers();
    const auto scales = blocks.scales();
    const size_t block = layout(format).block_size;
    for (size_t i = 0; i < x.size(); ++i) {
      const size_t at = format == BlockFormat::kNf4 ? i / block : i / 77 * 3 + i % 77 / block;
      float value = integers[i];
      if (format == BlockFormat::kNf4) value = kNf4Levels[static_cast<size_t>(integers[i])];
      if (format == BlockFormat::kMxfp4)
        value = decode(FloatFormat::kFp4E2M1, static_cast<uint32_t>(integers[i]));
      if (format == BlockFormat::kMxfp8)
        value = decode(FloatFormat::kFp8E4M3, static_cast<uint32_t>(integers[i]));
      if (format == BlockFormat::kMxfp8E5M2)
        value = decode(FloatFormat::kFp8E5M2, static_cast<uint32_t>(integers[i]));
      EXPECT_EQ(y[i], scales[at] * value) << layout(format).name << ' ' << i;
    }
  }
}

TEST(BlockFormat, ScalesOfZerosAreNotNegative) {
  const std::vector<float> zeros(40, 0.0F);
  for (const BlockFormat format : {BlockFormat::kQ8_0, BlockFormat::kQ4_0, BlockFormat::kNf4}) {
    for (const float scale : encode(format, Tensor({40}, zeros)).scales())
      EXPECT_EQ(test::bits_of(scale), 0u);
  }
}

TEST(BlockFormat, MxSpoilsOnlyTheBlockThatHoldsANan) {
  std::vector<float> x(96, 1.5F);
  x[40] = std::numeric_limits<float>::quiet_NaN();
  for (const BlockFormat format : {BlockFormat::kMxfp4, BlockFormat::kMxfp8, BlockFormat::kMxfp8E5M2}) {
    const auto y = decode(encode(format, Tensor({96}, x)));
    for (size_t i = 0; i < 96; ++i) EXPECT_EQ(std::isnan(y[i]), i >= 32 && i < 64);
    EXPECT_EQ(y[0], 1.5F);
  }
}

}  // namespace
}  // namespace roundoff::format
