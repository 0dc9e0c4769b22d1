#include "roundoff/model/conditions.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "roundoff/model/layers.h"
#include "roundoff/model/prepared.h"
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

// Faces side by side, all of one row of labels or each of the row after its neighbour's.
std::vector<ColumnRun> runs_of(std::span<const uint32_t> rows) {
  std::vector<ColumnRun> runs;
  for (size_t i = 0; i < rows.size();) {
    ColumnRun run{rows[i], 1, i + 1 < rows.size() && rows[i + 1] == rows[i]};
    const uint32_t pace = run.same ? 0 : 1;
    while (i + run.count < rows.size() && rows[i + run.count] == rows[i + run.count - 1] + pace) ++run.count;
    runs.push_back(run);
    i += run.count;
  }
  return runs;
}

}  // namespace

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
  const PreparedPlan prepared(network, plan, PreparedPlan::Weights::kConditions);
  run_conditions(prepared, inputs, [&](size_t step, std::vector<float>& answer) {
    if (kept[step]) kept_[step] = std::move(answer);
  });
}

void Conditions::read(size_t step, size_t time, std::span<const uint32_t> rows, std::span<float> out) const {
  const std::vector<float>& kept = kept_[step];
  assert(out.size() / rows.size() == kept.size() / columns_);
  // Most often many faces in a row ask for the same, or for one after the other.
  std::vector<ColumnRun> runs = runs_of(rows);
  for (ColumnRun& run : runs) run.column += static_cast<uint32_t>(time * rows_);
  take_columns(kept, columns_, runs, out);
}

}  // namespace roundoff::model
