// Rounding that is learned: up or down as suits a layer's outputs, after Nagel et al., "Up or down? Adaptive rounding
// for post-training quantization" (ICML 2020).
//
// A row w of weights becomes ŵ, each integer the floor or the ceil of what is nearest to it. Over calibration inputs X
// (samples × features) the output's error is eᵀ H e with e = ŵ − w and H = XᵀX: flipping one rounding moves e by one
// step, and its gain is known at once from H e. So this descends on the exact objective, one flip and then one pair of
// flips at a time, from rounding to nearest until nothing is gained; the paper relaxes the same choice to a sigmoid and
// trains that by gradients.
#pragma once

#include <span>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"
#include "roundoff/linear/linear.h"

namespace roundoff::linear {

struct AdaptivelyRounded {
  Quantized quantized;
  // Mean over samples and outputs of the squared error of the layer's output, X (W − Ŵ)ᵀ, on the calibration inputs.
  double nearest_error = 0;  // of rounding to nearest
  double error = 0;          // never above it, row by row
  size_t flipped = 0;        // integers that differ from rounding to nearest
};

// `weights` as a matrix of rows (outputs) of its last axis (features); `inputs` samples × features, row by row. Scales
// and zero_points are those of quantize(weights, options), whose rounding is not looked at. A weight that is not finite
// or was clipped keeps its integer. H gets 0.1 · features / samples of its mean diagonal added to its diagonal, since the
// fewer samples, the more of H is chance. Deterministic.
//
// Errors: those of quantize(); no sample; inputs that are not a whole number of samples; an input that is not finite.
Result<AdaptivelyRounded> quantize_adaptively(const Tensor& weights, std::span<const float> inputs,
                                              const Options& options);

}  // namespace roundoff::linear
