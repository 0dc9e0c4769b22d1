#include "roundoff/model/conditions.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "roundoff/model/run.h"

namespace roundoff::model {
namespace {

// The steps whose answers a step that is not conditional takes as its FiLM.
std::vector<bool> kept_steps(const Plan& plan) {
  const std::vector<bool> conditional = conditional_steps(plan);
  std::vector<bool> kept(plan.steps.size());
  // Steps write over each other's buffers.
  std::vector<size_t> writer(plan.buffers.size());
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const PlanStep& step = plan.steps[i];
    if (!conditional[i] && step.film != kNone) {
      const size_t film = writer[static_cast<size_t>(step.film)];
      if (conditional[film]) kept[film] = true;
    }
    writer[static_cast<size_t>(step.output)] = i;
  }
  return kept;
}

}  // namespace

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

size_t Conditions::bytes_of(const Plan& plan) {
  const std::vector<bool> kept = kept_steps(plan);
  size_t numbers = 0;
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    if (kept[i]) numbers += plan.buffers[static_cast<size_t>(plan.steps[i].output)].numbers();
  }
  return sizeof(float) * numbers;
}

Conditions::Conditions(const Network& network, const Plan& plan, std::span<const float> times,
                       std::span<const int32_t> labels)
    : kept_(plan.steps.size()) {
  const size_t attributes = network.attributes().size();
  const size_t count = times.size() / kTimeNumbers;
  rows_ = labels.size() / attributes;
  columns_ = count * rows_;
  std::vector<int32_t> every;
  for (size_t time = 0; time < count; ++time) every.insert(every.end(), labels.begin(), labels.end());
  const std::vector<bool> kept = kept_steps(plan);
  PlanInputs inputs;
  inputs.faces = columns_;
  inputs.time = times;
  inputs.labels = every;
  run_conditions(network, plan, inputs, [&](size_t step, std::vector<float>& answer) {
    if (kept[step]) kept_[step] = std::move(answer);
  });
}

void Conditions::read(size_t step, size_t time, std::span<const uint32_t> rows, std::span<float> out) const {
  const std::vector<float>& kept = kept_[step];
  assert(out.size() / rows.size() == kept.size() / columns_);
  float* to = out.data();
  for (size_t first = time * rows_; first < kept.size(); first += columns_) {
    for (const uint32_t row : rows) *to++ = kept[first + row];
  }
}

}  // namespace roundoff::model
