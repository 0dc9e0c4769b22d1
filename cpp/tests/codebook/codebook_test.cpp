#include "roundoff/codebook/codebook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "roundoff/codebook/kmeans1d.h"
#include "tests/support/tensors.h"

namespace roundoff::codebook {
namespace {

Quantized done(const std::vector<float>& x, const Options& options) {
  auto result = quantize(Tensor({x.size()}, x), options);
  EXPECT_TRUE(result.ok());
  return std::move(*result);
}

// The least cost of the sorted values from `begin` in k intervals, by trying every border.
double least_cost(const std::vector<float>& sorted, size_t begin, int k) {
  const auto cost = [&](size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from; i < to; ++i) sum += static_cast<double>(sorted[i]);
    const double mean = sum / static_cast<double>(to - from);
    double total = 0;
    for (size_t i = from; i < to; ++i) total += std::pow(static_cast<double>(sorted[i]) - mean, 2);
    return total;
  };
  if (k == 1) return cost(begin, sorted.size());
  double least = cost(begin, sorted.size());
  for (size_t end = begin + 1; end < sorted.size(); ++end) {
    least = std::min(least, cost(begin, end) + least_cost(sorted, end, k - 1));
  }
  return least;
}

TEST(Codebook, ExactIsTheOptimumOfAllBorders) {
  for (uint64_t seed = 1; seed < 12; ++seed) {
    std::vector<float> x = test::noise(14, seed);
    for (const int k : {2, 3, 4}) {
      const double inertia = done(x, {.k = k, .exact = true}).inertia;
      std::vector<float> sorted = x;
      std::sort(sorted.begin(), sorted.end());
      EXPECT_NEAR(inertia, least_cost(sorted, 0, k), 1e-6);
    }
  }
}

double cost_of(const Line& line, const std::vector<double>& means) {
  double total = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (const double mean : means) least = std::min(least, std::pow(line.value(i) - mean, 2));
    total += least * line.weight(i);
  }
  return total;
}

TEST(Codebook, OptimalMeansCostWhatTheReferencesDo) {
  std::vector<Line> lines;
  for (const auto& [name, values] : test::hostile_values()) {
    if (values.size() <= 200) lines.push_back(Line::sorted(values));
  }
  std::vector<float> repeated = test::noise(300, 4);
  for (float& x : repeated) x = std::round(x * 20) / 20;
  lines.push_back(Line::sorted(repeated));
  lines.push_back(Line::sorted(test::noise(4000, 5)).joined(60));
  for (const Line& line : lines) {
    for (const size_t k : {size_t{1}, size_t{2}, size_t{3}, size_t{16}, line.size() / 2, line.size()}) {
      if (k == 0 || k > line.size()) continue;
      const double fast = cost_of(line, optimal_means(line, k));
      const double plain = cost_of(line, optimal_means_ref(line, k));
      const double scale = line.cost(0, line.size());
      EXPECT_NEAR(fast, plain, plain * 1e-9 + scale * 1e-13) << k << " of " << line.size();
    }
  }
}

// To either side, as a mask fills attention scores with the lowest float.
TEST(Codebook, AnOutlierCostsTheRestNothing) {
  const std::vector<float> rest = test::noise(1000, 6);
  const double least = done(rest, {.k = 15, .exact = true}).inertia;
  for (const float outlier : {1e5F, 65504.0F, 1e7F, 1e10F, 3e38F}) {
    for (const float sign : {-1.0F, 1.0F}) {
      std::vector<float> x = rest;
      x.insert(x.begin() + 300, sign * outlier);
      for (const bool exact : {true, false}) {
        const Quantized q = done(x, {.k = 16, .exact = exact});
        EXPECT_EQ(q.centroids.size(), 16u) << sign * outlier;
        EXPECT_NEAR(q.inertia, least, (exact ? 1e-6 : 0.01) * least) << sign * outlier;
      }
    }
  }
  std::vector<float> both = rest;
  for (const float far : {-2e10F, -1e10F, 1e9F, 3e10F}) both.push_back(far);
  EXPECT_NEAR(done(both, {.k = 19, .exact = true}).inertia, least, 1e-4 * least);
}

TEST(Codebook, SortedLinesAscendAndSkipWhatIsNotFinite) {
  for (const auto& [name, values] : test::hostile_values()) {
    std::set<float> expected;
    size_t count = 0;
    for (const float x : values) {
      if (!std::isfinite(x)) continue;
      expected.insert(x);
      ++count;
    }
    const Line line = Line::sorted(values);
    ASSERT_EQ(line.size(), expected.size()) << name;
    size_t i = 0;
    double weight = 0;
    for (const float x : expected) {
      EXPECT_EQ(line.value(i), static_cast<double>(x)) << name;
      weight += line.weight(i++);
    }
    EXPECT_EQ(weight, static_cast<double>(count)) << name;
  }
}

TEST(Codebook, FastIsNearTheOptimum) {
  for (const auto& x : {test::noise(3000, 1), test::noise(20000, 2, 1e-3)}) {
    for (const int k : {2, 5, 16, 64}) {
      const double exact = done(x, {.k = k, .exact = true}).inertia;
      const double fast = done(x, {.k = k}).inertia;
      EXPECT_GE(fast, exact * (1 - 1e-6));
      EXPECT_LE(fast, exact * 1.01) << k;
    }
  }
}

