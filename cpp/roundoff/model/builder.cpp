#include "roundoff/model/builder.h"

#include <utility>

namespace roundoff::model {
namespace {

std::string text_of(const std::vector<size_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

}  // namespace

void PlanBuilder::refuse(std::string problem) {
  if (error_.empty()) error_ = std::move(problem);
}

int PlanBuilder::buffer(size_t channels, size_t height, size_t width, bool shared) {
  plan_.buffers.push_back({channels, height, width, shared});
  return static_cast<int>(plan_.buffers.size()) - 1;
}

size_t PlanBuilder::outputs_of(const std::string& layer) {
  const auto found = parameters_.find(layer + ".weight");
  if (found == parameters_.end()) refuse("the file lacks " + layer + ".weight");
  const bool some = found != parameters_.end() && !found->second.shape.empty() && found->second.shape[0] > 0;
  if (!some) refuse(layer + ".weight has no outputs");
  return some ? found->second.shape[0] : 1;
}

int PlanBuilder::buffer_for(const std::string& layer, int input) {
  const PlanBuffer from = (*this)[input];
  return buffer(outputs_of(layer), from.height, from.width);
}

void PlanBuilder::require(const std::string& parameter, const std::vector<size_t>& shape) {
  const auto found = parameters_.find(parameter);
  if (found == parameters_.end()) return refuse("the file lacks " + parameter);
  if (found->second.shape == shape) return;
  refuse(parameter + " has the shape " + text_of(found->second.shape) + " and should have " + text_of(shape));
}

void PlanBuilder::add(Op op, const std::string& layer, int input, int output, const Around& around) {
  PlanStep step;
  step.op = op;
  step.layer = layer;
  step.input = input;
  step.output = output;
  step.silu_input = around.silu_input;
  step.silu = around.silu;
  step.residual = around.residual;
  step.position = around.position;
  step.film = around.film;
  plan_.steps.push_back(std::move(step));
  const PlanBuffer& out = (*this)[output];
  if (around.residual != kNone && (*this)[around.residual] != out)
    refuse(layer + " has no residual to add to");
  if (!around.position.empty()) require(around.position, {1, out.channels, out.height, out.width});
}

void PlanBuilder::add_layer(const std::string& name, LayerKind kind, size_t rows, size_t columns,
                            size_t uses) {
  layers_.push_back({name, kind, rows, columns, rows * columns * uses});
}

void PlanBuilder::conv(const std::string& layer, int kernel, int input, int output, const Around& around) {
  const PlanBuffer& in = (*this)[input];
  const PlanBuffer& out = (*this)[output];
  const auto side = static_cast<size_t>(kernel);
  require(layer + ".weight", {out.channels, in.channels, side, side});
  require(layer + ".bias", {out.channels});
  if (in.height != out.height || in.width != out.width) refuse(layer + " does not fit its picture");
  add_layer(layer, LayerKind::kConv, out.channels, in.channels * side * side, out.pixels());
  add(Op::kConv, layer, input, output, around);
  plan_.steps.back().kernel = kernel;
}

void PlanBuilder::linear(const std::string& layer, int input, int output, const Around& around) {
  const size_t columns = (*this)[input].numbers();
  const PlanBuffer& out = (*this)[output];
  require(layer + ".weight", {out.channels, columns});
  require(layer + ".bias", {out.channels});
  add_layer(layer, LayerKind::kLinear, out.channels, columns, 1);
  add(Op::kLinear, layer, input, output, around);
}

void PlanBuilder::norm(const std::string& layer, size_t groups, int input, int output, const Around& around) {
  const PlanBuffer& out = (*this)[output];
  require(layer + ".weight", {out.channels});
  require(layer + ".bias", {out.channels});
  if (out.channels % groups != 0) {
    refuse(layer + " has " + std::to_string(out.channels) + " channels, which " + std::to_string(groups) +
           " groups do not share evenly");
  }
  if (around.film != kNone && (*this)[around.film].numbers() != 2 * out.channels) {
    refuse(layer + " has a scale and a shift for each of its channels only where there are " +
           std::to_string(2 * out.channels));
  }
  add(Op::kNorm, layer, input, output, around);
  plan_.steps.back().groups = static_cast<int>(groups);
}

void PlanBuilder::unshuffle(int input, int output) { add(Op::kUnshuffle, "", input, output, {}); }

void PlanBuilder::shuffle(int input, int output) {
  const PlanBuffer& in = (*this)[input];
  if (in.channels != 4 * (*this)[output].channels) {
    refuse("a layer of " + std::to_string(in.channels) +
           " outputs is no picture of four times as many pixels");
  }
  add(Op::kShuffle, "", input, output, {});
}

void PlanBuilder::embed(const std::vector<std::string>& tables, const std::vector<size_t>& classes, int input,
                        int output, const Around& around) {
  const size_t channels = (*this)[output].channels;
  for (size_t i = 0; i < tables.size(); ++i) {
    require(tables[i] + ".weight", {classes[i], channels});
    // A row is looked up: nothing is multiplied.
    add_layer(tables[i], LayerKind::kEmbedding, classes[i], channels, 0);
  }
  add(Op::kEmbed, "", input, output, around);
  for (const std::string& table : tables) plan_.steps.back().tables.push_back(table + ".weight");
}

}  // namespace roundoff::model
