#include "roundoff/photo/decode.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/files.h"
#include "tests/support/png.h"

namespace roundoff {
namespace {

using test::Bytes;

std::vector<Rgb8> pixels_of(const Result<Photo>& photo) {
  const auto flat = photo->view().flat();
  return {flat.begin(), flat.end()};
}

std::string error_of(const Bytes& file) {
  const Result<Photo> photo = decode(file);
  return photo.ok() ? "decoded" : photo.error();
}

TEST(Decode, TheDogAsStbImageSeesIt) {
  const Result<Photo> dog = decode(test::dog());
  ASSERT_TRUE(dog.ok()) << dog.error();
  EXPECT_EQ(dog->width(), 768u);
  EXPECT_EQ(dog->height(), 576u);
  std::set<std::tuple<int, int, int>> unique;
  for (const Rgb8 p : dog->view().flat()) unique.insert({p.r, p.g, p.b});
  EXPECT_EQ(unique.size(), 104110u);
}

// libjpeg and stb_image round the inverse DCT and the colour conversion differently, by up to three levels together.
TEST(Decode, EveryKindOfFileAgreesWithPillow) {
  const std::vector<std::pair<std::string, int>> files = {
      {"baseline.jpg", 3}, {"progressive.jpg", 3}, {"grey.jpg", 3},         {"cmyk.jpg", 3},
      {"oriented.jpg", 3}, {"upright.jpg", 3},     {"srgb_profile.jpg", 3}, {"rgb.png", 0},
      {"rgba.png", 0},     {"palette.png", 0},     {"grey16.png", 0}};
  for (const auto& [name, tolerance] : files) {
    const Result<Photo> photo = decode(test::golden("photo/" + name));
    ASSERT_TRUE(photo.ok()) << name << ": " << photo.error();
    const Bytes expected = test::golden("photo/" + name.substr(0, name.find('.')) + ".rgb");
    ASSERT_EQ(expected.size(), photo->pixels() * 3) << name;
    for (size_t i = 0; i < photo->pixels(); ++i) {
      const Rgb8 p = photo->view().flat()[i];
      ASSERT_LE(std::abs(p.r - expected[3 * i]), tolerance) << name << " pixel " << i;
      ASSERT_LE(std::abs(p.g - expected[3 * i + 1]), tolerance) << name << " pixel " << i;
      ASSERT_LE(std::abs(p.b - expected[3 * i + 2]), tolerance) << name << " pixel " << i;
    }
  }
}

TEST(Decode, EveryKindOfPngExactly) {
  const std::vector<Rgb8> palette = {{10, 20, 30}, {200, 100, 0}, {0, 0, 255}};
  struct Kind {
    const char* name;
    Bytes file;
    std::vector<Rgb8> expected;
  };
  const std::vector<Kind> kinds = {
      {"grey 1", test::make_png({0b10000000}, 2, 1, LCT_GREY, 1), {{255, 255, 255}, {0, 0, 0}}},
      {"grey 4", test::make_png({0xf3}, 2, 1, LCT_GREY, 4), {{255, 255, 255}, {51, 51, 51}}},
      {"grey 8", test::make_png({7, 9}, 2, 1, LCT_GREY, 8), {{7, 7, 7}, {9, 9, 9}}},
      {"grey 16, upper 8 bits", test::make_png({7, 255, 9, 0}, 2, 1, LCT_GREY, 16), {{7, 7, 7}, {9, 9, 9}}},
      {"RGB 8", test::make_png({1, 2, 3, 4, 5, 6}, 2, 1, LCT_RGB, 8), {{1, 2, 3}, {4, 5, 6}}},
      {"RGB 16", test::make_png({1, 9, 2, 9, 3, 9}, 1, 1, LCT_RGB, 16), {{1, 2, 3}}},
      {"palette 2", test::make_png({0b10010000}, 2, 1, LCT_PALETTE, 2, palette), {palette[2], palette[1]}},
      {"palette 8", test::make_png({1, 0}, 2, 1, LCT_PALETTE, 8, palette), {palette[1], palette[0]}},
      {"grey and alpha",
       test::make_png({100, 0, 100, 255}, 2, 1, LCT_GREY_ALPHA, 8),
       {{255, 255, 255}, {100, 100, 100}}},
      {"RGBA over white",
       test::make_png({0, 100, 200, 128, 1, 2, 3, 255}, 2, 1, LCT_RGBA, 8),
       {{127, 177, 227}, {1, 2, 3}}},
      {"interlaced",
       test::make_png({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 2, LCT_RGB, 8, {}, true),
       {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}}},
  };
  for (const Kind& kind : kinds) {
    const Result<Photo> photo = decode(kind.file);
    ASSERT_TRUE(photo.ok()) << kind.name << ": " << photo.error();
    EXPECT_EQ(pixels_of(photo), kind.expected) << kind.name;
  }
}

TEST(Decode, AnIndexBeyondThePaletteIsBlackAsInBrowsers) {
  Bytes file = test::png_of_chunks({test::ihdr(2, 1, 8, 3), test::png_chunk("PLTE", {9, 8, 7}),
                                    test::png_chunk("IDAT", test::deflated({0, 0, 200})),
                                    test::png_chunk("IEND", {})});
  const Result<Photo> photo = decode(file);
  ASSERT_TRUE(photo.ok()) << photo.error();
  EXPECT_EQ(pixels_of(photo), (std::vector<Rgb8>{{9, 8, 7}, {0, 0, 0}}));
}

TEST(Decode, WhatIsNoPictureSaysSo) {
  EXPECT_EQ(error_of({}), "the file is empty");
  EXPECT_EQ(error_of({'G', 'I', 'F', '8', '9', 'a', 0, 0}), "not a JPEG or PNG file");
  EXPECT_EQ(error_of(Bytes(1000, 0)), "not a JPEG or PNG file");
  EXPECT_EQ(error_of({0xff, 0xd8}), "not a JPEG or PNG file");
}

TEST(Decode, ACutOffFileSaysSoWhereverItIsCut) {
  for (const char* name : {"photo/baseline.jpg", "photo/progressive.jpg"}) {
    const Bytes whole = test::golden(name);
    for (size_t size = 3; size < whole.size(); ++size) {
      EXPECT_EQ(error_of({whole.begin(), whole.begin() + size}), "the JPEG file is cut off")
          << name << " " << size;
    }
  }
  const Bytes whole = test::make_rgb_png(std::vector<Rgb8>(64 * 48, {1, 2, 3}), 64, 48);
  for (size_t size = 8; size < whole.size(); ++size) {
    EXPECT_EQ(error_of({whole.begin(), whole.begin() + size}), "the PNG file is cut off") << size;
  }
}

TEST(Decode, ADamagedPngSaysSo) {
  const Bytes pixels = test::png_chunk("IDAT", test::deflated({0, 1, 2, 3}));
  const Bytes end = test::png_chunk("IEND", {});
  EXPECT_EQ(error_of(test::png_of_chunks({pixels, end})),
            "the PNG file is damaged: it does not begin with its header");
  EXPECT_EQ(error_of(test::png_of_chunks({test::ihdr(0, 1, 8, 2), pixels, end})),
            "the PNG picture has no pixels");
  for (const auto& [depth, color_type] : std::vector<std::pair<uint8_t, uint8_t>>{
           {4, 2}, {3, 0}, {16, 3}, {207, 3}, {4, 4}, {1, 6}, {8, 1}, {8, 200}}) {
    EXPECT_EQ(error_of(test::png_of_chunks({test::ihdr(1, 1, depth, color_type), pixels, end})),
              "the PNG file is damaged: its header names no kind of PNG that exists");
  }
  EXPECT_EQ(error_of(test::png_of_chunks({test::ihdr(3, 1, 8, 3), pixels, end})),
            "the PNG file is damaged: its palette is missing");
  EXPECT_EQ(error_of(test::png_of_chunks({test::ihdr(2, 2, 8, 2), pixels, end})),
            "the PNG file is damaged: not enough pixels");

  Bytes flipped = test::make_rgb_png(std::vector<Rgb8>(64, {1, 2, 3}), 8, 8);
  flipped[flipped.size() - 20] ^= 1u;  // in the pixels
  EXPECT_EQ(error_of(flipped), "the PNG file is damaged: a checksum does not match");
}

TEST(Decode, AJpegOfAnUnknownKindSaysSo) {
  const Bytes whole = test::golden("photo/baseline.jpg");
  size_t frame = 0;
  while (whole[frame] != 0xff || whole[frame + 1] != 0xc0) ++frame;
  const auto with = [&](size_t offset, uint8_t value) {
    Bytes file = whole;
    file[frame + offset] = value;
    return error_of(file);
  };
  const char* unsupported = "lossless, hierarchical and arithmetic-coded JPEG files are not supported";
  EXPECT_EQ(with(1, 0xc3), unsupported);
  EXPECT_EQ(with(1, 0xc9), unsupported);
  EXPECT_EQ(with(4, 12), "JPEG files of 12 bits a channel are not supported");
  EXPECT_EQ(with(6, 0), "the JPEG picture has no pixels");  // height 12 → 0
}

TEST(Decode, ADecompressionBombIsRefusedBeforeItGrows) {
  // A header that claims more than its bytes can hold, in both formats.
  const Bytes pixels = test::png_chunk("IDAT", test::deflated({0, 1, 2, 3}));
  const Bytes end = test::png_chunk("IEND", {});
  EXPECT_EQ(error_of(test::png_of_chunks({test::ihdr(8000, 8000, 8, 6), pixels, end})),
            "the PNG file is damaged: it is too short for the 8000 × 8000 pixels that it claims");
  EXPECT_EQ(error_of(test::png_of_chunks({test::ihdr(0xffffffff, 0xffffffff, 16, 6), pixels, end})),
            "the PNG file is damaged: it is too short for the 4294967295 × 4294967295 pixels that it claims");
  Bytes jpeg = test::golden("photo/baseline.jpg");
  size_t frame = 0;
  while (jpeg[frame] != 0xff || jpeg[frame + 1] != 0xc0) ++frame;
  for (const size_t byte : {5, 6, 7, 8}) jpeg[frame + byte] = 0x20;  // 8224 × 8224
  EXPECT_EQ(error_of(jpeg),
            "the JPEG file is damaged: it is too short for the 8224 × 8224 pixels that it claims");

  // An honest header, and too large all the same.
  const Bytes large = test::png_chunk("IDAT", test::deflated(Bytes(8200 * 1026)));
  EXPECT_EQ(error_of(test::png_of_chunks({test::ihdr(8200, 8200, 1, 0), large, end})),
            "the picture has 8200 × 8200 pixels; at most 67108864 are handled");

  // One pixel whose data inflates to 64 MB: stb_image would let it grow.
  const Bytes bomb = test::png_chunk("IDAT", test::deflated(Bytes(size_t{1} << 26u)));
  EXPECT_EQ(error_of(test::png_of_chunks({test::ihdr(1, 1, 8, 2), bomb, end})),
            "the PNG file is damaged: it needs more memory than its header justifies");
}

TEST(Decode, ThousandsOfScansAreRefused) {
  const Bytes whole = test::golden("photo/progressive.jpg");
  size_t scan = 0;
  while (whole[scan] != 0xff || whole[scan + 1] != 0xda) ++scan;
  size_t next = scan + 2;
  while (whole[next] != 0xff || whole[next + 1] == 0) ++next;
  Bytes many(whole.begin(), whole.begin() + next);
  for (int i = 0; i < 1000; ++i) many.insert(many.end(), whole.begin() + scan, whole.begin() + next);
  many.insert(many.end(), {0xff, 0xd9});
  EXPECT_EQ(error_of(many), "the JPEG file is damaged: it has more than 100 scans");
}

TEST(Decode, AFlippedByteNeverHurtsAndAlwaysGivesTheSame) {
  for (const char* name : {"photo/baseline.jpg", "photo/progressive.jpg", "photo/cmyk.jpg"}) {
    const Bytes whole = test::golden(name);
    for (size_t at = 0; at < whole.size(); ++at) {
      Bytes file = whole;
      file[at] ^= 0x55u;
      const Result<Photo> first = decode(file);
      const Result<Photo> second = decode(file);
      ASSERT_EQ(first.ok(), second.ok()) << name << " byte " << at;
      if (first.ok()) {
        ASSERT_EQ(pixels_of(first), pixels_of(second)) << name << " byte " << at;
      } else {
        ASSERT_EQ(first.error(), second.error());
        ASSERT_EQ(first.error().find('\n'), std::string::npos);
      }
    }
  }
}

}  // namespace
}  // namespace roundoff
