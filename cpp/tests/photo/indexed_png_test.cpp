#include "roundoff/photo/indexed_png.h"

#include <gtest/gtest.h>

#include "roundoff/base/random.h"
#include "tests/support/png.h"

namespace roundoff {
namespace {

using test::Bytes;

TEST(IndexedBytes, BitsAPixelPlusPalette) {
  EXPECT_EQ(indexed_bytes(768, 576, 1), 3u);  // nothing to tell apart
  EXPECT_EQ(indexed_bytes(768, 576, 2), 442368u / 8 + 6);
  EXPECT_EQ(indexed_bytes(768, 576, 3), 442368u / 4 + 9);
  EXPECT_EQ(indexed_bytes(768, 576, 16), 442368u / 2 + 48);
  EXPECT_EQ(indexed_bytes(768, 576, 17), 442368u * 5 / 8 + 51);
  EXPECT_EQ(indexed_bytes(768, 576, 256), 442368u + 768);
  EXPECT_EQ(indexed_bytes(3, 1, 4), 1u + 12);  // 6 bits round up to a byte
}

TEST(IndexedPng, ComesBackAsItWentInAtTheSmallestDepth) {
  Random random(1);
  for (const auto& [colors, depth] : std::vector<std::pair<size_t, unsigned>>{
           {1, 1}, {2, 1}, {3, 2}, {4, 2}, {5, 4}, {16, 4}, {17, 8}, {255, 8}, {256, 8}}) {
    for (const auto& [width, height] :
         std::vector<std::pair<size_t, size_t>>{{1, 1}, {7, 1}, {1, 9}, {33, 21}}) {
      std::vector<Rgb8> palette;
      for (size_t i = 0; i < colors; ++i) {
        const uint64_t bits = random.next();
        palette.push_back({static_cast<uint8_t>(bits), static_cast<uint8_t>(bits >> 8u),
                           static_cast<uint8_t>(bits >> 16u)});
      }
      palette.back() = palette.front();  // entries of the same colour stay apart
      Bytes indices(width * height);
      for (uint8_t& index : indices) index = static_cast<uint8_t>(random.below(colors));

      const auto file = encode_indexed_png({indices.data(), height, width}, palette);
      ASSERT_TRUE(file.ok()) << file.error();
      const test::IndexedPng png = test::read_indexed_png(*file);
      EXPECT_EQ(png.depth, depth) << colors;
      EXPECT_EQ(png.width, width);
      EXPECT_EQ(png.height, height);
      EXPECT_EQ(png.palette, palette);
      EXPECT_EQ(png.indices, indices) << colors << " colours, " << width << " × " << height;
    }
  }
}

TEST(IndexedPng, RefusesWhatItCannotWrite) {
  const Bytes indices = {0, 1, 2, 3};
  const std::vector<Rgb8> palette(3);
  EXPECT_EQ(encode_indexed_png({indices.data(), 2, 2}, palette).error(),
            "a pixel's index lies beyond the palette");
  EXPECT_EQ(encode_indexed_png({indices.data(), 2, 2}, {}).error(), "a palette has 1 to 256 colours, not 0");
  EXPECT_EQ(encode_indexed_png({indices.data(), 2, 2}, std::vector<Rgb8>(257)).error(),
            "a palette has 1 to 256 colours, not 257");
  EXPECT_EQ(encode_indexed_png({indices.data(), 0, 2}, palette).error(), "the picture has no pixels");
}

}  // namespace
}  // namespace roundoff
