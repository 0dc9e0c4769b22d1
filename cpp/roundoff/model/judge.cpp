#include "roundoff/model/judge.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "roundoff/base/elementary.h"
#include "roundoff/model/run.h"

namespace roundoff::model {
namespace {

// The share of the likeliest class: 1 / Σ e^(x − largest).
float softmax_of_largest(std::span<const float> outputs, float largest) {
  constexpr double kLeast = -700;
  double sum = 0;
  for (const float x : outputs) {
    sum += exponential(std::max(static_cast<double>(x) - static_cast<double>(largest), kLeast));
  }
  return static_cast<float>(1 / sum);
}

// The buffers of the heads, in the attributes' order.
std::vector<int> heads_of(const Plan& plan) {
  std::vector<int> heads;
  for (const PlanStep& step : plan.steps) {
    if (step.input == plan.output) heads.push_back(step.output);
  }
  return heads;
}

}  // namespace

Judgement judge_faces(const Network& judge, std::span<const float> pictures) {
  const Plan& plan = *judge.plan("judge");
  const size_t faces = pictures.size() / kPictureNumbers;
  const size_t attributes = judge.attributes().size();
  const std::vector<int> heads = heads_of(plan);
  assert(heads.size() == attributes);
  Judgement judgement;
  judgement.classes.resize(faces * attributes);
  judgement.probabilities.resize(faces * attributes);
  Workspace workspace;
  run_in_lots(PreparedPlan(judge, plan), {pictures, faces, {}, {}}, workspace,
              [&](size_t first, size_t count) {
                const std::vector<float> features = workspace.read(plan, plan.output);
                judgement.features.insert(judgement.features.end(), features.begin(), features.end());
                for (size_t a = 0; a < attributes; ++a) {
                  const std::vector<float> outputs = workspace.read(plan, heads[a]);
                  const size_t classes = outputs.size() / count;
                  for (size_t face = 0; face < count; ++face) {
                    const std::span<const float> row = std::span(outputs).subspan(face * classes, classes);
                    const auto likeliest = std::max_element(row.begin(), row.end());
                    const size_t at = (first + face) * attributes + a;
                    judgement.classes[at] = static_cast<int32_t>(likeliest - row.begin());
                    judgement.probabilities[at] = softmax_of_largest(row, *likeliest);
                  }
                }
              });
  return judgement;
}

Right right_of(const Network& judge, const Judgement& judgement, std::span<const int32_t> labels,
               size_t faces) {
  const size_t all = judge.attributes().size();
  const size_t asked_attributes = faces == 0 ? 0 : labels.size() / faces;
  assert(asked_attributes <= all && asked_attributes * faces == labels.size());
  Right right;
  double sum = 0;
  size_t counted = 0;
  for (size_t a = 0; a < asked_attributes; ++a) {
    size_t asked = 0;
    size_t seen = 0;
    for (size_t face = 0; face < faces; ++face) {
      const int32_t label = labels[face * asked_attributes + a];
      if (label < 0 || label >= static_cast<int32_t>(judge.attributes()[a].classes.size())) continue;
      ++asked;
      seen += judgement.classes[face * all + a] == label ? 1 : 0;
    }
    const double share = static_cast<double>(seen) / static_cast<double>(asked);
    right.attributes.push_back(asked == 0 ? std::numeric_limits<double>::quiet_NaN() : share);
    if (asked == 0) continue;
    sum += share;
    ++counted;
  }
  right.mean = counted == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(counted);
  return right;
}

}  // namespace roundoff::model
