// A tensor's rate-distortion curves on their way to JavaScript.
#pragma once

#include <emscripten/val.h>

#include <string>

#include "bindings/tensor.h"

namespace roundoff::bindings {

// By the quantizer's name: a list of points with the fields of RatePoint in camelCase; or a string.
emscripten::val rate_curve_of(const HeldTensor& tensor, const std::string& quantizer);

// { values, mean, variance, gaussianDb, ownDb (undefined where there is none), dbPerBit }, or a string.
emscripten::val rate_bounds_of(const HeldTensor& tensor);

// { point, symbols: [{ value, count, word: "0110" }] }, or a string.
emscripten::val coded_of(const HeldTensor& tensor, const std::string& quantizer, int bits, double step);

}  // namespace roundoff::bindings
