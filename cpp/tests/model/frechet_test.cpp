#include "roundoff/model/frechet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "roundoff/model/evaluate.h"
#include "tests/model/golden.h"
#include "tests/support/tensors.h"

namespace roundoff::model {
namespace {

TEST(Frechet, OfDiagonalGaussiansByHand) {
  // |1 − 3|² + (√4 − √1)² + (√9 − √9)²
  const FeatureStatistics a{{1, 0}, {4, 0, 0, 9}};
  const FeatureStatistics b{{3, 0}, {1, 0, 0, 9}};
  EXPECT_NEAR(frechet_distance(a, b), 5, 1e-12);
  EXPECT_NEAR(frechet_distance(b, a), 5, 1e-12);
  EXPECT_NEAR(frechet_distance(a, a), 0, 1e-12);
}

TEST(Frechet, StatisticsAreThoseOfTheFaces) {
  const FeatureStatistics s = statistics_of(std::vector<float>{1, 10, 3, 14, 5, 18}, 3);
  EXPECT_EQ(s.mean, (std::vector<double>{3, 14}));
  EXPECT_EQ(s.covariance, (std::vector<double>{4, 8, 8, 16}));
}

TEST(Frechet, HoldsForWhatIsSingularOrNotFinite) {
  // Fewer faces than features, and none differing from the others.
  const FeatureStatistics few = statistics_of(test::noise(3 * 20, 1), 3);
  const FeatureStatistics same = statistics_of(std::vector<float>(3 * 20, 2.0F), 3);
  EXPECT_NEAR(frechet_distance(few, few), 0, 1e-6);
  EXPECT_GT(frechet_distance(few, same), 0);
  EXPECT_EQ(frechet_distance(same, same), 0);
  EXPECT_TRUE(std::isnan(frechet_distance(statistics_of(std::vector<float>(40, NAN), 2), few)));
}

TEST(Frechet, TheShippedStatisticsFitTheJudge) {
  const Result<FeatureStatistics> statistics = read_statistics(test::model_file("judge_features"));
  ASSERT_TRUE(statistics.ok()) << statistics.error();
  const Network judge = test::open_network("judge");
  const Plan& plan = *judge.plan("judge");
  EXPECT_EQ(statistics->mean.size(), plan.buffers[static_cast<size_t>(plan.output)].numbers());
  EXPECT_EQ(read_statistics(test::model_file("judge")).error(),
            "the file lacks the mean or the covariance of features");
}

TEST(Evaluate, ReadsTheTrainingDataAndRefusesWhatIsNone) {
  const std::vector<Attribute> attributes = {{"skin", {"light", "dark"}}, {"hat", {"no", "yes"}}};
  const std::vector<uint8_t> rgb(2 * kPictureNumbers, 7);
  const std::vector<uint8_t> labels = {1, 0, 9, 255, 1, 9};
  const auto found = held_out_from(rgb, labels, 3, attributes, 2);
  ASSERT_TRUE(found.ok()) << found.error();
  EXPECT_EQ(found->labels, (std::vector<int32_t>{1, 0, 2, 1}));
  EXPECT_EQ(found->rgba.size(), 2u * 1024);
  EXPECT_EQ(held_out_from(rgb, {labels.data(), 5}, 3, attributes, 2).error(),
            "1536 bytes of pictures and 5 of labels are not those of the same faces");
  EXPECT_EQ(held_out_from(rgb, labels, 3, attributes, 3).error(), "there are 1 to 2 pictures, not 3");
  EXPECT_EQ(held_out_from(rgb, labels, 1, attributes, 1).error(),
            "the pictures have 1 labels each, and the model has 2 attributes");
  const std::vector<uint8_t> wrong = {1, 0, 9, 254, 1, 9};
  EXPECT_EQ(held_out_from(rgb, wrong, 3, attributes, 2).error(),
            "picture 1 has the label 254 as skin, which has 2 classes");
}

}  // namespace
}  // namespace roundoff::model
