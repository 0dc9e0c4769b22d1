#include "roundoff/photo/photo.h"

#include <string>

namespace roundoff {
namespace {

// (c·a + 255·(255 − a)) / 255, rounded to nearest: the dividend is at most 255², where this is exact.
uint8_t over_white(unsigned c, unsigned a) {
  return static_cast<uint8_t>((c * a + 255 * (255 - a) + 127) / 255);
}

}  // namespace

Result<Photo> Photo::from_rgba(std::span<const uint8_t> rgba, size_t width, size_t height) {
  if (width == 0 || height == 0) return Error{"the picture has no pixels"};
  if (width > kMaxPixels || height > kMaxPixels / width) {
    return Error{"the picture has " + std::to_string(width) + " × " + std::to_string(height) +
                 " pixels; at most " + std::to_string(kMaxPixels) + " are handled"};
  }
  if (rgba.size() != width * height * 4) {
    return Error{"a picture of " + std::to_string(width) + " × " + std::to_string(height) + " pixels takes " +
                 std::to_string(width * height * 4) + " RGBA bytes, not " + std::to_string(rgba.size())};
  }
  Photo photo(width, height);
  const uint8_t* in = rgba.data();
  for (Rgb8& pixel : photo.pixels_) {
    const unsigned alpha = in[3];
    if (alpha == 255) {
      pixel = {in[0], in[1], in[2]};
    } else {
      pixel = {over_white(in[0], alpha), over_white(in[1], alpha), over_white(in[2], alpha)};
    }
    in += 4;
  }
  return photo;
}

}  // namespace roundoff
