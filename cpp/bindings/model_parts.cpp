// For tests alone, in a module of its own: a network put together from any plan and parameters, so that each step that
// the GPU runs can be held against the core's, in every shape and with weights held in every way.
#include <emscripten/bind.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings/method.h"
#include "bindings/packed.h"
#include "bindings/values.h"
#include "roundoff/model/network.h"
#include "roundoff/model/noise.h"
#include "roundoff/model/run.h"
#include "roundoff/model/sampler.h"

namespace roundoff::bindings {
namespace {

using namespace model;

std::vector<float> floats(const val& from) { return emscripten::convertJSArrayToNumberVector<float>(from); }
std::vector<std::string> texts(const val& from) { return emscripten::vecFromJSArray<std::string>(from); }

Op op_named(const std::string& name) {
  const std::map<std::string, Op> ops = {{"conv", Op::kConv},       {"linear", Op::kLinear},
                                         {"norm", Op::kNorm},       {"unshuffle", Op::kUnshuffle},
                                         {"shuffle", Op::kShuffle}, {"embed", Op::kEmbed}};
  return ops.at(name);
}

PlanStep step_from(const val& from) {
  PlanStep step;
  step.op = op_named(from["op"].as<std::string>());
  step.layer = from["layer"].as<std::string>();
  step.input = from["input"].as<int>();
  step.output = from["output"].as<int>();
  step.kernel = from["kernel"].as<int>();
  step.silu_input = from["siluInput"].as<bool>();
  step.silu = from["silu"].as<bool>();
  step.residual = from["residual"].as<int>();
  step.position = from["position"].as<std::string>();
  step.film = from["film"].as<int>();
  step.groups = from["groups"].as<int>();
  step.epsilon = from["epsilon"].as<double>();
  step.tables = texts(from["tables"]);
  return step;
}

Plan plan_from(const val& from) {
  Plan plan;
  for (const val& buffer : emscripten::vecFromJSArray<val>(from["buffers"])) {
    plan.buffers.push_back({size_from(buffer["channels"]), size_from(buffer["height"]),
                            size_from(buffer["width"]), buffer["shared"].isTrue()});
  }
  for (const val& step : emscripten::vecFromJSArray<val>(from["steps"])) {
    plan.steps.push_back(step_from(step));
  }
  plan.input = from["input"].as<int>();
  plan.time = from["time"].as<int>();
  plan.output = from["output"].as<int>();
  return plan;
}

std::vector<Layer> layers_of(const Plan& plan, const std::map<std::string, Parameter>& parameters) {
  std::vector<Layer> layers;
  const auto add = [&](const std::string& name, LayerKind kind) {
    const Parameter& weight = parameters.at(name + ".weight");
    layers.push_back({name, kind, weight.shape[0], weight.values.size() / weight.shape[0], 0});
  };
  for (const PlanStep& step : plan.steps) {
    if (step.op == Op::kConv) add(step.layer, LayerKind::kConv);
    if (step.op == Op::kLinear) add(step.layer, LayerKind::kLinear);
    for (const std::string& table : step.tables) {
      add(table.substr(0, table.size() - std::string(".weight").size()), LayerKind::kEmbedding);
    }
  }
  return layers;
}

class PartsHandle {
 public:
  explicit PartsHandle(Network network) : network_(std::move(network)) {}

  // Undefined, or a string. Without options as the parameters are, float32.
  val quantize(const val& options) {
    Choice choice;
    if (!options.isUndefined()) {
      const Result<MethodArguments> arguments = arguments_from(options);
      if (!arguments) return val(arguments.error());
      choice = *arguments;
    }
    const Result<NetworkReport> report = network_.quantize(choice, {});
    return report ? val::undefined() : val(report.error());
  }

  val packed(const std::string& name) const {
    return bindings::object_of(packed_weights(network_, *network_.layer_named(name)));
  }

  // Rows of the plan's output.
  val run(const val& input, size_t faces, const val& time, const val& labels) const {
    const std::vector<float> numbers = floats(input);
    const std::vector<float> times = floats(time);
    const auto asked = emscripten::convertJSArrayToNumberVector<int32_t>(labels);
    return copy_of(output_of(network_, *network_.plan("plan"), {numbers, faces, times, asked}));
  }

 private:
  Network network_;
};

// `parameters` is an object of { shape, values } by name.
std::shared_ptr<PartsHandle> network_of(const val& plan, const val& parameters) {
  std::map<std::string, Parameter> all;
  for (const std::string& name : texts(val::global("Object").call<val>("keys", parameters))) {
    const val entry = parameters[name];
    Parameter& parameter = all[name];
    for (const double side : emscripten::convertJSArrayToNumberVector<double>(entry["shape"])) {
      parameter.shape.push_back(static_cast<size_t>(side));
    }
    parameter.values = floats(entry["values"]);
    parameter.half = false;
  }
  Plan steps = plan_from(plan);
  std::vector<Layer> layers = layers_of(steps, all);
  return std::make_shared<PartsHandle>(Network(Network::Kind::kAutoencoder, {}, std::move(layers),
                                               {{"plan", std::move(steps)}}, std::move(all)));
}

// The sampler's update: [state, its latents, those where it would end].
val updated(const val& asked, const val& free, const val& options) {
  const std::vector<float> velocity = floats(asked);
  const std::vector<float> other = floats(free);
  std::vector<float> state = floats(options["state"]);
  std::vector<float> predicted(state.size());
  const std::vector<float> mean = floats(options["mean"]);
  const std::vector<float> scale = floats(options["scale"]);
  advance({velocity, other, options["guidance"].as<float>(), options["done"].as<int>(),
           options["steps"].as<int>()},
          state, predicted);
  val answers = val::array();
  answers.call<void>("push", copy_of(state));
  answers.call<void>("push", copy_of(denormalized(state, mean, scale)));
  answers.call<void>("push", copy_of(denormalized(predicted, mean, scale)));
  return answers;
}

// What the sampler starts from; a seed of JavaScript is at most 2⁵³ − 1.
val noise_of(double seed, size_t faces) { return copy_of(noise(static_cast<uint64_t>(seed), faces)); }

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_model_parts) {
  emscripten::function("networkOf", &network_of);
  emscripten::function("noise", &noise_of);
  emscripten::function("updated", &updated);
  emscripten::class_<PartsHandle>("Parts")
      .smart_ptr<std::shared_ptr<PartsHandle>>("PartsPointer")
      .function("quantize", &PartsHandle::quantize)
      .function("packed", &PartsHandle::packed)
      .function("run", &PartsHandle::run);
}

}  // namespace roundoff::bindings
