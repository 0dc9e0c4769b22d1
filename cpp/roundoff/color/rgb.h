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

// Perceived lightness without rounding: BT.601 luma in thousandths.
constexpr int luma(Rgb8 c) { return 299 * c.r + 587 * c.g + 114 * c.b; }

// An order of all colours by luma; of the same luma red decides, then green, then blue.
constexpr bool darker(Rgb8 a, Rgb8 b) {
  if (luma(a) != luma(b)) return luma(a) < luma(b);
  if (a.r != b.r) return a.r < b.r;
  if (a.g != b.g) return a.g < b.g;
  return a.b < b.b;
}

}  // namespace roundoff
