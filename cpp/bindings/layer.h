// A tensor as the weights of a linear layer, rows = outputs, and what quantizing them costs.
#pragma once

#include <emscripten/val.h>

#include "bindings/tensor.h"

namespace roundoff::bindings {

// { share, clipMse, roundMse } or a string; `arguments` as compress_held() takes them, of linear quantization.
emscripten::val clip_curve_of(const HeldTensor& tensor, const emscripten::val& arguments, size_t points);

// A row for each way of rounding, or a string.
emscripten::val roundings_of(const HeldTensor& tensor, int bits, double seed);

// `options` has all fields of LayerOptions in the page, defaults filled in. An object, or a string.
emscripten::val layer_of(const HeldTensor& tensor, const emscripten::val& options);

}  // namespace roundoff::bindings
