#include "roundoff/model/sampler.h"

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
  const auto steps = static_cast<float>(options_.steps);
  const float t = static_cast<float>(done_) / steps;
  const auto time = time_numbers(t);
  const auto guidance = static_cast<float>(options_.guidance);
  std::vector<float> velocities = velocity(guidance == 0 ? nothing_ : options_.labels, time);
  if (guidance != 0 && guidance != 1) {
    const std::vector<float> free = velocity(nothing_, time);
    for (size_t i = 0; i < free.size(); ++i) {
      velocities[i] = free[i] + guidance * (velocities[i] - free[i]);
    }
  }
  for (size_t i = 0; i < state_.size(); ++i) {
    predicted_[i] = state_[i] + (1 - t) * velocities[i];
    state_[i] += velocities[i] / steps;
  }
  ++done_;
  // The same place, by another way of rounding.
  if (done_ == options_.steps) predicted_ = state_;
}

std::vector<float> Sampling::denormalized(std::span<const float> state) const {
  const std::vector<float>& mean = network_->parameter("mean")->values;
  const std::vector<float>& scale = network_->parameter("scale")->values;
  std::vector<float> latents(state.size());
  for (size_t i = 0; i < state.size(); ++i) {
    latents[i] = state[i] * scale[i % kLatentNumbers] + mean[i % kLatentNumbers];
  }
  return latents;
}

}  // namespace roundoff::model
