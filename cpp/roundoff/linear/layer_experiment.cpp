#include "roundoff/linear/layer_experiment.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <string>

#include "roundoff/base/random.h"
#include "roundoff/format/float_format.h"
#include "roundoff/linear/calibration.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/matrix.h"
#include "roundoff/linear/random_inputs.h"

namespace roundoff::linear {
namespace {

std::optional<Error> outside(const char* what, size_t n, size_t most) {
  if (n >= 1 && n <= most) return std::nullopt;
  return Error{std::string(what) + " must be 1 to " + std::to_string(most) + ", not " + std::to_string(n)};
}

Options weight_options(int bits, Mode mode, size_t group_size) {
  Options options;
  options.bits = bits;
  options.mode = mode;
  options.slicing.granularity = group_size > 0 ? Granularity::kGroup : Granularity::kChannel;
  options.slicing.group_size = group_size;
  return options;
}

size_t top(std::span<const float> outputs) {
  return static_cast<size_t>(std::max_element(outputs.begin(), outputs.end()) - outputs.begin());
}

std::vector<uint16_t> narrowed(std::span<const float> values) {
  std::vector<uint16_t> codes(values.size());
  format::to_bfloat16(values, codes);
  return codes;
}

// A bfloat16 is the upper half of a float32.
std::vector<float> widened(std::span<const uint16_t> codes) {
  std::vector<float> values(codes.size());
  for (size_t i = 0; i < codes.size(); ++i) {
    const uint32_t bits = uint32_t{codes[i]} << 16;
    std::memcpy(&values[i], &bits, sizeof bits);
  }
  return values;
}

}  // namespace

std::string_view name(LayerVariant variant) {
  constexpr std::array<std::string_view, kLayerVariants.size()> kNames = {"float32", "bfloat16", "w8", "w4",
                                                                          "w8a8"};
  return kNames[static_cast<size_t>(variant)];
}

Result<LayerExperiment> LayerExperiment::of(const Tensor& weights, const LayerOptions& options) {
  if (auto error = outside("the batch", options.batch, kMaxLayerBatch)) return *error;
  if (auto error = outside("calibration batches", options.calibration_batches, kMaxCalibrationBatches)) {
    return *error;
  }
  if (weights.size() == 0) return Error{"the layer has no weights"};
  const Scan found = scan(weights.values);
  if (found.nan + found.infinite > 0) return Error{"the layer's weights hold NaN or infinity"};

  LayerExperiment e;
  e.columns_ = weights.row_size();
  e.batch_ = options.batch;
  e.weights_.assign(weights.values.begin(), weights.values.end());
  e.bfloat16_ = narrowed(e.weights_);
  const Tensor matrix({e.outputs(), e.columns_}, e.weights_);
  auto int8 = QuantizedLinear::of(matrix, {}, weight_options(8, options.mode, 0));
  if (!int8) return Error{int8.error()};
  auto int4 = QuantizedLinear::of(matrix, {}, weight_options(4, options.mode, options.group_size));
  if (!int4) return Error{int4.error()};

  Random seeds(options.seed);
  e.inputs_ = random_inputs(options.batch, e.columns_, seeds.next());
  e.seen_ = scan(e.inputs_).range;
  Calibration calibration(options.calibration);
  for (size_t i = 0; i < options.calibration_batches; ++i) {
    calibration.add(random_inputs(options.batch, e.columns_, seeds.next()));
  }
  e.calibrated_ = calibration.range();
  int8->set_input(calibration.parameters());
  e.int8_ = std::move(*int8);
  e.int4_ = std::move(*int4);
  e.reference_.resize(e.results());
  e.run(LayerVariant::kFloat32, e.reference_);
  return e;
}

void LayerExperiment::run(LayerVariant variant, std::span<float> results) const {
  assert(results.size() == this->results());
  switch (variant) {
    case LayerVariant::kFloat32:
      return linear_forward(weights_, {}, inputs_, batch_, results);
    case LayerVariant::kBfloat16:
      return forward_bfloat16(results);
    case LayerVariant::kInt8Weights:
      return int8_->forward(inputs_, batch_, results);
    case LayerVariant::kInt4Weights:
      return int4_->forward(inputs_, batch_, results);
    case LayerVariant::kInt8:
      return int8_->forward_int8(inputs_, batch_, results);
  }
}

// Few CPUs multiply bfloat16 as it is, WebAssembly never: what is stored short is made long each time.
void LayerExperiment::forward_bfloat16(std::span<float> results) const {
  linear_forward(widened(bfloat16_), {}, widened(narrowed(inputs_)), batch_, results);
}

size_t LayerExperiment::bytes(LayerVariant variant) const {
  switch (variant) {
    case LayerVariant::kFloat32:
      return sizeof(float) * weights_.size();
    case LayerVariant::kBfloat16:
      return sizeof(uint16_t) * bfloat16_.size();
    case LayerVariant::kInt4Weights:
      return int4_->bytes();
    case LayerVariant::kInt8Weights:
    case LayerVariant::kInt8:
      break;
  }
  return int8_->bytes();
}

LayerMeasure LayerExperiment::measure(LayerVariant variant) const {
  std::vector<float> all(results());
  run(variant, all);
  LayerMeasure measured;
  measured.error = tensor_error(reference_, all);
  measured.bytes = bytes(variant);
  size_t same = 0;
  for (size_t begin = 0; begin < all.size(); begin += outputs()) {
    const auto row = [&](const std::vector<float>& of) { return std::span(of).subspan(begin, outputs()); };
    same += top(row(all)) == top(row(reference_)) ? 1 : 0;
  }
  measured.same_top = static_cast<double>(same) / static_cast<double>(batch_);
  all.resize(outputs());
  measured.outputs = std::move(all);
  return measured;
}

size_t LayerExperiment::top_output() const { return top(std::span(reference_).first(outputs())); }

ProductTerms LayerExperiment::terms() const {
  const size_t output = top_output();
  return int8_->terms(std::span(inputs_).first(columns_), output,
                      std::span(weights_).subspan(output * columns_, columns_));
}

}  // namespace roundoff::linear
