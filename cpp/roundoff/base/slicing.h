// Which values of a tensor share their quantization parameters: the granularity.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/status.h"

namespace roundoff {

enum class Granularity : uint8_t {
  kTensor,   // all of them
  kChannel,  // those with the same index along `axis`
  kGroup,    // each `group_size` neighbours along the last axis; the last group of a row may be shorter
};

struct Slicing {
  Granularity granularity = Granularity::kTensor;
  size_t axis = 0;
  size_t group_size = 128;
};

// A Slicing of one shape. A slice is a set of values with common parameters; in memory it is made of runs of neighbours.
class Slices {
 public:
  // Errors: an axis that the shape has not, a group size of 0.
  static Result<Slices> of(std::span<const size_t> shape, const Slicing& slicing);

  size_t count() const { return slices_; }
  size_t values() const { return values_; }
  // Values from one run's begin to the next one's; where rows end the last run is shorter.
  size_t run_size() const { return run_; }
  // Values after which runs start anew.
  size_t row_size() const { return row_; }
  // More than one run may belong to a slice: the channels of any axis but the first.
  bool scattered() const { return slices_ * run_ < values_; }
  // Every run has run_size() values.
  bool even() const { return row_ % run_ == 0; }

  // f(slice, begin, size) for every run, in memory order.
  template <class F>
  void for_each_run(F f) const {
    size_t slice = 0;
    for (size_t row = 0; row < values_; row += row_) {
      for (size_t at = 0; at < row_; at += run_) {
        f(slice, row + at, std::min(run_, row_ - at));
        slice = slice + 1 == slices_ ? 0 : slice + 1;
      }
    }
  }

  // f(slice, its values) for every slice: in place where they are neighbours, otherwise brought together.
  template <class F>
  void for_each_slice(std::span<const float> values, F f) const {
    if (!scattered()) {
      for_each_run([&](size_t slice, size_t begin, size_t size) { f(slice, values.subspan(begin, size)); });
      return;
    }
    const size_t share = values_ / slices_;
    std::vector<float> gathered(values_);
    std::vector<size_t> end(slices_);
    for (size_t slice = 0; slice < slices_; ++slice) end[slice] = slice * share;
    for_each_run([&](size_t slice, size_t begin, size_t size) {
      std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(begin), size,
                  gathered.begin() + static_cast<std::ptrdiff_t>(end[slice]));
      end[slice] += size;
    });
    const std::span<const float> all(gathered);
    for (size_t slice = 0; slice < slices_; ++slice) f(slice, all.subspan(slice * share, share));
  }

 private:
  size_t values_ = 0;
  size_t slices_ = 0;
  size_t row_ = 1;
  size_t run_ = 1;
};

}  // namespace roundoff
