// Networks in the worker: handed over once, asked often. Nothing is computed here.
#include <emscripten/bind.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/maps.h"
#include "bindings/method.h"
#include "bindings/packed.h"
#include "bindings/values.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/signed_map.h"
#include "roundoff/model/allocate.h"
#include "roundoff/model/judge.h"
#include "roundoff/model/network.h"
#include "roundoff/model/noise.h"
#include "roundoff/model/pictures.h"
#include "roundoff/model/run.h"
#include "roundoff/model/sampler.h"

namespace roundoff::bindings {
namespace {

using namespace model;

std::vector<float> floats(const val& from) { return emscripten::convertJSArrayToNumberVector<float>(from); }
std::vector<int32_t> integers(const val& from) {
  return emscripten::convertJSArrayToNumberVector<int32_t>(from);
}
std::vector<uint8_t> bytes(const val& from) {
  return emscripten::convertJSArrayToNumberVector<uint8_t>(from);
}

val text_list(const std::vector<std::string>& texts) {
  val list = val::array();
  for (const std::string& text : texts) list.call<void>("push", text);
  return list;
}

std::string kind_name(LayerKind kind) {
  return kind == LayerKind::kConv ? "conv" : kind == LayerKind::kLinear ? "linear" : "embedding";
}

std::string op_name(Op op) {
  switch (op) {
    case Op::kConv:
      return "conv";
    case Op::kLinear:
      return "linear";
    case Op::kNorm:
      return "norm";
    case Op::kUnshuffle:
      return "unshuffle";
    case Op::kShuffle:
      return "shuffle";
    case Op::kEmbed:
      return "embed";
  }
  return "";
}

val object_of(const PlanStep& step) {
  val object = val::object();
  object.set("op", op_name(step.op));
  object.set("layer", step.layer);
  object.set("input", step.input);
  object.set("output", step.output);
  object.set("kernel", step.kernel);
  object.set("siluInput", step.silu_input);
  object.set("silu", step.silu);
  object.set("residual", step.residual);
  object.set("position", step.position);
  object.set("film", step.film);
  object.set("groups", step.groups);
  object.set("epsilon", step.epsilon);
  object.set("tables", text_list(step.tables));
  return object;
}

val object_of(const Plan& plan) {
  val object = val::object();
  val buffers = val::array();
  for (const PlanBuffer& buffer : plan.buffers) {
    val entry = val::object();
    entry.set("channels", buffer.channels);
    entry.set("height", buffer.height);
    entry.set("width", buffer.width);
    if (buffer.shared) entry.set("shared", true);
    buffers.call<void>("push", entry);
  }
  val steps = val::array();
  for (const PlanStep& step : plan.steps) steps.call<void>("push", object_of(step));
  object.set("buffers", buffers);
  object.set("input", plan.input);
  object.set("time", plan.time);
  object.set("output", plan.output);
  object.set("steps", steps);
  return object;
}

// "float16" for as the file has it, or an object of MethodArguments' fields.
Result<Choice> choice_from(const val& from) {
  if (from.isString()) return Choice(std::nullopt);
  const Result<MethodArguments> arguments = arguments_from(from);
  if (!arguments) return Error{arguments.error()};
  return Choice(*arguments);
}

// What each layer costs at each number of bits, measured step by step.
class CostsHandle {
 public:
  CostsHandle(const std::vector<Layer>& layers, LayerCosts costs) : costs_(std::move(costs)) {
    for (const Layer& layer : layers) names_.push_back(layer.name);
  }

  size_t steps() const { return costs_.steps(); }
  size_t done() const { return costs_.done(); }

  // How many are done, or a string.
  val step() {
    const Result<size_t> done = costs_.step();
    return done ? val(*done) : val(done.error());
  }

  // What is wrong with a budget, or undefined.
  val refused(double budget) const {
    const std::optional<Error> error = costs_.refused(static_cast<size_t>(budget));
    return error ? val(error->message) : val::undefined();
  }

  // Bits for each layer by its name, or a string; after the last step.
  val allocate(double budget) const {
    const auto bits = costs_.allocate(static_cast<size_t>(budget));
    if (!bits) return val(bits.error());
    val object = val::object();
    for (size_t i = 0; i < bits->size(); ++i) object.set(names_[i], (*bits)[i]);
    return object;
  }

 private:
  std::vector<std::string> names_;
  LayerCosts costs_;
};

class NetworkHandle {
 public:
  explicit NetworkHandle(Network network) : network_(std::make_shared<Network>(std::move(network))) {}

  const Network& network() const { return *network_; }
  // Stays as it is now.
  std::shared_ptr<const Network> as_it_is() const { return network_; }

  std::string kind() const {
    switch (network_->kind()) {
      case Network::Kind::kAutoencoder:
        return "autoencoder";
      case Network::Kind::kDiffusion:
        return "diffusion";
      case Network::Kind::kJudge:
        return "judge";
    }
    return "";
  }

