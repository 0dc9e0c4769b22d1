// Colour maps as bytes, 256 × 3.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bindings/values.h"
#include "roundoff/color/rgb.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/signed_map.h"

namespace roundoff::bindings {

inline val bytes_of(std::span<const Rgb8, 256> colors) {
  static_assert(sizeof(Rgb8) == 3);
  return view_of(std::span(reinterpret_cast<const uint8_t*>(colors.data()), 3 * colors.size()));
}

inline val heat_map() { return bytes_of(heat_colors()); }
inline val signed_map() { return bytes_of(signed_colors()); }

// { nan, infinity, negativeInfinity }, as [r, g, b].
inline val object_of(const OddColors& colors) {
  const auto array = [](Rgb8 color) { return array_of(std::vector<size_t>{color.r, color.g, color.b}); };
  val object = val::object();
  object.set("nan", array(colors.nan));
  object.set("infinity", array(colors.infinity));
  object.set("negativeInfinity", array(colors.negative_infinity));
  return object;
}

inline val heat_odd() { return object_of(heat_odd_colors()); }
inline val signed_odd() { return object_of(signed_odd_colors()); }

}  // namespace roundoff::bindings
