#include "roundoff/color/histogram.h"

#include <array>
#include <cassert>

namespace roundoff {
namespace {

constexpr uint32_t kCellBits = 15;  // the 5 high bits of each channel
constexpr uint32_t kPlaceBits = 9;  // the 3 low ones
constexpr uint32_t kCells = 1u << kCellBits;
constexpr uint32_t kPlaces = 1u << kPlaceBits;

// Bit i of a byte goes to bit 3 i.
constexpr std::array<uint32_t, 256> kSpread = [] {
  std::array<uint32_t, 256> spread{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    for (uint32_t bit = 0; bit < 8; ++bit) spread[byte] |= (byte >> bit & 1u) << (3 * bit);
  }
  return spread;
}();

Rgb8 color_at(uint32_t z) {
  const auto channel = [z](uint32_t offset) {
    uint32_t byte = 0;
    for (uint32_t bit = 0; bit < 8; ++bit) byte |= (z >> (3 * bit + offset) & 1u) << bit;
    return static_cast<uint8_t>(byte);
  };
  return {channel(2), channel(1), channel(0)};
}

}  // namespace

uint32_t z_order(Rgb8 color) { return kSpread[color.r] << 2u | kSpread[color.g] << 1u | kSpread[color.b]; }

// A counting sort of the pixels by cell, then a count of the 512 places in each cell: three passes over the pixels, no
// hashing, and the colours come out in Z-order.
ColorHistogram::ColorHistogram(Span2D<const Rgb8> picture)
    : width_(picture.width()), height_(picture.height()), color_of_pixel_(picture.size()) {
  const std::span<const Rgb8> pixels = picture.flat();
  assert(!pixels.empty());

  std::vector<uint32_t> cell_begin(kCells + 1);
  for (const Rgb8 c : pixels) ++cell_begin[(z_order(c) >> kPlaceBits) + 1];
  for (uint32_t cell = 0; cell < kCells; ++cell) cell_begin[cell + 1] += cell_begin[cell];

  struct Placed {
    uint32_t pixel;
    uint32_t place;
  };
  std::vector<Placed> sorted(pixels.size());
  std::vector<uint32_t> next(cell_begin.begin(), cell_begin.end() - 1);
  for (size_t i = 0; i < pixels.size(); ++i) {
    const uint32_t z = z_order(pixels[i]);
    sorted[next[z >> kPlaceBits]++] = {static_cast<uint32_t>(i), z & (kPlaces - 1)};
  }

  std::array<uint32_t, kPlaces> count{};
  std::array<uint32_t, kPlaces> id{};
  for (uint32_t cell = 0; cell < kCells; ++cell) {
    const std::span<const Placed> here(sorted.data() + cell_begin[cell],
                                       cell_begin[cell + 1] - cell_begin[cell]);
    if (here.empty()) continue;

    count.fill(0);
    for (const Placed& p : here) ++count[p.place];
    for (uint32_t place = 0; place < kPlaces; ++place) {
      if (count[place] == 0) continue;
      id[place] = static_cast<uint32_t>(colors_.size());
      colors_.push_back(color_at(cell << kPlaceBits | place));
      counts_.push_back(count[place]);
    }
    for (const Placed& p : here) color_of_pixel_[p.pixel] = id[p.place];
  }
}

}  // namespace roundoff
