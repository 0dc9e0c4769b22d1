#include "roundoff/linear/matrix.h"

#include <gtest/gtest.h>

#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

TEST(LinearForward, ByHand) {
  const std::vector<float> weights = {1, 2, 3, -1, 0, 1};
  const std::vector<float> inputs = {1, 1, 1, 2, 0, 1};
  std::vector<float> outputs(4);
  linear_forward(weights, {}, inputs, 2, outputs);
  EXPECT_EQ(outputs, (std::vector<float>{6, 0, 5, -1}));
  linear_forward(weights, std::vector<float>{10, 20}, inputs, 2, outputs);
  EXPECT_EQ(outputs, (std::vector<float>{16, 20, 15, 19}));
}

TEST(LinearForward, EqualsReference) {
  for (const size_t columns : {1, 3, 7, 8, 9, 16, 31, 100}) {
    for (const size_t rows : {1, 2, 4, 5, 11}) {
      for (const size_t batch : {0, 1, 2, 3, 6}) {
        const auto weights = test::noise(rows * columns, columns);
        const auto inputs = test::noise(batch * columns, rows);
        const auto bias = test::noise(rows, batch);
        std::vector<float> fast(batch * rows);
        std::vector<float> plain(batch * rows);
        linear_forward(weights, bias, inputs, batch, fast);
        linear_forward_ref(weights, bias, inputs, batch, plain);
        EXPECT_EQ(test::bits_of(fast), test::bits_of(plain)) << rows << " x " << columns << ", " << batch;
      }
    }
  }
}

TEST(LinearForward, EqualsReferenceOnHostileValues) {
  for (const auto& [name, values] : test::hostile_values()) {
    if (values.empty()) continue;
    const auto weights = test::noise(3 * values.size(), 1);
    std::vector<float> fast(3);
    std::vector<float> plain(3);
    linear_forward(weights, {}, values, 1, fast);
    linear_forward_ref(weights, {}, values, 1, plain);
    for (size_t i = 0; i < 3; ++i) {
      if (std::isnan(plain[i])) {
        EXPECT_TRUE(std::isnan(fast[i])) << name;
      } else {
        EXPECT_EQ(test::bits_of(fast[i]), test::bits_of(plain[i])) << name;
      }
    }
  }
}

TEST(MatrixProduct, EqualsReference) {
  for (const size_t inner : {1, 2, 9, 40}) {
    for (const size_t rows : {1, 3, 4, 6, 9}) {
      for (const size_t columns : {1, 7, 8, 15, 16, 17, 33}) {
        const auto a = test::noise(rows * inner, 1);
        const auto b = test::noise(inner * columns, 2);
        std::vector<float> fast(rows * columns);
        std::vector<float> plain(rows * columns);
        matrix_product(a, b, inner, fast);
        matrix_product_ref(a, b, inner, plain);
        EXPECT_EQ(test::bits_of(fast), test::bits_of(plain)) << rows << " " << inner << " " << columns;
      }
    }
  }
}

}  // namespace
}  // namespace roundoff::linear
