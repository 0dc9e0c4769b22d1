#include "roundoff/linear/interleaved.h"

#include <algorithm>
#include <cassert>
#include <vector>

namespace roundoff::linear {

void scan_interleaved_ref(std::span<const float> values, size_t run, std::span<Scan> slices) {
  std::vector<std::vector<float>> sorted(slices.size());
  for (size_t i = 0; i < values.size(); ++i) sorted[i / run % slices.size()].push_back(values[i]);
  for (size_t s = 0; s < slices.size(); ++s) slices[s] = scan_ref(sorted[s]);
}

void quantize_interleaved_ref(std::span<const float> in, size_t run, std::span<const Parameters> slices,
                              std::span<int8_t> out) {
  assert(in.size() == out.size());
  for (size_t i = 0; i < in.size(); ++i) {
    quantize_run_ref(in.subspan(i, 1), slices[i / run % slices.size()], Rounding::kNearestEven,
                     out.subspan(i, 1));
  }
}

void dequantize_interleaved_ref(std::span<const int8_t> in, size_t run, std::span<const float> scales,
                                std::span<const int8_t> zero_points, std::span<float> out) {
  assert(in.size() == out.size() && scales.size() == zero_points.size());
  for (size_t i = 0; i < in.size(); ++i) {
    const size_t slice = i / run % scales.size();
    dequantize_run_ref(in.subspan(i, 1), scales[slice], zero_points[slice], out.subspan(i, 1));
  }
}

}  // namespace roundoff::linear
