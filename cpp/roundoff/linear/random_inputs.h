// Inputs for a layer whose real ones are not at hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace roundoff::linear {

// samples × features, like activations behind a ReLU: max(0, g), where g along the features is normal with mean 0 and
// variance 1, and has correlation 0.9 between neighbours, falling by 0.9 for each step further (a first-order
// autoregressive process). Samples are independent. The same numbers on every machine.
std::vector<float> random_inputs(size_t samples, size_t features, uint64_t seed);

}  // namespace roundoff::linear