  val attributes() const {
    val list = val::array();
    for (const Attribute& attribute : network_->attributes()) {
      val entry = val::object();
      entry.set("name", attribute.name);
      entry.set("classes", text_list(attribute.classes));
      list.call<void>("push", entry);
    }
    return list;
  }

  val layers() const {
    val list = val::array();
    for (const Layer& layer : network_->layers()) {
      val entry = val::object();
      entry.set("name", layer.name);
      entry.set("kind", kind_name(layer.kind));
      entry.set("rows", layer.rows);
      entry.set("columns", layer.columns);
      entry.set("multiplications", layer.multiplications);
      list.call<void>("push", entry);
    }
    return list;
  }

  val plans() const {
    val object = val::object();
    for (const auto& [name, plan] : network_->plans()) object.set(name, object_of(plan));
    return object;
  }

  size_t parameters() const { return network_->parameters(); }

  // A report, or a string. `layers` is an object of choices by name.
  val quantize(const val& all, const val& layers) {
    const Result<Choice> choice = choice_from(all);
    if (!choice) return val(choice.error());
    std::map<std::string, Choice> by_layer;
    for (const std::string& name :
         emscripten::vecFromJSArray<std::string>(val::global("Object").call<val>("keys", layers))) {
      const Result<Choice> own = choice_from(layers[name]);
      if (!own) return val(name + ": " + own.error());
      by_layer[name] = *own;
    }
    if (network_.use_count() > 1) network_ = std::make_shared<Network>(*network_);
    const Result<NetworkReport> report = network_->quantize(*choice, by_layer);
    if (!report) return val(report.error());
    val list = val::array();
    for (size_t i = 0; i < report->layers.size(); ++i) {
      const LayerReport& layer = report->layers[i];
      const size_t count = network_->original(i).values.size();
      val entry = val::object();
      entry.set("name", network_->layers()[i].name);
      entry.set("error", bindings::object_of(layer.error));
      entry.set("bytes", layer.bytes);
      entry.set("effectiveBits", effective_bits(layer.bytes, count));
      entry.set("parameters", count);
      list.call<void>("push", entry);
    }
    val sizes = val::object();
    sizes.set("before", report->bytes_before);
    sizes.set("after", report->bytes_after);
    val object = val::object();
    object.set("layers", list);
    object.set("bytes", sizes);
    object.set("effectiveBits", report->effective_bits);
    object.set("sqnrDb", report->sqnr_db);
    object.set("seconds", report->seconds);
    return object;
  }

  // Costs that are not measured yet, or a string.
  val costs(const val& options) const {
    const Result<MethodArguments> arguments = arguments_from(options);
    if (!arguments) return val(arguments.error());
    Result<LayerCosts> costs = LayerCosts::of(*network_, *arguments);
    if (!costs) return val(costs.error());
    return val(std::make_shared<CostsHandle>(network_->layers(), std::move(*costs)));
  }

  // undefined where there is no such layer.
  val packed(const std::string& name) const {
    const auto layer = network_->layer_named(name);
    return layer ? bindings::object_of(packed_weights(*network_, *layer)) : val::undefined();
  }

  val parameter(const std::string& name) const {
    const Parameter* found = network_->parameter(name);
    return found == nullptr ? val::undefined() : view_of(found->values);
  }

 private:
  std::shared_ptr<Network> network_;
};
using NetworkPointer = std::shared_ptr<NetworkHandle>;

// A network, or a string.
val open_network(const val& file) {
  Result<Network> network = Network::open(bytes(file));
  if (!network) return val(network.error());
  return val(std::make_shared<NetworkHandle>(std::move(*network)));
}

// Of the network as it was: the page may quantize it anew before the last step.
class SamplingHandle {
 public:
  SamplingHandle(std::shared_ptr<const Network> network, Sampling sampling)
      : network_(std::move(network)), sampling_(std::move(sampling)) {}

  int done() const { return sampling_.done(); }
  int steps() const { return sampling_.steps(); }
  void step() { sampling_.step(); }
  val latents() const { return copy_of(sampling_.latents()); }
  val predicted() const { return copy_of(sampling_.predicted()); }

