// The sRGB transfer curve (IEC 61966-2-1), from +, −, × and ÷ alone: libm's pow may differ in its last bit between
// a native build and WASM, and the palettes must not.
#pragma once

#include <array>
#include <cstdint>

namespace roundoff {

// Linear light, 0 … 1, of each sRGB level 0 … 255.
const std::array<double, 256>& linear_of_srgb();

// The sRGB level whose encoded value is nearest to that of `linear`; values outside 0 … 1 are clamped.
uint8_t srgb_of_linear(double linear);

}  // namespace roundoff
