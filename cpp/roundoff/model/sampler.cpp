#include "roundoff/model/sampler.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "roundoff/model/noise.h"

namespace roundoff::model {

Result<Sampling> Sampling::of(const Network& diffusion, SampleOptions options) {
  if (diffusion.kind() != Network::Kind::kDiffusion) return Error{"faces are drawn by a diffusion model"};
  if (options.faces < 1 || options.faces > kMaxFaces) {
    return Error{"1 to " + std::to_string(kMaxFaces) + " faces are drawn at a time, not " +
                 std::to_string(options.faces)};
  }
  if (options.steps < 1 || options.steps > kMaxSteps) {
    return Error{"steps are 1 to " + std::to_string(kMaxSteps) + ", not " + std::to_string(options.steps)};
  }
  if (!std::isfinite(options.guidance)) return Error{"guidance is a finite number"};
  const std::vector<Attribute>& attributes = diffusion.attributes();
  if (options.labels.size() != options.faces * attributes.size()) {
    return Error{std::to_string(options.faces) + " faces have " +
                 std::to_string(options.faces * attributes.size()) + " labels, not " +
                 std::to_string(options.labels.size())};
  }
  for (size_t i = 0; i < options.labels.size(); ++i) {
    const Attribute& attribute = attributes[i % attributes.size()];
    const auto last = static_cast<int32_t>(attribute.classes.size());
    if (options.labels[i] < 0 || options.labels[i] > last) {
      return Error{"a label of " + attribute.name + " is 0 to " + std::to_string(last) + ", not " +
                   std::to_string(options.labels[i])};
    }
  }
  return Sampling(diffusion, std::move(options));
}

Sampling::Sampling(const Network& diffusion, SampleOptions options)
    : network_(&diffusion),
      options_(std::move(options)),
      plan_(diffusion, *diffusion.plan("velocity"), PreparedPlan::Weights::kFaces),
      state_(noise(options_.seed, options_.faces)),
      predicted_(state_) {
  const size_t attributes = diffusion.attributes().size();
  std::map<std::vector<int32_t>, uint32_t> known;
  const auto add = [&](const std::vector<int32_t>& row) {
    const auto [found, added] = known.emplace(row, static_cast<uint32_t>(known.size()));
    if (added) rows_.insert(rows_.end(), row.begin(), row.end());
    row_of_.push_back(found->second);
  };
  if (options_.guidance != 0) {
    for (size_t face = 0; face < options_.faces; ++face) {
      const int32_t* labels = &options_.labels[face * attributes];
      add({labels, labels + attributes});
    }
  }
  if (options_.guidance != 1) {
    std::vector<int32_t> nothing;
    for (const Attribute& attribute : diffusion.attributes()) {
      nothing.push_back(static_cast<int32_t>(attribute.classes.size()));
    }
    for (size_t face = 0; face < options_.faces; ++face) add(nothing);
  }
  // As many times at once as 32 MB hold.
  constexpr size_t kBytes = size_t{1} << 25;
  const size_t bytes = known.size() * Conditions::bytes_of(*diffusion.plan("velocity"));
  times_ = std::clamp(kBytes / std::max<size_t>(bytes, 1), size_t{1}, static_cast<size_t>(options_.steps));
}

// The conditions of the next step, and of some after it.
void Sampling::prepare() {
  if (conditions_ && static_cast<size_t>(done_ - first_) < times_) return;
  const int end = std::min(options_.steps, done_ + static_cast<int>(times_));
  std::vector<float> times;
  for (int step = done_; step < end; ++step) {
    const auto row = time_numbers(static_cast<float>(step) / static_cast<float>(options_.steps));
    times.insert(times.end(), row.begin(), row.end());
  }
  conditions_.emplace(*network_, plan_.plan(), times, rows_);
  first_ = done_;
}

void Sampling::step() {
  assert(done_ < options_.steps);
  prepare();
  const auto guidance = static_cast<float>(options_.guidance);
  const size_t faces = row_of_.size();
  input_ = state_;
  if (faces > options_.faces) input_.insert(input_.end(), state_.begin(), state_.end());
  velocities_.resize(input_.size());
  const std::span<float> velocities = velocities_;
  run_in_lots(plan_, {input_, faces, {}, {}, &*conditions_, static_cast<size_t>(done_ - first_), row_of_},
              workspace_, [&](size_t first, size_t count) {
                workspace_.read(plan_.plan(), plan_.plan().output,
                                velocities.subspan(first * kLatentNumbers, count * kLatentNumbers));
              });
  const std::span<const float> all = velocities_;
  advance({all.first(state_.size()), all.subspan(state_.size()), guidance, done_, options_.steps}, state_,
          predicted_);
  ++done_;
}

std::vector<float> Sampling::latents_of(std::span<const float> state) const {
  return denormalized(state, network_->parameter("mean")->values, network_->parameter("scale")->values);
}

void advance(const EulerStep& step, std::span<float> state, std::span<float> predicted) {
  assert(step.asked.size() == state.size() && predicted.size() == state.size());
  const auto steps = static_cast<float>(step.steps);
  const float left = 1 - static_cast<float>(step.done) / steps;
  for (size_t i = 0; i < state.size(); ++i) {
    float v = step.asked[i];
    if (!step.free.empty()) v = step.free[i] + step.guidance * (v - step.free[i]);
    predicted[i] = state[i] + left * v;
    state[i] += v / steps;
  }
  // The same place, by another way of rounding.
  if (step.done + 1 == step.steps) std::copy(state.begin(), state.end(), predicted.begin());
}

std::vector<float> denormalized(std::span<const float> state, std::span<const float> mean,
                                std::span<const float> scale) {
  std::vector<float> latents(state.size());
  for (size_t i = 0; i < state.size(); ++i) {
    latents[i] = state[i] * scale[i % scale.size()] + mean[i % mean.size()];
  }
  return latents;
}

}  // namespace roundoff::model
