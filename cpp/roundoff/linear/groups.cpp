#include "roundoff/linear/groups.h"

#include <cassert>

#include "roundoff/linear/kernels.h"
#include "roundoff/linear/range.h"

namespace roundoff::linear {

Oddities quantize_groups_ref(std::span<const float> values, size_t size, Mode mode, int bits,
                             const GroupResults& results) {
  assert(values.size() == results.integers.size() && values.size() == size * results.scales.size());
  Oddities odd;
  for (size_t i = 0; i < results.scales.size(); ++i) {
    const auto group = values.subspan(i * size, size);
    const Scan found = scan_ref(group);
    const Range range = spread(found.range, mode);
    const Parameters p = parameters(range, mode, bits);
    results.ranges[i] = range;
    results.scales[i] = p.scale;
    results.zero_points[i] = static_cast<int8_t>(p.zero_point);
    quantize_run_ref(group, p, Rounding::kNearestEven, results.integers.subspan(i * size, size));
    odd.nan += found.nan;
    odd.infinite += found.infinite;
    if (found.range == Range{}) ++odd.zero_range_slices;
  }
  return odd;
}

}  // namespace roundoff::linear
