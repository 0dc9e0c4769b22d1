// A plan made ready to run often: parameters found by their names, weights in the order in which the kernels read them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/model/layers.h"
#include "roundoff/model/matmul.h"
#include "roundoff/model/network.h"
#include "roundoff/model/plan.h"

namespace roundoff::model {

// Of a plan's steps, those that no face's own numbers reach: they depend on times and labels alone.
std::vector<bool> conditional_steps(const Plan& plan);

struct PreparedStep {
  const PlanStep* step = nullptr;
  size_t number = 0;  // in the plan
  bool conditional = false;
  WeightPanels panels;             // of conv and linear
  std::span<const float> weights;  // the same as the network has them; of a norm its own
  std::span<const float> bias;
  std::span<const float> position;
  std::vector<LabelTable> tables;
};

// As the network's weights are now: it must outlive this, and stay as it is. The plan is the network's.
class PreparedPlan {
 public:
  enum class Weights : uint8_t {
    kAll,
    kFaces,       // not those of steps that are conditional: their answers are given
    kConditions,  // those alone
  };
  PreparedPlan(const Network& network, const Plan& plan, Weights weights = Weights::kAll);

  const Plan& plan() const { return *plan_; }
  const std::vector<PreparedStep>& steps() const { return steps_; }

 private:
  const Plan* plan_;
  std::vector<PreparedStep> steps_;
};

}  // namespace roundoff::model
