#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "roundoff/base/random_tensor.h"
#include "roundoff/base/transpose.h"

namespace roundoff {
namespace {

using Floats = std::vector<float>;

TEST(Transpose, RowsBecomeColumns) {
  EXPECT_EQ(transposed(Floats{1, 2, 3, 4, 5, 6}, 3), (Floats{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(transposed(Floats{1, 2, 3}, 1), (Floats{1, 2, 3}));
  EXPECT_EQ(transposed(Floats{1, 2, 3}, 3), (Floats{1, 2, 3}));
  EXPECT_TRUE(transposed(Floats{}, 4).empty());
  EXPECT_TRUE(transposed(Floats{}, 0).empty());
}

TEST(Transpose, TwiceIsAsBefore) {
  const Floats values = random_tensor(7 * 12, {});
  EXPECT_EQ(transposed(transposed(values, 12), 7), values);
}

TEST(RandomTensor, IsNormalAndRepeats) {
  const Floats values = random_tensor(100'000, {});
  double sum = 0;
  double squares = 0;
  for (const float x : values) {
    sum += x;
    squares += static_cast<double>(x) * static_cast<double>(x);
  }
  EXPECT_NEAR(sum / 100'000, 0, 0.02);
  EXPECT_NEAR(squares / 100'000, 1, 0.02);
  EXPECT_EQ(random_tensor(100'000, {}), values);
  EXPECT_NE(random_tensor(100'000, {.seed = 2}), values);
  EXPECT_TRUE(random_tensor(0, {.outliers = 3}).empty());
}

TEST(RandomTensor, HasAsManyOutliersAsAskedFor) {
  const Floats plain = random_tensor(1000, {.seed = 5});
  for (const size_t outliers : {0, 1, 10, 999, 1000, 5000}) {
    const Floats values = random_tensor(1000, {.seed = 5, .outliers = outliers, .outlier_scale = 8});
    size_t found = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      if (values[i] == plain[i]) continue;
      EXPECT_EQ(values[i], 8 * plain[i]);
      ++found;
    }
    EXPECT_EQ(found, std::min<size_t>(outliers, 1000));
  }
}

}  // namespace
}  // namespace roundoff
