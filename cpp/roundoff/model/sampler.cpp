#include "roundoff/model/sampler.h"

#include <algorithm>
#include <cassert>
#include <cmath>
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
      state_(noise(options_.seed, options_.faces)),
      predicted_(state_) {
  for (size_t face = 0; face < options_.faces; ++face) {
    for (const Attribute& attribute : diffusion.attributes()) {
      nothing_.push_back(static_cast<int32_t>(attribute.classes.size()));
    }
  }
}

std::vector<float> Sampling::velocity(std::span<const int32_t> labels, std::span<const float> time) const {
  return output_of(*network_, *network_->plan("velocity"), {state_, options_.faces, time, labels});
}

void Sampling::step() {
  assert(done_ < options_.steps);
  const auto time = time_numbers(static_cast<float>(done_) / static_cast<float>(options_.steps));
  const auto guidance = static_cast<float>(options_.guidance);
  const std::vector<float> asked = velocity(guidance == 0 ? nothing_ : options_.labels, time);
  std::vector<float> free;
  if (guidance != 0 && guidance != 1) free = velocity(nothing_, time);
  advance({asked, free, guidance, done_, options_.steps}, state_, predicted_);
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
