#include "roundoff/model/run.h"

#include <algorithm>
#include <cassert>

#include "roundoff/model/conditions.h"
#include "roundoff/model/layers.h"

namespace roundoff::model {
namespace {

// The layers under one roof, so that a plan can run on either kind.
struct Layers {
  decltype(&conv) convolve;
  decltype(&linear) multiply;
  decltype(&silu) activate;
  decltype(&group_norm) normalize;
};
constexpr Layers kFastLayers = {&conv, &linear, &silu, &group_norm};
constexpr Layers kReferenceLayers = {&conv_ref, &linear_ref, &silu_ref, &group_norm_ref};

class Runner {
 public:
  Runner(const Network& network, const Plan& plan, const PlanInputs& inputs, const Layers& layers,
         std::vector<std::vector<float>>& buffers, std::vector<float>& activated)
      : network_(network),
        plan_(plan),
        inputs_(inputs),
        layers_(layers),
        buffers_(buffers),
        activated_(activated) {
    buffers_.resize(std::max(buffers_.size(), plan.buffers.size()));
  }

  void all() {
    put(plan_.input, inputs_.input);
    if (inputs_.conditions != nullptr) return all_but_conditions();
    if (plan_.time != kNone) put(plan_.time, inputs_.time);
    for (const PlanStep& step : plan_.steps) run(step);
  }

  void conditions(const std::function<void(size_t, std::vector<float>&)>& take) {
    const std::vector<bool> conditional = conditional_steps(plan_);
    put(plan_.time, inputs_.time);
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      if (!conditional[i]) continue;
      run(plan_.steps[i]);
      take(i, buffers_[static_cast<size_t>(plan_.steps[i].output)]);
    }
  }

 private:
  const PlanBuffer& shape(int buffer) const { return plan_.buffers[static_cast<size_t>(buffer)]; }
  size_t faces(int buffer) const { return shape(buffer).shared ? times() : inputs_.faces; }
  size_t times() const { return std::max<size_t>(inputs_.time.size() / kTimeNumbers, 1); }
  size_t size(int buffer) const { return shape(buffer).numbers() * faces(buffer); }
  std::span<float> values(int buffer) { return {buffers_[static_cast<size_t>(buffer)].data(), size(buffer)}; }
  // With room for what is written next.
  std::span<float> room(int buffer) {
    buffers_[static_cast<size_t>(buffer)].resize(size(buffer));
    return values(buffer);
  }
  std::span<const float> parameter(const std::string& name) const { return network_.parameter(name)->values; }

  // From face by face to channel by channel.
  void put(int buffer, std::span<const float> numbers) {
    const PlanBuffer& to = shape(buffer);
    assert(numbers.size() == size(buffer));
    float* out = room(buffer).data();
    for (size_t c = 0; c < to.channels; ++c) {
      for (size_t face = 0; face < faces(buffer); ++face) {
        const float* from = &numbers[face * to.numbers() + c * to.pixels()];
        out = std::copy_n(from, to.pixels(), out);
      }
    }
  }

  // What depends on times and labels alone is looked up instead.
  void all_but_conditions() {
    const std::vector<bool> conditional = conditional_steps(plan_);
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      const PlanStep& step = plan_.steps[i];
      if (!conditional[i]) {
        run(step);
      } else if (inputs_.conditions->has(i)) {
        inputs_.conditions->read(i, inputs_.condition_time, inputs_.condition_rows, room(step.output));
      }
    }
  }

  void run(const PlanStep& step) {
    const PlanBuffer& from = shape(step.input);
    std::span<const float> in = values(step.input);
    if (step.silu_input) {
      activated_.resize(std::max(activated_.size(), in.size()));
      layers_.activate(in, std::span(activated_).first(in.size()));
      in = std::span(activated_).first(in.size());
    }
    const std::span<float> out = room(step.output);
    const size_t outputs = shape(step.output).channels;
    const Activations activations{in, from.channels, faces(step.input), from.height, from.width};
    switch (step.op) {
      case Op::kConv:
        layers_.convolve(parameter(step.layer + ".weight"), outputs, step.kernel, activations, out);
        add_by_channel(parameter(step.layer + ".bias"), out);
        break;
      case Op::kLinear:
        layers_.multiply(parameter(step.layer + ".weight"), outputs, activations, out);
        add_by_channel(parameter(step.layer + ".bias"), out);
        break;
      case Op::kNorm:
        layers_.normalize({parameter(step.layer + ".weight"), parameter(step.layer + ".bias"),
                           step.film == kNone ? std::span<const float>() : values(step.film),
                           static_cast<size_t>(step.groups), step.epsilon},
                          activations, out);
        break;
      case Op::kUnshuffle:
        pixel_unshuffle(activations, out);
        break;
      case Op::kShuffle:
        pixel_shuffle(activations, out);
        break;
      case Op::kEmbed:
        embed_labels(step, activations, out);
        break;
    }
    if (!step.position.empty()) add_position(parameter(step.position), step.output, out);
    if (step.silu) layers_.activate(out, out);
    if (step.residual != kNone) {
      const std::span<const float> residual = values(step.residual);
      for (size_t i = 0; i < out.size(); ++i) out[i] += residual[i];
    }
  }

