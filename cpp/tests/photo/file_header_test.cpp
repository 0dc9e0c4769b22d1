#include "roundoff/photo/file_header.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/files.h"
#include "tests/support/png.h"

namespace roundoff {
namespace {

using test::Bytes;

FileTraits traits_of(const Bytes& file) {
  const Result<FileHeader> header = read_file_header(file);
  EXPECT_TRUE(header.ok()) << header.error();
  return header.ok() ? header->traits : FileTraits{};
}

Bytes jpeg(const std::string& name) { return test::golden("photo/" + name + ".jpg"); }

Bytes png_with(std::string_view type, const Bytes& data) {
  return test::with_chunk(test::make_rgb_png({{1, 2, 3}}, 1, 1), test::png_chunk(type, data));
}

Bytes big_endian(std::initializer_list<uint32_t> values) {
  Bytes bytes;
  for (const uint32_t value : values) test::put32(bytes, value);
  return bytes;
}

TEST(FileHeader, SizeAndFormat) {
  const Result<FileHeader> dog = read_file_header(test::dog());
  ASSERT_TRUE(dog.ok()) << dog.error();
  EXPECT_EQ(name_of(dog->format), "JPEG");
  EXPECT_EQ(dog->width, 768u);
  EXPECT_EQ(dog->height, 576u);
  EXPECT_TRUE(dog->traits.plain());
  const Result<FileHeader> png = read_file_header(test::make_rgb_png(std::vector<Rgb8>(6), 3, 2));
  ASSERT_TRUE(png.ok()) << png.error();
  EXPECT_EQ(name_of(png->format), "PNG");
  EXPECT_EQ(png->width, 3u);
  EXPECT_EQ(png->height, 2u);
}

TEST(FileHeader, JpegTraits) {
  EXPECT_TRUE(traits_of(jpeg("baseline")).plain());
  EXPECT_TRUE(traits_of(jpeg("upright")).plain());
  EXPECT_TRUE(traits_of(jpeg("grey")).plain());
  EXPECT_TRUE(traits_of(jpeg("oriented")).orientation);
  EXPECT_TRUE(traits_of(jpeg("adobe_rgb")).color_profile);
  EXPECT_TRUE(traits_of(jpeg("srgb_profile")).plain());  // the profile that changes nothing
  EXPECT_TRUE(traits_of(jpeg("cmyk")).cmyk);
  EXPECT_FALSE(traits_of(jpeg("oriented")).plain());
  EXPECT_FALSE(traits_of(jpeg("adobe_rgb")).plain());
  EXPECT_FALSE(traits_of(jpeg("cmyk")).plain());
}

TEST(FileHeader, PngTraits) {
  const Bytes srgb_gamma = big_endian({45455});
  const Bytes linear_gamma = big_endian({100000});
  const Bytes srgb_primaries = big_endian({31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000});
  const Bytes p3_primaries = big_endian({31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000});
  EXPECT_TRUE(traits_of(png_with("tEXt", {'a', 0, 'b'})).plain());
  EXPECT_TRUE(traits_of(png_with("gAMA", srgb_gamma)).plain());
  EXPECT_TRUE(traits_of(png_with("cHRM", srgb_primaries)).plain());
  EXPECT_TRUE(traits_of(png_with("gAMA", linear_gamma)).color_profile);
  EXPECT_TRUE(traits_of(png_with("cHRM", p3_primaries)).color_profile);
  EXPECT_TRUE(traits_of(png_with("iCCP", {'p', 0, 0})).color_profile);
  // An sRGB chunk settles what gAMA would have said.
  EXPECT_TRUE(
      traits_of(test::with_chunk(png_with("gAMA", linear_gamma), test::png_chunk("sRGB", {0}))).plain());

  const Bytes turned = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0};
  EXPECT_TRUE(traits_of(png_with("eXIf", turned)).orientation);
}

TEST(ExifOrientation, BothByteOrdersAndNonsense) {
  const Bytes big = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0};
  const Bytes little = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0};
  EXPECT_EQ(exif_orientation(big), 8);
  EXPECT_EQ(exif_orientation(little), 3);
  EXPECT_EQ(exif_orientation({}), 1);
  Bytes impossible = big;
  impossible[19] = 9;
  EXPECT_EQ(exif_orientation(impossible), 1);
  // Cut anywhere, or pointing anywhere, it reads nothing outside.
  for (size_t size = 0; size < big.size() - 2; ++size)
    EXPECT_EQ(exif_orientation({big.data(), size}), 1) << size;
  Bytes astray = big;
  for (size_t byte = 4; byte < 8; ++byte) astray[byte] = 0xff;
  EXPECT_EQ(exif_orientation(astray), 1);
}

}  // namespace
}  // namespace roundoff
