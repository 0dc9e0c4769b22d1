// Signed values as colours: a diverging map, blue below zero and orange above it, near-white at zero.
//
// The two arms are one curve of lightness and chroma in Oklab, seen at two opposite hues, and cut into steps of equal
// length: x and −x are equally far from zero as seen, equally light and equally vivid, and blue against orange stays
// apart for every common kind of colour-blindness. In greys both signs darken alike.
#pragma once

#include <cstdint>
#include <span>

#include "roundoff/color/oklab.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

// From the most negative to the most positive. Zero is in the middle: entries 127 and 128 are the same near-white, and
// entry 127 − i mirrors 128 + i. The same bytes on every machine.
std::span<const Rgb8, 256> signed_colors();

// The map before its colours are rounded to sRGB's levels.
std::span<const Oklab, 256> signed_path();

// A grey that the map has not: stands for NaN, here and where errors are painted.
inline constexpr Rgb8 kNanColor = {128, 128, 128};

// Opaque colours, 4 bytes of RGBA a value: −scale … scale spread over the map, beyond it (±Inf too) its ends, NaN in
// kNanColor. Where scale is not above 0, all but NaN are at zero.
void paint_signed(std::span<const float> values, float scale, std::span<uint8_t> rgba);
void paint_signed_ref(std::span<const float> values, float scale, std::span<uint8_t> rgba);

// The same of integers.
void paint_signed(std::span<const int8_t> integers, int scale, std::span<uint8_t> rgba);
void paint_signed(std::span<const int16_t> integers, int scale, std::span<uint8_t> rgba);

}  // namespace roundoff
