// What of a velocity depends on times and labels alone: worked out once for all steps of a sample, and once for each
// different row of labels, however many faces ask for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/model/network.h"
#include "roundoff/model/plan.h"

namespace roundoff::model {

class Conditions {
 public:
  // `times`: rows of kTimeNumbers; `labels`: rows of the attributes' labels. The plan is the network's, and has a time.
  Conditions(const Network& network, const Plan& plan, std::span<const float> times,
             std::span<const int32_t> labels);

  // Bytes of what is kept for a time and a row of labels.
  static size_t bytes_of(const Plan& plan);

  // Whether a step's answer is kept: somebody's FiLM.
  bool has(size_t step) const { return !kept_[step].empty(); }
  // That of a step at one of the times, for faces whose rows of labels are these: channels × faces.
  void read(size_t step, size_t time, std::span<const uint32_t> rows, std::span<float> out) const;

 private:
  size_t columns_ = 0;                    // times × rows of labels
  size_t rows_ = 0;                       // of labels
  std::vector<std::vector<float>> kept_;  // of each step, channels × times × rows of labels
};

}  // namespace roundoff::model
