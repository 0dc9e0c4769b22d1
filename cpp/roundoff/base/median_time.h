// How long something short takes, by a clock that may be coarse.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "roundoff/base/stopwatch.h"

namespace roundoff {

// Seconds for one call of `work`: the median of samples that each repeat it until the clock can tell (browsers let theirs
// advance by 0.1 ms at a time). Stops after 20 ms of samples, so what takes longer is called once.
template <class Work>
double median_seconds(Work work) {
  constexpr double kSample = 2e-3;
  constexpr double kAll = 20e-3;
  constexpr size_t kMostRepeats = size_t{1} << 20U;
  std::vector<double> samples;
  double all = 0;
  size_t repeats = 1;
  while (all < kAll) {
    const Stopwatch stopwatch;
    for (size_t i = 0; i < repeats; ++i) work();
    const double passed = stopwatch.seconds();
    if (passed < kSample && repeats < kMostRepeats) {
      repeats *= 2;
      continue;
    }
    samples.push_back(passed / static_cast<double>(repeats));
    // What no clock can tell comes to an end too.
    all += std::max(passed, kSample);
  }
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
  std::nth_element(samples.begin(), middle, samples.end());
  return *middle;
}

}  // namespace roundoff
