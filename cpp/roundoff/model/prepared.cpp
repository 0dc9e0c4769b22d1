#include "roundoff/model/prepared.h"

#include <utility>

namespace roundoff::model {

std::vector<bool> conditional_steps(const Plan& plan) {
  std::vector<bool> faces(plan.buffers.size());  // whose numbers depend on a face's own
  faces[static_cast<size_t>(plan.input)] = true;
  const auto of_faces = [&](int buffer) { return buffer != kNone && faces[static_cast<size_t>(buffer)]; };
  std::vector<bool> conditional;
  for (const PlanStep& step : plan.steps) {
    const bool own = of_faces(step.input) || of_faces(step.residual) || of_faces(step.film);
    faces[static_cast<size_t>(step.output)] = own;
    conditional.push_back(!own);
  }
  return conditional;
}

PreparedPlan::PreparedPlan(const Network& network, const Plan& plan, Weights weights) : plan_(&plan) {
  const std::vector<bool> conditional = conditional_steps(plan);
  const auto values = [&](const std::string& name) -> std::span<const float> {
    return network.parameter(name)->values;
  };
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const PlanStep& step = plan.steps[i];
    PreparedStep prepared;
    prepared.step = &step;
    prepared.number = i;
    prepared.conditional = conditional[i];
    const bool multiplies = step.op == Op::kConv || step.op == Op::kLinear;
    if (multiplies || step.op == Op::kNorm) {
      prepared.weights = values(step.layer + ".weight");
      prepared.bias = values(step.layer + ".bias");
    }
    if (multiplies && (weights == Weights::kAll || conditional[i] == (weights == Weights::kConditions))) {
      prepared.panels = {prepared.weights, plan.buffers[static_cast<size_t>(step.output)].channels,
                         step.op == Op::kConv ? static_cast<size_t>(step.kernel * step.kernel) : 1};
    }
    if (!step.position.empty()) prepared.position = values(step.position);
    for (const std::string& name : step.tables) {
      const Parameter* table = network.parameter(name);
      prepared.tables.push_back({table->values, table->shape[0]});
    }
    steps_.push_back(std::move(prepared));
  }
}

}  // namespace roundoff::model
