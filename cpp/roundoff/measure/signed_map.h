// Signed values as colours: one diverging colour map, neutral where nothing is.
//
// Two straight lines in Oklab, from a light grey to a dark blue for negative values and to a dark orange for positive
// ones, equally long and equally dark at their ends. A length in Oklab is a difference as seen (ΔE_OK), so equal
// differences of value look equally large; blue and orange stay apart to the colour-blind.
#pragma once

#include <cstdint>
#include <span>

#include "roundoff/color/rgb.h"

namespace roundoff {

// Entry 128 is zero's, 1 and 255 the ends'; entry 0 carries the blue on by one step, so that a legend may spread all
// 256 over its length. The same bytes on every machine.
std::span<const Rgb8, 256> signed_colors();

// For each value its colour, the ends of the map at −scale and scale and whatever is beyond them there too: 4 bytes of
// RGBA a value. NaN, which has no place on the map, is left transparent. Where scale is 0 every finite value is zero's.
void paint_signed(std::span<const float> values, float scale, std::span<uint8_t> rgba);

}  // namespace roundoff
