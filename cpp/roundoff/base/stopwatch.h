// Wall-clock time for reports.
#pragma once

#include <chrono>

namespace roundoff {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  // Seconds since the last lap or the start.
  double lap() {
    const double passed = seconds();
    start_ = Clock::now();
    return passed;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

// Runs `work`, and notes in `seconds` how long it took.
template <class Work>
auto timed(double& seconds, Work work) {
  const Stopwatch stopwatch;
  auto result = work();
  seconds = stopwatch.seconds();
  return result;
}

}  // namespace roundoff
