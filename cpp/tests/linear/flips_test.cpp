#include "roundoff/linear/flips.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

struct Held {
  explicit Held(size_t n)
      : gradient(test::noise(n, 1)),
        step(test::noise(n, 2)),
        curvature(test::noise(n, 3)),
        change(test::noise(n, 4)) {
    if (n > 2) step[n / 2] = 0;
  }
  Flips flips() { return {gradient, step, curvature, change}; }
  std::vector<float> gradient;
  std::vector<float> step;
  std::vector<float> curvature;
  std::vector<float> change;
};

TEST(Flips, MoveEqualsReference) {
  for (const auto& [name, row] : test::hostile_values()) {
    Held fast(row.size());
    Held plain(row.size());
    move(fast.flips(), row, 0.3F);
    move_ref(plain.flips(), row, 0.3F);
    for (size_t j = 0; j < row.size(); ++j) {
      if (!std::isfinite(row[j]) || !std::isfinite(plain.change[j])) continue;
      ASSERT_EQ(test::bits_of(fast.gradient[j]), test::bits_of(plain.gradient[j])) << name;
      ASSERT_EQ(test::bits_of(fast.change[j]), test::bits_of(plain.change[j])) << name;
    }
  }
}

TEST(Flips, BestEqualsReference) {
  for (const auto& [name, row] : test::hostile_values()) {
    if (row.empty()) continue;
    Held held(row.size());
    for (const float by : {0.0F, 1.5F, -0.2F}) {
      const Flip fast = best_flip(held.flips(), row, by);
      const Flip plain = best_flip_ref(held.flips(), row, by);
      EXPECT_EQ(fast.index, plain.index) << name;
      if (std::isnan(plain.change)) {
        EXPECT_TRUE(std::isnan(fast.change)) << name;
      } else {
        EXPECT_EQ(fast.change, plain.change) << name;
      }
    }
  }
}

TEST(Flips, OfEqualsTheFirst) {
  for (const size_t n : {1, 4, 9, 16, 40}) {
    Held held(n);
    held.change.assign(n, 2);
    held.change[n - 1] = held.change[n / 2] = -1;
    EXPECT_EQ(best_flip(held.flips(), held.gradient, 0).index, n / 2) << n;
  }
}

}  // namespace
}  // namespace roundoff::linear