TEST(Codebook, ManyValuesAreBinnedAtNoHigherCost) {
  std::vector<float> x = test::noise(size_t{1} << 17, 3);
  x[5] = 500;  // an outlier must not coarsen the rest
  for (const int k : {4, 16, 256}) {
    const Quantized q = done(x, {.k = k});
    std::vector<double> means(q.centroids.begin(), q.centroids.end());
    const Line line = Line::sorted(x);
    const std::vector<double> settled = settle(line, means);
    double least = 0;
    for (size_t j = 0, begin = 0; j < settled.size(); ++j) {
      const size_t end =
          j + 1 == settled.size() ? line.size() : line.beyond((settled[j] + settled[j + 1]) / 2);
      least += line.cost(begin, end);
      begin = end;
    }
    EXPECT_LE(q.inertia, least * 1.002) << k;
  }
}

TEST(Codebook, BinsAreTheValuesWhereThoseAreCoarse) {
  std::vector<float> x;
  for (int i = -300; i < 300; ++i) x.push_back(static_cast<float>(i) / 8);
  x.push_back(-0.0F);
  const Line sorted = Line::sorted(x);
  const Line binned = Line::binned(x);
  ASSERT_EQ(sorted.size(), binned.size());
  for (size_t i = 0; i < sorted.size(); ++i) EXPECT_EQ(sorted.value(i), binned.value(i));
  EXPECT_NEAR(sorted.cost(0, 600), binned.cost(0, 600), 1e-6);
}

TEST(Codebook, EveryValueGoesToItsNearestCentroid) {
  const std::vector<float> x = test::noise(5000, 8);
  for (const int k : {2, 3, 16, 17, 255, 256}) {
    const Quantized q = done(x, {.k = k});
    EXPECT_TRUE(std::is_sorted(q.centroids.begin(), q.centroids.end()));
    const auto y = dequantize(q);
    double inertia = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      const double error = std::abs(static_cast<double>(x[i]) - static_cast<double>(y[i]));
      inertia += error * error;
      for (const float c : q.centroids) {
        ASSERT_LE(error, std::abs(static_cast<double>(x[i]) - static_cast<double>(c)));
      }
    }
    EXPECT_NEAR(q.inertia, inertia, inertia * 1e-9);
  }
}

TEST(Codebook, FewDifferentValuesStayAsTheyAre) {
  std::vector<float> x;
  for (int i = 0; i < 1000; ++i) x.push_back(static_cast<float>(i % 7) * 0.1F);
  for (const bool exact : {false, true}) {
    const Quantized q = done(x, {.k = 16, .exact = exact});
    EXPECT_EQ(q.centroids.size(), 7u);
    EXPECT_EQ(dequantize(q), x);
    EXPECT_EQ(q.inertia, 0);
  }
  std::vector<float> many(size_t{1} << 17);
  for (size_t i = 0; i < many.size(); ++i)
    many[i] = i % 2 == 0 ? 1.0F : std::nextafter(1.0F, 2.0F);  // one bin
  EXPECT_EQ(dequantize(done(many, {.k = 2})), many);
}

TEST(Codebook, SlicesHaveTheirOwnTables) {
  std::vector<float> x = test::noise(8 * 30, 2);
  for (size_t i = 0; i < x.size(); ++i)
    x[i] += static_cast<float>(i % 8) * 100;  // the last axis tells them apart
  Options options{.k = 4, .slicing = {.granularity = Granularity::kChannel, .axis = 1}};
  const auto q = quantize(Tensor({30, 8}, x), options);
  ASSERT_TRUE(q.ok());
  ASSERT_EQ(q->first.size(), 9u);
  for (size_t s = 0; s < 8; ++s) {
    for (size_t j = q->first[s]; j < q->first[s + 1]; ++j) {
      EXPECT_NEAR(q->centroids[j], static_cast<float>(s) * 100, 3);
    }
  }
  EXPECT_EQ(q->bytes(), 30u * 8 * 2 / 8 + 32 * 4);
}

TEST(Codebook, HostileValues) {
  for (const auto& [name, values] : test::hostile_values()) {
    for (const int k : {2, 16, 256}) {
      for (const bool exact : {false, true}) {
        const Quantized q = done(values, {.k = k, .exact = exact});
        const auto y = dequantize(q);
        for (size_t i = 0; i < y.size(); ++i) {
          EXPECT_TRUE(std::isfinite(y[i])) << name;
          const bool infinite = values[i] == std::numeric_limits<float>::infinity();
          EXPECT_TRUE(!infinite || y[i] == q.centroids.back()) << name;
        }
      }
    }
  }
  std::vector<float> many = test::noise(size_t{1} << 17, 3);
  many[1] = std::nanf("");
  many[2] = std::numeric_limits<float>::infinity();
  const Quantized q = done(many, {.k = 16});
  EXPECT_EQ(q.nan, 1u);
  EXPECT_NEAR(dequantize(q)[1], 0, 0.1);
}

TEST(Codebook, SaysWhatIsWrong) {
  const std::vector<float> x = test::noise(size_t{1} << 18, 1);
  const Tensor tensor({x.size()}, x);
  EXPECT_EQ(quantize(tensor, {.k = 1}).error(), "k must be 2 to 256, not 1");
  EXPECT_EQ(quantize(tensor, {.k = 257}).error(), "k must be 2 to 256, not 257");
  const auto result = quantize(tensor, {.k = 2, .exact = true});
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().starts_with("exact k-means takes at most 65536 different values, not "));
}

}  // namespace
}  // namespace roundoff::codebook
