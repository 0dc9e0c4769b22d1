// A tensor as the weights of a linear layer, rows = outputs, and what quantizing them costs.
#include <emscripten/bind.h>

#include <string>
#include <vector>

#include "bindings/tensor.h"
#include "bindings/values.h"
#include "roundoff/base/median_time.h"
#include "roundoff/compress/method.h"
#include "roundoff/linear/layer_experiment.h"
#include "roundoff/linear/rounding_experiment.h"

namespace roundoff::bindings {
namespace {

val object_of(Range range) {
  val object = val::object();
  object.set("min", range.min);
  object.set("max", range.max);
  return object;
}

val row_of(const linear::LayerExperiment& layer, linear::LayerVariant variant) {
  const linear::LayerMeasure measured = layer.measure(variant);
  val error = val::object();
  error.set("mse", measured.error.mse);
  error.set("sqnrDb", measured.error.sqnr_db);
  error.set("maxAbs", measured.error.max_abs);
  error.set("cosine", measured.error.cosine);
  val row = val::object();
  row.set("variant", std::string(name(variant)));
  row.set("outputs", copy_of(measured.outputs));
  row.set("error", error);
  row.set("bytes", static_cast<double>(measured.bytes));
  row.set("sameTop", measured.same_top);
  std::vector<float> results(layer.results());
  row.set("seconds", median_seconds([&] { layer.run(variant, results); }));
  return row;
}

val terms_of(const linear::LayerExperiment& layer) {
  const linear::ProductTerms terms = layer.terms();
  val object = val::object();
  object.set("output", layer.top_output());
  object.set("n", terms.n);
  object.set("weightScale", terms.weight_scale);
  object.set("weightZeroPoint", terms.weight_zero_point);
  object.set("inputScale", terms.input_scale);
  object.set("inputZeroPoint", terms.input_zero_point);
  object.set("products", terms.products);
  object.set("weightSum", terms.weight_sum);
  object.set("inputSum", terms.input_sum);
  object.set("integer", terms.integer);
  object.set("result", terms.result);
  object.set("exact", terms.exact);
  return object;
}

// A row for each way of rounding, or a string.
val roundings(const TensorHandle& tensor, int bits, double seed) {
  const auto experiment =
      linear::RoundingExperiment::of(tensor.held().view(), bits, static_cast<uint64_t>(seed));
  if (!experiment) return val(experiment.error());
  val rows = val::array();
  for (const linear::RoundingMethod method : linear::kRoundingMethods) {
    const linear::RoundingRow measured = experiment->measure(method);
    val row = val::object();
    row.set("method", std::string(name(method)));
    row.set("mse", measured.mse);
    row.set("bias", measured.bias);
    row.set("outputError", measured.output_error);
    row.set("deviation", measured.deviation);
    const double seconds = median_seconds([&] { experiment->quantize(method); });
    row.set("nanoseconds", 1e9 * seconds / static_cast<double>(tensor.held().values.size()));
    rows.call<void>("push", row);
  }
  return rows;
}

// `from` has all fields of LayerOptions in the page, defaults filled in. An object, or a string.
val layer(const TensorHandle& tensor, const val& from) {
  const auto calibration = parse_range(from["calibrationRange"].as<std::string>());
  if (!calibration) return val(calibration.error());
  linear::LayerOptions options;
  options.group_size = size_from(from["groupSize"]);
  options.batch = size_from(from["batch"]);
  options.seed = static_cast<uint64_t>(from["seed"].as<double>());
  options.calibration_batches = size_from(from["calibrationBatches"]);
  options.calibration = *calibration;
  if (from["weightMode"].as<std::string>() == "asymmetric") options.mode = linear::Mode::kAsymmetric;
  const auto experiment = linear::LayerExperiment::of(tensor.held().view(), options);
  if (!experiment) return val(experiment.error());

  val rows = val::array();
  for (const linear::LayerVariant variant : linear::kLayerVariants)
    rows.call<void>("push", row_of(*experiment, variant));
  val object = val::object();
  object.set("inFeatures", experiment->inputs());
  object.set("outFeatures", experiment->outputs());
  object.set("rows", rows);
  object.set("calibrated", object_of(experiment->calibrated()));
  object.set("seen", object_of(experiment->seen()));
  object.set("terms", terms_of(*experiment));
  return object;
}

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_layer) {
  emscripten::function("layer", &layer);
  emscripten::function("roundings", &roundings);
}

}  // namespace roundoff::bindings
