// Faces as the screen and as the networks have them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace roundoff::model {

// faces × 16 × 16 × 4 bytes, alpha ignored → faces × 3 × 16 × 16 in −1 … 1.
std::vector<float> from_rgba(std::span<const uint8_t> rgba);

// The inverse: clamped, rounded to the nearest byte (halves to the even one), opaque; NaN is 0.
std::vector<uint8_t> to_rgba(std::span<const float> pictures);

// How near pictures came to those they were made from.
struct Nearness {
  double mse = 0;      // mean over all bytes
  double psnr_db = 0;  // 10 log10(255² / mse); infinite where nothing differs
  double near = 0;     // share of pixels within 8 of 255 in every channel
};
// The same size, at least one pixel.
Nearness nearness(std::span<const uint8_t> before, std::span<const uint8_t> after);

// Each pixel's error: the root of its three channels' mean square, in levels.
std::vector<float> pixel_errors(std::span<const uint8_t> before, std::span<const uint8_t> after);

}  // namespace roundoff::model
