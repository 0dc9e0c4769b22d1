#include "roundoff/photo/photo.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace roundoff {
namespace {

TEST(Photo, KeepsOpaquePixelsRowByRow) {
  const std::vector<uint8_t> rgba = {1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255,
                                     9, 8, 7, 255, 6, 5, 4, 255, 3, 2, 1, 255};
  const Result<Photo> photo = Photo::from_rgba(rgba, 3, 2);
  ASSERT_TRUE(photo.ok()) << photo.error();
  EXPECT_EQ(photo->width(), 3u);
  EXPECT_EQ(photo->height(), 2u);
  EXPECT_EQ(photo->pixels(), 6u);
  EXPECT_EQ(photo->view()(0, 2), (Rgb8{7, 8, 9}));
  EXPECT_EQ(photo->view()(1, 0), (Rgb8{9, 8, 7}));
}

TEST(Photo, CompositesEveryAlphaOverWhiteRoundedToNearest) {
  std::vector<uint8_t> rgba;
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned c = 0; c < 256; ++c) {
      rgba.insert(rgba.end(), {static_cast<uint8_t>(c), 0, 255, static_cast<uint8_t>(a)});
    }
  }
  const Result<Photo> photo = Photo::from_rgba(rgba, 256, 256);
  ASSERT_TRUE(photo.ok()) << photo.error();
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned c = 0; c < 256; ++c) {
      const Rgb8 pixel = photo->view()(a, c);
      EXPECT_EQ(pixel.r, std::lround(c * a / 255.0 + (255.0 - a))) << "c " << c << " a " << a;
      EXPECT_EQ(pixel.g, 255 - a);
      EXPECT_EQ(pixel.b, 255);
    }
  }
}

TEST(Photo, RefusesWhatIsNoPicture) {
  const std::vector<uint8_t> rgba(4 * 6);
  EXPECT_EQ(Photo::from_rgba({}, 0, 5).error(), "the picture has no pixels");
  EXPECT_EQ(Photo::from_rgba({}, 5, 0).error(), "the picture has no pixels");
  EXPECT_EQ(Photo::from_rgba(rgba, 3, 3).error(), "a picture of 3 × 3 pixels takes 36 RGBA bytes, not 24");
  EXPECT_EQ(Photo::from_rgba(rgba, kMaxPixels, 2).error(),
            "the picture has 67108864 × 2 pixels; at most 67108864 are handled");
  // A product that wraps around to the bytes at hand must not pass.
  EXPECT_FALSE(Photo::from_rgba(rgba, size_t{1} << 63u, 2).ok());
}

}  // namespace
}  // namespace roundoff
