#include "roundoff/video/sticky.h"

#include <gtest/gtest.h>

#include "tests/video/frames.h"

namespace roundoff {
namespace {

std::vector<Rgb8> random_palette(Random& random, size_t k) {
  std::vector<Rgb8> palette(k);
  for (Rgb8& c : palette) {
    const auto level = [&] {
      return static_cast<uint8_t>(random.below(8) == 0 ? 255 * random.below(2) : random.below(256));
    };
    c = {level(), level(), level()};
  }
  if (k > 3) palette[3] = palette[1];  // a tie everywhere
  return palette;
}

TEST(AssignPixels, FastEqualsReference) {
  Random random(6);
  for (const size_t k : {1, 2, 3, 4, 5, 7, 16, 33, 63, 64}) {
    for (const size_t size : {0, 1, 31, 32, 33, 100, 4099}) {
      const std::vector<Rgb8> palette = random_palette(random, k);
      for (const double margin : {0.0, 3.0, 80.0}) {
        const std::vector<int32_t> sticky = stickiness(palette, margin);
        std::vector<Rgba> pixels = test::random_pixels(random, size);
        for (size_t i = 0; i < size; ++i) {
          // Blocks of near colours, so that few entries come into question, and pixels right on the palette.
          if (i / 64 % 2 == 0) pixels[i] = 0x30507090u + static_cast<Rgba>(random.below(5) * 0x010101);
          if (i % 11 == 0) pixels[i] = test::pack(palette[i % k]);
          if (random.below(2) == 0) pixels[i] |= kMoved;
        }
        std::vector<uint8_t> fast(size);
        for (uint8_t& index : fast)
          index = static_cast<uint8_t>(random.below(256));  // beyond the palette, too
        std::vector<uint8_t> plain = fast;
        EXPECT_EQ(assign_pixels(pixels, palette, sticky, fast),
                  assign_pixels_ref(pixels, palette, sticky, plain));
        ASSERT_EQ(fast, plain) << "k=" << k << ", " << size << " pixels, margin " << margin;
      }
    }
  }
}

TEST(AssignPixels, TiesGoToTheLowestEntry) {
  const std::vector<Rgb8> palette = {{10, 0, 0}, {30, 0, 0}, {10, 0, 0}, {20, 10, 0}, {20, 0, 10}};
  std::vector<Rgba> pixels(40, test::pack({20, 0, 0}) | kMoved);
  std::vector<uint8_t> indices(pixels.size(), 4);
  assign_pixels(pixels, palette, stickiness(palette, 0), indices);
  for (const uint8_t index : indices) EXPECT_EQ(index, 0);
}

TEST(AssignPixels, APixelKeepsItsEntryUpToTheMarginAndNoFurther) {
  const std::vector<Rgb8> palette = {{100, 100, 100}, {140, 100, 100}};
  const std::vector<int32_t> sticky = stickiness(palette, 5);
  for (uint8_t level = 100; level <= 140; ++level) {
    const std::vector<Rgba> still = {test::pack({level, 100, 100})};
    const std::vector<Rgba> moved = {still[0] | kMoved};
    std::vector<uint8_t> index = {0};
    EXPECT_EQ(assign_pixels(still, palette, sticky, index), level > 125 ? 1u : 0u) << int{level};
    index = {1};
    assign_pixels(still, palette, sticky, index);
    EXPECT_EQ(index[0], level < 115 ? 0 : 1) << int{level};
    index = {0};
    assign_pixels(moved, palette, sticky, index);
    EXPECT_EQ(index[0], level > 120 ? 1 : 0) << int{level};
  }
}

}  // namespace
}  // namespace roundoff
