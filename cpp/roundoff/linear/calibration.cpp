#include "roundoff/linear/calibration.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "roundoff/linear/range.h"

namespace roundoff::linear {

void Calibration::add(std::span<const float> batch) {
  if (range_.rule == RangeRule::kFixed) return;
  if (range_.rule != RangeRule::kMinMax) {
    std::copy_if(batch.begin(), batch.end(), std::back_inserter(values_),
                 [](float x) { return std::isfinite(x); });
    return;
  }
  const Scan found = scan(batch);
  if (found.nan + found.infinite == batch.size()) return;
  if (!any_) seen_ = found.range;
  any_ = true;
  seen_ = {std::min(seen_.min, found.range.min), std::max(seen_.max, found.range.max)};
}

Range Calibration::range(Mode mode, int bits) const {
  if (range_.rule == RangeRule::kMinMax) return seen_;
  Options options;
  options.mode = mode;
  options.bits = bits;
  options.range = range_;
  return choose_range(values_, scan(values_), options);
}

Parameters Calibration::parameters(Mode mode, int bits) const {
  return linear::parameters(range(mode, bits), mode, bits);
}

}  // namespace roundoff::linear