 private:
  std::shared_ptr<const Network> network_;
  Sampling sampling_;
};

// A sampling, or a string.
val start_sampling(const NetworkPointer& network, const val& options) {
  SampleOptions asked;
  asked.labels = integers(options["labels"]);
  asked.faces = size_from(options["faces"]);
  asked.steps = options["steps"].as<int>();
  asked.guidance = options["guidance"].as<double>();
  asked.seed = static_cast<uint64_t>(options["seed"].as<double>());
  std::shared_ptr<const Network> fixed = network->as_it_is();
  Result<Sampling> sampling = Sampling::of(*fixed, std::move(asked));
  if (!sampling) return val(sampling.error());
  return val(std::make_shared<SamplingHandle>(std::move(fixed), std::move(*sampling)));
}

// Of an autoencoder and whole faces.
std::vector<float> through(const NetworkPointer& network, const char* plan,
                           const std::vector<float>& numbers) {
  const Plan& half = *network->network().plan(plan);
  const size_t each = half.buffers[static_cast<size_t>(half.input)].numbers();
  return output_of(network->network(), half, {numbers, numbers.size() / each, {}, {}});
}

val encode(const NetworkPointer& network, const val& rgba) {
  return copy_of(through(network, "encode", from_rgba(bytes(rgba))));
}

val decode(const NetworkPointer& network, const val& latents) {
  return copy_of(to_rgba(through(network, "decode", floats(latents))));
}

// What the ends of the map of latents stand for, the same for every picture: few are larger.
constexpr float kLatentScale = 1.5F;

val reconstruct(const NetworkPointer& network, const val& rgba) {
  const std::vector<uint8_t> before = bytes(rgba);
  const std::vector<float> latents = through(network, "encode", from_rgba(before));
  const std::vector<uint8_t> after = to_rgba(through(network, "decode", latents));
  const std::vector<float> errors = pixel_errors(before, after);
  const float scale = heat_scale(errors);
  std::vector<uint8_t> heat(after.size());
  paint_heat(errors, scale, heat);
  const Nearness near = nearness(before, after);
  val object = val::object();
  std::vector<uint8_t> latent_pictures(4 * latents.size());
  paint_signed(latents, kLatentScale, latent_pictures);
  object.set("latents", copy_of(latents));
  object.set("latentPictures", copy_of(latent_pictures));
  object.set("latentScale", kLatentScale);
  object.set("rgba", copy_of(after));
  object.set("errors", copy_of(heat));
  object.set("errorScale", scale);
  object.set("mse", near.mse);
  object.set("psnrDb", near.psnr_db);
  object.set("near", near.near);
  return object;
}

// `labels` may be empty; those there are fit the faces.
val judge(const NetworkPointer& network, const val& rgba, const val& labels) {
  const std::vector<float> pictures = from_rgba(bytes(rgba));
  const size_t faces = pictures.size() / kPictureNumbers;
  const Judgement judgement = judge_faces(network->network(), pictures);
  val object = val::object();
  object.set("classes", copy_of(judgement.classes));
  object.set("probabilities", copy_of(judgement.probabilities));
  object.set("features", copy_of(judgement.features));
  const std::vector<int32_t> asked = integers(labels);
  if (!asked.empty()) {
    const Right found = right_of(network->network(), judgement, asked, faces);
    val right = val::object();
    right.set("attributes", copy_of(found.attributes));
    right.set("mean", found.mean);
    object.set("right", right);
  }
  return object;
}

val times(int steps) {
  std::vector<float> numbers;
  for (int step = 0; step < steps; ++step) {
    const auto row = time_numbers(static_cast<float>(step) / static_cast<float>(steps));
    numbers.insert(numbers.end(), row.begin(), row.end());
  }
  return copy_of(numbers);
}

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_model) {
  emscripten::function("heatMap", &heat_map);
  emscripten::function("signedMap", &signed_map);
  emscripten::function("openNetwork", &open_network);
  emscripten::function("startSampling", &start_sampling);
  emscripten::function("encode", &encode);
  emscripten::function("decode", &decode);
  emscripten::function("reconstruct", &reconstruct);
  emscripten::function("judge", &judge);
  emscripten::function("times", &times);

  emscripten::class_<NetworkHandle>("Network")
      .smart_ptr<NetworkPointer>("NetworkPointer")
      .property("kind", &NetworkHandle::kind)
      .property("parameters", &NetworkHandle::parameters)
      .function("attributes", &NetworkHandle::attributes)
      .function("layers", &NetworkHandle::layers)
      .function("plans", &NetworkHandle::plans)
      .function("quantize", &NetworkHandle::quantize)
      .function("costs", &NetworkHandle::costs)
      .function("packed", &NetworkHandle::packed)
      .function("parameter", &NetworkHandle::parameter);

  emscripten::class_<CostsHandle>("Costs")
      .smart_ptr<std::shared_ptr<CostsHandle>>("CostsPointer")
      .property("steps", &CostsHandle::steps)
      .property("done", &CostsHandle::done)
      .function("step", &CostsHandle::step)
      .function("refused", &CostsHandle::refused)
      .function("allocate", &CostsHandle::allocate);

  emscripten::class_<SamplingHandle>("Sampling")
      .smart_ptr<std::shared_ptr<SamplingHandle>>("SamplingPointer")
      .property("done", &SamplingHandle::done)
      .property("steps", &SamplingHandle::steps)
      .function("step", &SamplingHandle::step)
      .function("latents", &SamplingHandle::latents)
      .function("predicted", &SamplingHandle::predicted);
}

}  // namespace roundoff::bindings
