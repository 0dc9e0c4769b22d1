#include "roundoff/linear/layer_experiment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "roundoff/base/random_tensor.h"

namespace roundoff::linear {
namespace {

struct Layer {
  explicit Layer(size_t outputs = 24, size_t inputs = 96)
      : values(random_tensor(outputs * inputs, {.seed = 3})), weights({outputs, inputs}, values) {}
  std::vector<float> values;
  Tensor weights;
};

TEST(LayerExperiment, FewerBitsAreFewerBytesAndMoreError) {
  const Layer layer;
  const auto experiment = LayerExperiment::of(layer.weights, {.group_size = 32});
  ASSERT_TRUE(experiment.ok()) << experiment.error();
  const auto of = [&](LayerVariant variant) { return experiment->measure(variant); };
  const LayerMeasure whole = of(LayerVariant::kFloat32);
  EXPECT_EQ(whole.error.mse, 0);
  EXPECT_EQ(whole.same_top, 1);
  EXPECT_EQ(whole.bytes, 24u * 96 * 4);
  EXPECT_EQ(whole.outputs.size(), 24u);
  EXPECT_EQ(of(LayerVariant::kBfloat16).bytes, 24u * 96 * 2);
  EXPECT_EQ(of(LayerVariant::kInt8Weights).bytes, 24u * 96 + 24 * 4);
  EXPECT_EQ(of(LayerVariant::kInt4Weights).bytes, 24u * 96 / 2 + 24 * 3 * 4);
  EXPECT_EQ(of(LayerVariant::kInt8).bytes, of(LayerVariant::kInt8Weights).bytes);
  const double int8 = of(LayerVariant::kInt8Weights).error.mse;
  const double bfloat16 = of(LayerVariant::kBfloat16).error.mse;
  EXPECT_GT(bfloat16, 0);
  EXPECT_GT(int8, bfloat16);
  EXPECT_GT(of(LayerVariant::kInt8).error.mse, int8);
  EXPECT_GT(of(LayerVariant::kInt4Weights).error.mse, of(LayerVariant::kInt8).error.mse);
  EXPECT_GT(of(LayerVariant::kInt8).error.sqnr_db, 30);
}

TEST(LayerExperiment, TermsAddUpToAnOutput) {
  const Layer layer;
  for (const Mode mode : {Mode::kSymmetric, Mode::kAsymmetric}) {
    const auto experiment = LayerExperiment::of(layer.weights, {.mode = mode});
    ASSERT_TRUE(experiment.ok());
    const ProductTerms terms = experiment->terms();
    const LayerMeasure measured = experiment->measure(LayerVariant::kInt8);
    EXPECT_EQ(terms.result, measured.outputs[experiment->top_output()]);
    EXPECT_EQ(terms.integer, terms.products - terms.input_zero_point * terms.weight_sum -
                                 terms.weight_zero_point * terms.input_sum +
                                 96 * terms.weight_zero_point * terms.input_zero_point);
    EXPECT_EQ(terms.weight_zero_point == 0, mode == Mode::kSymmetric);
    const LayerMeasure whole = experiment->measure(LayerVariant::kFloat32);
    EXPECT_NEAR(terms.exact, static_cast<double>(whole.outputs[experiment->top_output()]), 1e-4);
    for (const float output : whole.outputs) EXPECT_LE(output, whole.outputs[experiment->top_output()]);
  }
}

TEST(LayerExperiment, CalibrationSeesMoreWithMoreBatches) {
  const Layer layer;
  Range last;
  for (const size_t batches : {1, 4, 64}) {
    const auto experiment = LayerExperiment::of(layer.weights, {.calibration_batches = batches});
    ASSERT_TRUE(experiment.ok());
    EXPECT_EQ(experiment->calibrated().min, 0);  // as behind a ReLU
    EXPECT_GE(experiment->calibrated().max, last.max);
    EXPECT_GT(experiment->seen().max, 0);
    last = experiment->calibrated();
  }
  RangeOptions percentile;
  percentile.rule = RangeRule::kPercentile;
  percentile.percentile = 99;
  const auto clipped =
      LayerExperiment::of(layer.weights, {.calibration_batches = 64, .calibration = percentile});
  ASSERT_TRUE(clipped.ok());
  EXPECT_LT(clipped->calibrated().max, last.max);
}

TEST(LayerExperiment, TheSameSeedGivesTheSameOutputs) {
  const Layer layer(3, 5);
  const auto outputs = [&](uint64_t seed) {
    return LayerExperiment::of(layer.weights, {.batch = 1, .seed = seed})
        ->measure(LayerVariant::kInt8)
        .outputs;
  };
  EXPECT_EQ(outputs(1), outputs(1));
  EXPECT_NE(outputs(1), outputs(2));
}

TEST(LayerExperiment, RefusesWhatItCannotMeasure) {
  const Layer layer(2, 8);
  const auto error = [&](const LayerOptions& options) {
    const auto experiment = LayerExperiment::of(layer.weights, options);
    return experiment.ok() ? "" : experiment.error();
  };
  EXPECT_EQ(error({}), "");
  EXPECT_EQ(error({.batch = 0}), "the batch must be 1 to 1024, not 0");
  EXPECT_EQ(error({.batch = 1025}), "the batch must be 1 to 1024, not 1025");
  EXPECT_EQ(error({.calibration_batches = 0}), "calibration batches must be 1 to 1024, not 0");
  EXPECT_EQ(error({.group_size = 100}), "");  // a group is never longer than its row
  EXPECT_EQ(LayerExperiment::of(Tensor({2, 0}, {}), {}).error(), "the layer has no weights");
  const std::vector<float> odd = {1, std::nanf(""), std::numeric_limits<float>::infinity(), 2};
  EXPECT_EQ(LayerExperiment::of(Tensor({2, 2}, odd), {}).error(), "the layer's weights hold NaN or infinity");
}

}  // namespace
}  // namespace roundoff::linear
