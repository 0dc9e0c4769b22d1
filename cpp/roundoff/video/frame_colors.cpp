#include "roundoff/video/frame_colors.h"

#include <algorithm>
#include <cassert>

namespace roundoff {
namespace {

constexpr uint32_t kPlaceBits = 9;  // of a colour's place in Z-order: the 3 low bits of each channel
constexpr size_t kCubes = size_t{1} << (24 - kPlaceBits);

}  // namespace

FrameHistogram::FrameHistogram() : cubes_(kCubes) {}

FrameColors FrameHistogram::count(Span2D<const Rgba> frame) {
  assert(frame.size() > 0);
  std::fill(cubes_.begin(), cubes_.end(), Cube{});
  // Each row begins elsewhere, so that the sample does not fall into columns.
  constexpr size_t kShift = 7;
  const size_t step = std::max<size_t>(1, frame.size() / kSample);
  uint64_t squares = 0;
  for (size_t y = 0; y < frame.height(); ++y) {
    const auto row = frame.row(y);
    for (size_t x = y * kShift % step; x < row.size(); x += step) {
      const Rgb8 color = {static_cast<uint8_t>(row[x]), static_cast<uint8_t>(row[x] >> 8u),
                          static_cast<uint8_t>(row[x] >> 16u)};
      Cube& cube = cubes_[z_order(color) >> kPlaceBits];
      ++cube.weight;
      cube.r += color.r;
      cube.g += color.g;
      cube.b += color.b;
      squares += static_cast<uint64_t>(squared_distance(color, {}));
    }
  }

  std::vector<uint32_t> keys;
  std::vector<Moments> moments;
  for (size_t i = 0; i < kCubes; ++i) {
    const Cube& cube = cubes_[i];
    if (cube.weight == 0) continue;
    keys.push_back(static_cast<uint32_t>(i) << kPlaceBits);
    moments.push_back({cube.weight, {cube.r, cube.g, cube.b}});
  }
  return {cube_points(keys, moments), static_cast<double>(squares)};
}

}  // namespace roundoff
