#include "roundoff/model/run.h"

#include <algorithm>
#include <cassert>

#include "roundoff/model/conditions.h"
#include "roundoff/model/layers.h"

namespace roundoff::model {
namespace {

// Rows of so many columns of `length` numbers become columns; a few columns at a time, whose numbers share cache lines.
void transpose(const float* from, size_t rows, size_t columns, size_t length, float* to) {
  constexpr size_t kColumns = 16;
  for (size_t first = 0; first < columns; first += kColumns) {
    const size_t end = std::min(first + kColumns, columns);
    for (size_t row = 0; row < rows; ++row) {
      for (size_t column = first; column < end; ++column) {
        const float* const run = from + (row * columns + column) * length;
        for (size_t i = 0; i < length; ++i) to[(column * rows + row) * length + i] = run[i];
      }
    }
  }
}

// A class for each, so that a program that never asks for the reference has none of it.
template <Kernels kKernels>
class Runner {
 public:
  Runner(const PreparedPlan& plan, const PlanInputs& inputs, std::vector<std::vector<float>>& buffers,
         std::vector<float>& activated)
      : steps_(plan.steps()), plan_(plan.plan()), inputs_(inputs), buffers_(buffers), activated_(activated) {
    buffers_.resize(std::max(buffers_.size(), plan_.buffers.size()));
  }

  // What depends on times and labels alone is looked up where that is given.
  void all() {
    put(plan_.input, inputs_.input);
    const Conditions* conditions = inputs_.conditions;
    if (conditions == nullptr && plan_.time != kNone) put(plan_.time, inputs_.time);
    for (const PreparedStep& step : steps_) {
      if (conditions == nullptr || !step.conditional) {
        run(step);
      } else if (conditions->has(step.number)) {
        conditions->read(step.number, inputs_.condition_time, inputs_.condition_rows,
                         room(step.step->output));
      }
    }
  }

  void conditions(const std::function<void(size_t, std::vector<float>&)>& take) {
    put(plan_.time, inputs_.time);
    for (const PreparedStep& step : steps_) {
      if (!step.conditional) continue;
      run(step);
      take(step.number, buffers_[static_cast<size_t>(step.step->output)]);
    }
  }

 private:
  static constexpr bool kFast = kKernels == Kernels::kFast;

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

  // From face by face to channel by channel.
  void put(int buffer, std::span<const float> numbers) {
    const PlanBuffer& to = shape(buffer);
    assert(numbers.size() == size(buffer));
    transpose(numbers.data(), faces(buffer), to.channels, to.pixels(), room(buffer).data());
  }

  void activate(std::span<const float> in, std::span<float> out) const {
    kFast ? silu(in, out) : silu_ref(in, out);
  }

  void run(const PreparedStep& prepared) {
    const PlanStep& step = *prepared.step;
    const PlanBuffer& from = shape(step.input);
    std::span<const float> in = values(step.input);
    if (step.silu_input) {
      activated_.resize(std::max(activated_.size(), in.size()));
      activate(in, std::span(activated_).first(in.size()));
      in = std::span(activated_).first(in.size());
    }
    const std::span<float> out = room(step.output);
    const size_t outputs = shape(step.output).channels;
    const Activations activations{in, from.channels, faces(step.input), from.height, from.width};
    Finish last{{}, step.silu, step.residual == kNone ? std::span<const float>() : values(step.residual)};
    switch (step.op) {
      case Op::kConv:
        kFast ? conv(prepared.panels, step.kernel, activations, out)
              : conv_ref(prepared.weights, outputs, step.kernel, activations, out);
        last.bias = prepared.bias;
        break;
      case Op::kLinear:
        kFast ? linear(prepared.panels, activations, out)
              : linear_ref(prepared.weights, outputs, activations, out);
        last.bias = prepared.bias;
        break;
      case Op::kNorm: {
        const GroupNorm norm{prepared.weights, prepared.bias,
                             step.film == kNone ? std::span<const float>() : values(step.film),
                             static_cast<size_t>(step.groups), step.epsilon};
        kFast ? group_norm(norm, activations, out) : group_norm_ref(norm, activations, out);
        break;
      }
      case Op::kUnshuffle:
        pixel_unshuffle(activations, out);
        break;
      case Op::kShuffle:
        pixel_shuffle(activations, out);
        break;
      case Op::kEmbed:
        embed(prepared.tables, inputs_.labels, activations, inputs_.faces, out);
        break;
    }
    if (!prepared.position.empty()) {
      finish_with({last.bias, false, {}}, out);
      last.bias = {};
      add_position(prepared.position, step.output, out);
    }
    finish_with(last, out);
  }

