// What a still camera sees, without the noise of its sensor: each pixel's running mean over time, begun anew where the
// scene changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

// One pixel as a canvas holds it in memory: R in the lowest byte, then G, B, A.
using Rgba = uint32_t;

inline Rgb8 color_of(Rgba pixel) {
  return {static_cast<uint8_t>(pixel), static_cast<uint8_t>(pixel >> 8u), static_cast<uint8_t>(pixel >> 16u)};
}

inline constexpr Rgba kMoved = 0xFF000000u;

// Means are counted in sixteenths of a level, so that what a share of a small difference adds is not rounded away.
inline constexpr int kMeanFraction = 4;

// For each pixel its means of R, G and B, in kMeanFraction-bit fixed point: R in the low half of `rg`, G in the high one.
struct Means {
  std::vector<uint32_t> rg;
  std::vector<uint32_t> b;

  explicit Means(size_t pixels) : rg(pixels), b(pixels) {}
  friend bool operator==(const Means&, const Means&) = default;
};

struct DenoiseOptions {
  // A pixel that is further than this from its mean in any channel has moved: in sixteenths of a level, below 2¹⁵. A
  // negative reach lets every pixel move.
  int reach = -1;
  // A frame counts 1 / 2^share in the mean of a pixel that has not moved: 1 … 4.
  int share = 3;
};

// Takes a frame in. The mean of a pixel that has moved begins anew with it; any other's mean m of each channel becomes
// m + ⌊(x − m + 2^(share − 1)) / 2^share⌋. `out` receives the means rounded to levels (halves up), with alpha 255
// (kMoved) where the pixel has moved and 0 elsewhere. Returns how many moved. The frame's own alpha is ignored.
size_t denoise(std::span<const Rgba> frame, const DenoiseOptions& options, Means& means, std::span<Rgba> out);
size_t denoise_ref(std::span<const Rgba> frame, const DenoiseOptions& options, Means& means,
                   std::span<Rgba> out);

// Standard deviation in levels of the noise of one channel of one pixel, from a frame and the means of those before it:
// the lower quartile of their distance in green, over a sample of the pixels. Only those count whose neighbours on either
// side are alike, so that what moves does not look like noise, and that are not near an end of the scale, where noise is
// cut off. Nothing where there are hardly any.
std::optional<double> noise_level(Span2D<const Rgba> frame, const Means& means);

}  // namespace roundoff
