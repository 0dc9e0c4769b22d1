// Frames for the video tests: random ones, and the dog as a camera would see it.
#pragma once

#include <algorithm>
#include <vector>

#include "roundoff/base/random.h"
#include "roundoff/photo/decode.h"
#include "roundoff/video/denoise.h"
#include "tests/support/files.h"

namespace roundoff::test {

struct Frame {
  size_t width = 0;
  size_t height = 0;
  std::vector<Rgba> pixels;
};

inline Rgba pack(Rgb8 c) { return c.r | static_cast<Rgba>(c.g) << 8u | static_cast<Rgba>(c.b) << 16u; }

// Every second pixel of every second row of the dog: 384 × 288.
inline const Frame& small_dog() {
  static const Frame frame = [] {
    const auto photo = decode(read_file(std::string(ROUNDOFF_ASSETS_DIR) + "/dog.jpg"));
    Frame small{photo->width() / 2, photo->height() / 2, {}};
    for (size_t y = 0; y < small.height; ++y) {
      for (size_t x = 0; x < small.width; ++x) small.pixels.push_back(pack(photo->view()(2 * y, 2 * x)));
    }
    return small;
  }();
  return frame;
}

// Any bytes, alpha included; one channel in eight at an end of the scale.
inline std::vector<Rgba> random_pixels(Random& random, size_t count) {
  std::vector<Rgba> pixels(count);
  for (Rgba& pixel : pixels) {
    pixel = static_cast<Rgba>(random.next());
    for (unsigned shift = 0; shift < 32; shift += 8) {
      const uint64_t fate = random.below(16);
      if (fate == 0) pixel &= ~(0xFFu << shift);
      if (fate == 1) pixel |= 0xFFu << shift;
    }
  }
  return pixels;
}

}  // namespace roundoff::test
