#include "roundoff/photo/paint.h"

#include <array>
#include <cassert>
#include <cstring>

namespace roundoff {
namespace {

using Pixel = std::array<uint8_t, 4>;  // R, G, B, A in memory order, so that a pixel is one store

Pixel opaque(Rgb8 c) { return {c.r, c.g, c.b, 255}; }

}  // namespace

void paint_indexed(std::span<const uint8_t> indices, std::span<const Rgb8> palette, std::span<uint8_t> rgba) {
  assert(rgba.size() == 4 * indices.size());
  std::array<Pixel, 256> colors{};
  for (size_t j = 0; j < palette.size(); ++j) colors[j] = opaque(palette[j]);
  for (size_t i = 0; i < indices.size(); ++i) std::memcpy(&rgba[4 * i], &colors[indices[i]], sizeof(Pixel));
}

void paint_rgb(std::span<const Rgb8> colors, std::span<uint8_t> rgba) {
  assert(rgba.size() == 4 * colors.size());
  for (size_t i = 0; i < colors.size(); ++i) {
    const Pixel pixel = opaque(colors[i]);
    std::memcpy(&rgba[4 * i], &pixel, sizeof(Pixel));
  }
}

}  // namespace roundoff
