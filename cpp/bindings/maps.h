// Colour maps as bytes, 256 × 3.
#pragma once

#include <cstdint>
#include <span>

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

}  // namespace roundoff::bindings
