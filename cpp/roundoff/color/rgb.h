// One sRGB colour of eight bits a channel: what photos hold and palettes are made of.
#pragma once

#include <cstdint>

namespace roundoff {

struct Rgb8 {
  uint8_t r = 0;
  uint8_t g = 0;
  uint8_t b = 0;

  friend bool operator==(const Rgb8&, const Rgb8&) = default;
};

// Squared Euclidean distance in levels, summed over R, G, B: 0 … 195,075.
constexpr int squared_distance(Rgb8 a, Rgb8 b) {
  const int dr = a.r - b.r;
  const int dg = a.g - b.g;
  const int db = a.b - b.b;
  return dr * dr + dg * dg + db * db;
}

}  // namespace roundoff
