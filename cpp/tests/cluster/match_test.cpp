#include "roundoff/cluster/match.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "roundoff/base/random.h"

namespace roundoff {
namespace {

Centroids random_centroids(Random& random, size_t n) {
  Centroids centroids(n);
  for (auto& c : centroids) {
    for (float& x : c) x = static_cast<float>(random.below(256));
  }
  return centroids;
}

double cost_of(const Centroids& from, const Centroids& to, const std::vector<size_t>& partner) {
  double sum = 0;
  for (size_t i = 0; i < from.size(); ++i) {
    for (int axis = 0; axis < 3; ++axis) {
      const double d = static_cast<double>(from[i][axis]) - static_cast<double>(to[partner[i]][axis]);
      sum += d * d;
    }
  }
  return sum;
}

double least_cost(const Centroids& from, const Centroids& to) {
  std::vector<size_t> order(to.size());
  std::iota(order.begin(), order.end(), size_t{0});
  double least = 1e300;
  do {
    least = std::min(least, cost_of(from, to, order));
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

TEST(Match, IsTheCheapestOfAllPairings) {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    const size_t columns = 1 + random.below(6);
    const size_t rows = 1 + random.below(columns);
    const Centroids from = random_centroids(random, rows);
    const Centroids to = random_centroids(random, columns);
    const std::vector<size_t> partner = match(from, to);
    EXPECT_EQ(std::set<size_t>(partner.begin(), partner.end()).size(), rows);
    EXPECT_DOUBLE_EQ(cost_of(from, to, partner), least_cost(from, to));
  }
}

TEST(Match, FindsAShuffleBack) {
  Random random(2);
  const Centroids from = random_centroids(random, 64);
  std::vector<size_t> order(from.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t i = 0; i + 1 < order.size(); ++i)
    std::swap(order[i], order[i + random.below(order.size() - i)]);
  Centroids to(from.size());
  for (size_t i = 0; i < from.size(); ++i) {
    to[order[i]] = from[i];
    to[order[i]][0] += 0.25F;
  }
  EXPECT_EQ(match(from, to), order);
}

TEST(Match, NobodyAndEverybodyInOnePlace) {
  EXPECT_TRUE(match({}, {}).empty());
  EXPECT_TRUE(match({}, {{1, 2, 3}}).empty());
  const Centroids same(7, {5, 5, 5});
  const std::vector<size_t> partner = match(same, same);
  EXPECT_EQ(std::set<size_t>(partner.begin(), partner.end()).size(), 7u);
}

}  // namespace
}  // namespace roundoff
