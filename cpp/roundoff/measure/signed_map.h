// Signed values as colours: one diverging colour map, neutral where nothing is.
//
// Two straight lines in Oklab, from a light grey to a dark blue for negative values and to a dark orange for positive
// ones, equally long and equally dark at their ends. A length in Oklab is a difference as seen (ΔE_OK), so equal
// differences of value look equally large; blue and orange stay apart to the colour-blind.
#pragma once

#include <cstdint>
#include <span>

#include "roundoff/color/rgb.h"
#include "roundoff/measure/map_places.h"

namespace roundoff {

// Entry 128 is zero's, 1 and 255 the ends'; entry 0 carries the blue on by one step, so that a legend may spread all
// 256 over its length. The same bytes on every machine.
std::span<const Rgb8, 256> signed_colors();

// A grey for NaN, and for the infinities what lies beyond the ends: a darker blue and a darker orange.
OddColors signed_odd_colors();

// For each value its colour, the ends of the map at −scale and scale and whatever finite is beyond them there too: 4
// bytes of opaque RGBA a value. Where scale is 0 every finite value is zero's.
void paint_signed(std::span<const float> values, float scale, std::span<uint8_t> rgba);

}  // namespace roundoff