  static void add_by_channel(std::span<const float> bias, std::span<float> out) {
    const size_t run = out.size() / bias.size();
    float* at = out.data();
    for (const float b : bias) {
      for (size_t i = 0; i < run; ++i) *at++ += b;
    }
  }

  void add_position(std::span<const float> position, int buffer, std::span<float> out) const {
    const size_t pixels = shape(buffer).pixels();
    float* at = out.data();
    for (size_t c = 0; c < shape(buffer).channels; ++c) {
      for (size_t face = 0; face < faces(buffer); ++face) {
        for (size_t i = 0; i < pixels; ++i) *at++ += position[c * pixels + i];
      }
    }
  }

  void embed_labels(const PlanStep& step, const Activations& in, std::span<float> out) const {
    std::vector<LabelTable> tables;
    for (const std::string& name : step.tables) {
      const Parameter* table = network_.parameter(name);
      tables.push_back({table->values, table->shape[0]});
    }
    embed(tables, inputs_.labels, in, inputs_.faces, out);
  }

  const Network& network_;
  const Plan& plan_;
  const PlanInputs& inputs_;
  const Layers& layers_;
  std::vector<std::vector<float>>& buffers_;
  std::vector<float>& activated_;
};

}  // namespace

std::vector<float> Workspace::read(const Plan& plan, int buffer) const {
  const PlanBuffer& shape = plan.buffers[static_cast<size_t>(buffer)];
  const size_t faces = shape.shared ? 1 : faces_;
  const std::vector<float>& from = buffers_[static_cast<size_t>(buffer)];
  std::vector<float> numbers(faces * shape.numbers());
  size_t at = 0;
  for (size_t c = 0; c < shape.channels; ++c) {
    for (size_t face = 0; face < faces; ++face) {
      for (size_t i = 0; i < shape.pixels(); ++i) {
        numbers[face * shape.numbers() + c * shape.pixels() + i] = from[at++];
      }
    }
  }
  return numbers;
}

void run(const Network& network, const Plan& plan, const PlanInputs& inputs, Workspace& workspace,
         Kernels kernels) {
  workspace.faces_ = inputs.faces;
  Runner(network, plan, inputs, kernels == Kernels::kFast ? kFastLayers : kReferenceLayers,
         workspace.buffers_, workspace.activated_)
      .all();
}

void run_conditions(const Network& network, const Plan& plan, const PlanInputs& inputs,
                    const std::function<void(size_t, std::vector<float>&)>& take) {
  std::vector<std::vector<float>> buffers;
  std::vector<float> activated;
  Runner(network, plan, inputs, kFastLayers, buffers, activated).conditions(take);
}

void run_in_lots(const Network& network, const Plan& plan, const PlanInputs& inputs, Workspace& workspace,
                 const std::function<void(size_t, size_t)>& take) {
  // A megabyte for the largest buffer.
  constexpr size_t kNumbers = size_t{1} << 18;
  size_t largest = 1;
  for (const PlanBuffer& buffer : plan.buffers) largest = std::max(largest, buffer.numbers());
  const size_t lot = std::clamp(kNumbers / largest, size_t{16}, size_t{128});
  const size_t numbers = plan.buffers[static_cast<size_t>(plan.input)].numbers();
  const size_t attributes = inputs.faces == 0 ? 0 : inputs.labels.size() / inputs.faces;
  for (size_t first = 0; first < inputs.faces; first += lot) {
    const size_t count = std::min(lot, inputs.faces - first);
    run(network, plan,
        {inputs.input.subspan(first * numbers, count * numbers), count, inputs.time,
         inputs.labels.subspan(first * attributes, count * attributes), inputs.conditions,
         inputs.condition_time,
         inputs.conditions == nullptr ? std::span<const uint32_t>()
                                      : inputs.condition_rows.subspan(first, count)},
        workspace);
    take(first, count);
  }
}

std::vector<float> output_of(const Network& network, const Plan& plan, const PlanInputs& inputs) {
  std::vector<float> all;
  Workspace workspace;
  run_in_lots(network, plan, inputs, workspace, [&](size_t, size_t) {
    const std::vector<float> some = workspace.read(plan, plan.output);
    all.insert(all.end(), some.begin(), some.end());
  });
  return all;
}

}  // namespace roundoff::model
