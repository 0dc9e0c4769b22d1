// A picture in memory: opaque sRGB pixels, eight bits a channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/base/status.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

// Pixels that one picture may have: 64 million, a 256 MB canvas. Larger files are refused before they are
// decoded, so that a lying header costs nothing.
inline constexpr size_t kMaxPixels = size_t{1} << 26;

class Photo {
 public:
  // RGBA bytes (height × width × 4, alpha not premultiplied), as a canvas gives them. Alpha is composited
  // over white, (c·a + 255·(255 − a)) / 255 rounded to nearest: a palette entry is a colour that a reader can
  // see. Errors: no pixels, more than kMaxPixels, or a byte count that does not match.
  static Result<Photo> from_rgba(std::span<const uint8_t> rgba, size_t width, size_t height);

  size_t width() const { return width_; }
  size_t height() const { return height_; }
  size_t pixels() const { return pixels_.size(); }
  Span2D<const Rgb8> view() const { return {pixels_.data(), height_, width_}; }

 private:
  Photo(size_t width, size_t height) : width_(width), height_(height), pixels_(width * height) {}

  size_t width_;
  size_t height_;
  std::vector<Rgb8> pixels_;
};

}  // namespace roundoff
