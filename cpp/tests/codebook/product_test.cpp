#include "roundoff/codebook/product.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/tensors.h"

namespace roundoff::codebook {
namespace {

ProductQuantized done(const Tensor& tensor, const ProductOptions& options) {
  auto result = product_quantize(tensor, options);
  EXPECT_TRUE(result.ok());
  return std::move(*result);
}

TEST(ProductQuantization, EverySubspaceTakesItsNearestPrototype) {
  const std::vector<float> x = test::noise(60 * 10, 3);
  const Tensor tensor({60, 10}, x);
  const ProductQuantized q = done(tensor, {.subspaces = 3, .k = 8});
  EXPECT_EQ(q.column, (std::vector<size_t>{0, 4, 7, 10}));
  ASSERT_EQ(q.rows(), 60u);
  const auto y = dequantize(q);
  ASSERT_EQ(y.size(), x.size());
  double inertia = 0;
  for (size_t i = 0; i < 60; ++i) {
    for (size_t s = 0; s < 3; ++s) {
      const auto distance = [&](size_t j) {
        double sum = 0;
        for (size_t c = q.column[s]; c < q.column[s + 1]; ++c) {
          sum += std::pow(static_cast<double>(x[i * 10 + c] - q.prototype(s, j)[c - q.column[s]]), 2);
        }
        return sum;
      };
      const double chosen = distance(q.codes[i * 3 + s]);
      for (size_t j = 0; j < 8; ++j) EXPECT_LE(chosen, distance(j) + 1e-6);
      inertia += chosen;
    }
  }
  EXPECT_NEAR(q.inertia, inertia, 1e-4);
}

TEST(ProductQuantization, TablesAndAggregationGiveTheProductWithTheDequantizedRows) {
  const std::vector<float> x = test::noise(30 * 16, 5);
  const std::vector<float> b = test::noise(16, 6);
  const ProductQuantized q = done(Tensor({30, 16}, x), {.subspaces = 4, .k = 16});
  const auto y = dequantize(q);
  const auto tables = product_tables(q, b);
  EXPECT_EQ(tables.size(), 4u * 16);
  const auto products = aggregate(q, tables);
  for (size_t i = 0; i < 30; ++i) {
    double sum = 0;
    for (size_t c = 0; c < 16; ++c) sum += static_cast<double>(y[i * 16 + c]) * static_cast<double>(b[c]);
    EXPECT_NEAR(products[i], sum, 1e-5);
  }
}

TEST(ProductQuantization, ScalesWithTheTensor) {
  const std::vector<float> x = test::noise(200 * 6, 7);
  const ProductQuantized usual = done(Tensor({200, 6}, x), {.subspaces = 2, .k = 8});
  for (const int exponent : {-100, -60, 60, 100}) {
    std::vector<float> scaled = x;
    for (float& value : scaled) value = std::ldexp(value, exponent);
    const ProductQuantized q = done(Tensor({200, 6}, scaled), {.subspaces = 2, .k = 8});
    EXPECT_EQ(q.codes, usual.codes) << exponent;
    EXPECT_NEAR(std::ldexp(q.inertia, -2 * exponent), usual.inertia, 1e-5 * usual.inertia) << exponent;
  }
}

TEST(ProductQuantization, FewRowsAreKeptAndMorePrototypesNeverCostMuch) {
  const std::vector<float> x = test::noise(200 * 8, 7);
  EXPECT_EQ(dequantize(done(Tensor({10, 8}, std::span(x).first(80)), {.subspaces = 2, .k = 16})),
            std::vector<float>(x.begin(), x.begin() + 80));
  double last = std::numeric_limits<double>::infinity();
  for (const int k : {2, 8, 32, 128}) {
    const double inertia = done(Tensor({200, 8}, x), {.subspaces = 2, .k = k}).inertia;
    EXPECT_LT(inertia, last);
    last = inertia;
  }
  const std::vector<float> same(100, 2.5F);
  EXPECT_EQ(dequantize(done(Tensor({20, 5}, same), {.subspaces = 5, .k = 4})), same);
}

TEST(ProductQuantization, TheSameSeedGivesTheSameCodes) {
  const std::vector<float> x = test::noise(100 * 6, 8);
  const Tensor tensor({100, 6}, x);
  EXPECT_EQ(done(tensor, {.subspaces = 2}).codes, done(tensor, {.subspaces = 2}).codes);
  EXPECT_NE(done(tensor, {.subspaces = 2}).codes, done(tensor, {.subspaces = 2, .seed = 2}).codes);
}

TEST(ProductQuantization, BytesCountCodesAndPrototypes) {
  const std::vector<float> x = test::noise(64 * 12, 9);
  EXPECT_EQ(done(Tensor({64, 12}, x), {.subspaces = 3, .k = 16}).bytes(), 64u * 3 / 2 + 16 * 12 * 4);
}

TEST(ProductQuantization, SaysWhatIsWrong) {
  std::vector<float> x = test::noise(12, 1);
  const Tensor tensor({3, 4}, x);
  EXPECT_EQ(product_quantize(tensor, {.k = 1}).error(), "k must be 2 to 256, not 1");
  EXPECT_EQ(product_quantize(tensor, {.subspaces = 5}).error(), "a row of 4 cannot be cut into 5 subspaces");
  EXPECT_EQ(product_quantize(tensor, {.subspaces = 0}).error(), "a row of 4 cannot be cut into 0 subspaces");
  EXPECT_EQ(product_quantize(Tensor({0}, {}), {}).error(), "product quantization needs at least one value");
  x[3] = std::nanf("");
  EXPECT_EQ(product_quantize(tensor, {.subspaces = 2}).error(),
            "product quantization takes finite values only");
}

}  // namespace
}  // namespace roundoff::codebook