  static void finish_with(const Finish& last, std::span<float> out) {
    kFast ? finish(last, out) : finish_ref(last, out);
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

  const std::vector<PreparedStep>& steps_;
  const Plan& plan_;
  const PlanInputs& inputs_;
  std::vector<std::vector<float>>& buffers_;
  std::vector<float>& activated_;
};

}  // namespace

std::vector<float> Workspace::read(const Plan& plan, int buffer) const {
  const PlanBuffer& shape = plan.buffers[static_cast<size_t>(buffer)];
  std::vector<float> numbers((shape.shared ? 1 : faces_) * shape.numbers());
  read(plan, buffer, numbers);
  return numbers;
}

void Workspace::read(const Plan& plan, int buffer, std::span<float> numbers) const {
  const PlanBuffer& shape = plan.buffers[static_cast<size_t>(buffer)];
  const size_t faces = shape.shared ? 1 : faces_;
  assert(numbers.size() == faces * shape.numbers());
  transpose(buffers_[static_cast<size_t>(buffer)].data(), shape.channels, faces, shape.pixels(),
            numbers.data());
}

void run(const PreparedPlan& plan, const PlanInputs& inputs, Workspace& workspace, Kernels kernels) {
  workspace.faces_ = inputs.faces;
  if (kernels == Kernels::kFast) {
    Runner<Kernels::kFast>(plan, inputs, workspace.buffers_, workspace.activated_).all();
  } else {
    Runner<Kernels::kReference>(plan, inputs, workspace.buffers_, workspace.activated_).all();
  }
}

void run_conditions(const PreparedPlan& plan, const PlanInputs& inputs,
                    const std::function<void(size_t, std::vector<float>&)>& take) {
  std::vector<std::vector<float>> buffers;
  std::vector<float> activated;
  Runner<Kernels::kFast>(plan, inputs, buffers, activated).conditions(take);
}

void run_in_lots(const PreparedPlan& prepared, const PlanInputs& inputs, Workspace& workspace,
                 const std::function<void(size_t, size_t)>& take) {
  // A megabyte for the largest buffer.
  constexpr size_t kNumbers = size_t{1} << 18;
  const Plan& plan = prepared.plan();
  size_t largest = 1;
  for (const PlanBuffer& buffer : plan.buffers) largest = std::max(largest, buffer.numbers());
  const size_t lot = std::clamp(kNumbers / largest, size_t{16}, size_t{128});
  const size_t numbers = plan.buffers[static_cast<size_t>(plan.input)].numbers();
  const size_t attributes = inputs.faces == 0 ? 0 : inputs.labels.size() / inputs.faces;
  for (size_t first = 0; first < inputs.faces; first += lot) {
    const size_t count = std::min(lot, inputs.faces - first);
    run(prepared,
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
  const PreparedPlan prepared(
      network, plan,
      inputs.conditions == nullptr ? PreparedPlan::Weights::kAll : PreparedPlan::Weights::kFaces);
  run_in_lots(prepared, inputs, workspace, [&](size_t, size_t) {
    const std::vector<float> some = workspace.read(plan, plan.output);
    all.insert(all.end(), some.begin(), some.end());
  });
  return all;
}

}  // namespace roundoff::model
