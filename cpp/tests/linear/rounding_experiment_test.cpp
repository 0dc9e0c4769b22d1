#include "roundoff/linear/rounding_experiment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

#include "roundoff/linear/random_inputs.h"
#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

TEST(RoundingExperiment, TellsTheRoundingsApart) {
  const auto weights = test::noise(64 * 48, 2);
  const auto experiment = RoundingExperiment::of(Tensor({64, 48}, weights), 4);
  ASSERT_TRUE(experiment.ok());
  std::map<RoundingMethod, RoundingRow> rows;
  for (const RoundingMethod method : kRoundingMethods) {
    rows[method] = experiment->measure(method);
    EXPECT_EQ(rows[method].method, method);
    EXPECT_EQ(experiment->quantize(method), weights.size());
  }
  const RoundingRow nearest = rows[RoundingMethod::kNearest];
  for (const auto& [method, row] : rows) {
    // Nothing is closer to the weights than the nearest integers (power-of-two levels are others).
    if (method != RoundingMethod::kPowerOfTwo) {
      EXPECT_LE(nearest.mse, row.mse) << name(method);
    }
    EXPECT_GT(row.output_error, 0);
    EXPECT_EQ(row.deviation > 0, method == RoundingMethod::kStochastic) << name(method);
  }
  EXPECT_LT(rows[RoundingMethod::kFloor].bias, 0);
  EXPECT_GT(rows[RoundingMethod::kCeil].bias, 0);
  EXPECT_LT(std::abs(rows[RoundingMethod::kStochastic].bias), rows[RoundingMethod::kCeil].bias / 10);
  EXPECT_LT(rows[RoundingMethod::kAdaptive].output_error, nearest.output_error);
  EXPECT_GT(rows[RoundingMethod::kFloor].output_error, 4 * nearest.output_error);
}

TEST(RoundingExperiment, IsTheSameEveryTime) {
  const auto weights = test::noise(8 * 8, 2);
  const Tensor tensor({8, 8}, weights);
  for (const RoundingMethod method : kRoundingMethods) {
    EXPECT_EQ(RoundingExperiment::of(tensor, 3, 7)->measure(method).output_error,
              RoundingExperiment::of(tensor, 3, 7)->measure(method).output_error);
  }
}

TEST(RoundingExperiment, WeightsOfZero) {
  const std::vector<float> weights(12, 0);
  const auto experiment = RoundingExperiment::of(Tensor({3, 4}, weights), 4);
  ASSERT_TRUE(experiment.ok());
  for (const RoundingMethod method : kRoundingMethods) {
    const RoundingRow row = experiment->measure(method);
    EXPECT_EQ(row.mse, 0);
    EXPECT_EQ(row.output_error, 0);
  }
}

TEST(RoundingExperiment, Refuses) {
  std::vector<float> weights(12, 1);
  EXPECT_FALSE(RoundingExperiment::of(Tensor({3, 4}, weights), 1).ok());
  EXPECT_EQ(RoundingExperiment::of(Tensor({0, 4}, {}), 4).error(), "the layer has no weights");
  weights[0] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(RoundingExperiment::of(Tensor({3, 4}, weights), 4).error(),
            "the layer's weights hold NaN or infinity");
}

TEST(RandomInputs, AreAsTheySay) {
  const size_t samples = 4000;
  const size_t features = 6;
  const auto x = random_inputs(samples, features, 1);
  ASSERT_EQ(x.size(), samples * features);
  double zeros = 0;
  double squares = 0;
  // Both of two neighbours are at 0, or both above, with probability 1 − arccos(0.9) / π.
  double alike = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    ASSERT_GE(x[i], 0);
    zeros += x[i] == 0 ? 1 : 0;
    squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    if (i % features > 0) alike += (x[i] == 0) == (x[i - 1] == 0) ? 1 : 0;
  }
  const auto n = static_cast<double>(x.size());
  EXPECT_NEAR(zeros / n, 0.5, 0.02);
  EXPECT_NEAR(squares / n, 0.5, 0.03);
  EXPECT_NEAR(alike / static_cast<double>(samples * (features - 1)), 1 - std::acos(0.9) / M_PI, 0.01);
}

}  // namespace
}  // namespace roundoff::linear
