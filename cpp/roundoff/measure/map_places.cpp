#include "roundoff/measure/map_places.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace roundoff {
namespace {

std::array<uint8_t, 4> opaque(Rgb8 color) { return {color.r, color.g, color.b, 255}; }

int32_t place_of(float value, const MapScale& scale) {
  const float v = scale.magnitudes ? std::abs(value) : value;
  if (std::isnan(v)) return kNanPlace;
  if (std::isinf(v)) return v > 0 ? kInfinityPlace : kNegativeInfinityPlace;
  const float clipped = std::min(std::max(v * scale.steps, scale.least), scale.most);
  // From the map's low end, where everything is positive and cutting off is rounding down.
  return static_cast<int32_t>(clipped + (scale.zero + 0.5F));
}

}  // namespace

MapPixels map_pixels(std::span<const Rgb8, kMapEntries> colors, const OddColors& odd) {
  MapPixels pixels;
  std::transform(colors.begin(), colors.end(), pixels.begin(), opaque);
  pixels[kNanPlace] = opaque(odd.nan);
  pixels[kInfinityPlace] = opaque(odd.infinity);
  pixels[kNegativeInfinityPlace] = opaque(odd.negative_infinity);
  return pixels;
}

void map_places_ref(std::span<const float> values, const MapScale& scale, std::span<int32_t> places) {
  assert(values.size() == places.size());
  std::transform(values.begin(), values.end(), places.begin(),
                 [&](float value) { return place_of(value, scale); });
}

void paint_places(std::span<const float> values, const MapScale& scale, const MapPixels& pixels,
                  std::span<uint8_t> rgba) {
  assert(rgba.size() == 4 * values.size());
  // Places first, in vectors; the table is then read in a loop without a branch.
  std::array<int32_t, 512> places;
  uint8_t* out = rgba.data();
  for (size_t begin = 0; begin < values.size(); begin += places.size()) {
    const auto chunk = values.subspan(begin, std::min(places.size(), values.size() - begin));
    map_places(chunk, scale, std::span(places).first(chunk.size()));
    for (size_t i = 0; i < chunk.size(); ++i) {
      std::memcpy(out + 4 * i, &pixels[static_cast<size_t>(places[i])], sizeof(pixels[0]));
    }
    out += 4 * chunk.size();
  }
}

}  // namespace roundoff
