// How far one picture is from another: as numbers.
#pragma once

#include <cstdint>
#include <span>

#include "roundoff/base/span2d.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

// Mean over pixels of the squared distance summed over R, G, B, in squared levels. Both pictures have the same size
// and at least one pixel.
double mean_squared_error(Span2D<const Rgb8> before, Span2D<const Rgb8> after);

// Peak signal-to-noise ratio in decibels, 10 log10(255² / (mse / 3)); infinity where mse is 0.
double psnr_db(double mse);

struct DeltaE {
  double mean = 0;
  double max = 0;
};

// ΔE_OK, the Euclidean distance in Oklab (Ottosson 2020), between colours that stand for each other. counts[i] pixels
// have the i-th pair, so that a picture's unique colours suffice; without counts each pair is one pixel.
// `before` and `after` have the same size, at least 1.
DeltaE delta_e(std::span<const Rgb8> before, std::span<const Rgb8> after,
               std::span<const uint32_t> counts = {});

}  // namespace roundoff
