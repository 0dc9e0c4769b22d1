// Values as places in a map of 256 colours, and what has no place there: one colour each for NaN and the infinities.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "roundoff/color/rgb.h"

namespace roundoff {

// The colours of values that are no numbers of any scale, none of which the map has itself.
struct OddColors {
  Rgb8 nan;
  Rgb8 infinity;
  Rgb8 negative_infinity;
};

inline constexpr size_t kMapEntries = 256;
inline constexpr int32_t kNanPlace = 256;
inline constexpr int32_t kInfinityPlace = 257;
inline constexpr int32_t kNegativeInfinityPlace = 258;

// Opaque RGBA: a map, and behind it the colours of kNanPlace and the two after it.
using MapPixels = std::array<std::array<uint8_t, 4>, kMapEntries + 3>;
MapPixels map_pixels(std::span<const Rgb8, kMapEntries> colors, const OddColors& odd);

// A value v is at round(min(max(v · steps, least), most)) + zero, halves up.
struct MapScale {
  float steps;      // entries that a unit takes; finite, 0 or more
  float least;      // a whole number, −zero or more
  float most;       // a whole number
  float zero;       // the entry of 0
  bool magnitudes;  // of |v| instead: both infinities are then at kInfinityPlace
};

// One place for each value.
void map_places(std::span<const float> values, const MapScale& scale, std::span<int32_t> places);
void map_places_ref(std::span<const float> values, const MapScale& scale, std::span<int32_t> places);

// 4 bytes of RGBA for each value.
void paint_places(std::span<const float> values, const MapScale& scale, const MapPixels& pixels,
                  std::span<uint8_t> rgba);

}  // namespace roundoff
