// Errors as colours: one sequential colour map for every error that is drawn, perceptually uniform by construction.
//
// A smooth path through Oklab, from near-black over purple and red-orange to pale yellow, its lightness always rising,
// is cut into 255 steps of equal length. A length in Oklab is a difference as seen (ΔE_OK), so equal differences of
// error look equally large wherever they stand on the map, and in greys and to the colour-blind the order remains.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/color/oklab.h"
#include "roundoff/color/rgb.h"
#include "roundoff/measure/map_places.h"

namespace roundoff {

// The map, no error first. The same bytes on every machine.
std::span<const Rgb8, 256> heat_colors();

// The map before its colours are rounded to sRGB's levels.
std::span<const Oklab, 256> heat_path();

// The end of a scale that suits these errors: the least whole level that 99% of them do not exceed, at least 1. A few
// outliers shall not make all the others dark.
float heat_scale(std::span<const float> error);

// For each error its place in the map, whichever its sign: 0 … scale_max spread over 0 … 255, larger errors and NaN at
// 255. Where scale_max is 0 every finite error is at 0.
std::vector<uint8_t> heat_levels(std::span<const float> error, float scale_max);

// A grey for NaN and a light blue for an infinite error, whichever its sign: the map has neither.
OddColors heat_odd_colors();

// For each error its colour, spread as above: 4 bytes of opaque RGBA an error.
void paint_heat(std::span<const float> error, float scale_max, std::span<uint8_t> rgba);

}  // namespace roundoff
