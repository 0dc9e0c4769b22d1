// The range of values that a slice's integers are spread over.
#pragma once

#include <span>

#include "roundoff/base/tensor.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/linear.h"

namespace roundoff::linear {

// From the finite values of a slice, whose scan() is `found`. Not yet widened to hold 0 or made symmetric.
Range choose_range(std::span<const float> values, const Scan& found, const Options& options);

// What parameters() makes a scale for: from −a to a where symmetric, otherwise with 0 in it.
Range spread(Range range, Mode mode);

}  // namespace roundoff::linear
