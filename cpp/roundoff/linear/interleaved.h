// The same for slices that take turns, a few values each: channels along the last axis or an inner one, small groups.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "roundoff/linear/kernels.h"

namespace roundoff::linear {

// Value i belongs to slice (i / run) % slices, so that run · slices values make a round. `run` is at least 1; there is
// a slice for every value.
void scan_interleaved(std::span<const float> values, size_t run, std::span<Scan> slices);
void scan_interleaved_ref(std::span<const float> values, size_t run, std::span<Scan> slices);

// To nearest even.
void quantize_interleaved(std::span<const float> in, size_t run, std::span<const Parameters> slices,
                          std::span<int8_t> out);
void quantize_interleaved_ref(std::span<const float> in, size_t run, std::span<const Parameters> slices,
                              std::span<int8_t> out);

void dequantize_interleaved(std::span<const int8_t> in, size_t run, std::span<const float> scales,
                            std::span<const int8_t> zero_points, std::span<float> out);
void dequantize_interleaved_ref(std::span<const int8_t> in, size_t run, std::span<const float> scales,
                                std::span<const int8_t> zero_points, std::span<float> out);

}  // namespace roundoff::linear
