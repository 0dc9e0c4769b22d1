// Small pictures for the clustering tests: random ones and ones made to hurt.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "roundoff/base/random.h"
#include "roundoff/color/histogram.h"

namespace roundoff::testing {

struct Picture {
  std::string name;
  size_t width;
  std::vector<Rgb8> pixels;

  ColorHistogram histogram() const { return ColorHistogram({pixels.data(), pixels.size() / width, width}); }
};

inline Rgb8 random_color(Random& random, int spread = 256) {
  const auto channel = [&] { return static_cast<uint8_t>(random.below(static_cast<uint64_t>(spread))); };
  return {channel(), channel(), channel()};
}

// Blobs of colour like a photo's, with a few vivid pixels.
inline Picture blobs(uint64_t seed, size_t pixels) {
  Random random(seed);
  std::vector<Rgb8> centers;
  for (int i = 0; i < 7; ++i) centers.push_back(random_color(random));
  Picture picture{"blobs", 1, {}};
  for (size_t i = 0; i < pixels; ++i) {
    const Rgb8 c = centers[random.below(centers.size())];
    const auto near = [&](uint8_t v) {
      const int sum = v + static_cast<int>(random.below(41)) + static_cast<int>(random.below(41)) - 40;
      return static_cast<uint8_t>(std::clamp(sum, 0, 255));
    };
    picture.pixels.push_back(i % 997 == 0 ? Rgb8{255, 0, 255} : Rgb8{near(c.r), near(c.g), near(c.b)});
  }
  return picture;
}

inline std::vector<Picture> all_pictures() {
  std::vector<Picture> pictures = {blobs(1, 4000), blobs(2, 20000)};
  Random random(5);
  Picture noise{"noise", 1, {}};
  for (int i = 0; i < 6000; ++i) noise.pixels.push_back(random_color(random));
  Picture few{"few colours", 1, {}};
  for (int i = 0; i < 3000; ++i) few.pixels.push_back(random_color(random, 3));
  Picture grid{"grid", 1, {}};  // ties everywhere
  for (int i = 0; i < 4096; ++i) {
    grid.pixels.push_back({static_cast<uint8_t>((i >> 8) * 16), static_cast<uint8_t>((i >> 4 & 15) * 16),
                           static_cast<uint8_t>((i & 15) * 16)});
  }
  Picture grey{"grey ramp", 1, {}};
  for (int i = 0; i < 256; ++i) {
    const auto v = static_cast<uint8_t>(i);
    grey.pixels.push_back({v, v, v});
  }
  pictures.insert(pictures.end(), {noise,
                                   few,
                                   grid,
                                   grey,
                                   {"one pixel", 1, {{9, 8, 7}}},
                                   {"all equal", 1, std::vector<Rgb8>(500, {200, 0, 1})},
                                   {"extremes", 1, {{0, 0, 0}, {255, 255, 255}, {0, 0, 0}, {255, 0, 0}}}});
  return pictures;
}

}  // namespace roundoff::testing
