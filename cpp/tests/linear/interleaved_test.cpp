#include "roundoff/linear/interleaved.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

struct Case {
  size_t run;
  size_t slices;
};

// Rounds shorter than a vector, longer than a strip, and around both.
const std::vector<Case> kCases = {{1, 1},  {1, 2},   {1, 5},    {1, 8},    {1, 16},   {1, 19},
                                  {1, 67}, {1, 300}, {2, 3},    {7, 37},   {9, 64},   {16, 16},
                                  {3, 1},  {31, 40}, {100, 12}, {1, 1025}, {1, 5003}, {5, 411}};

std::vector<Parameters> some_parameters(size_t count) {
  std::vector<Parameters> all;
  for (size_t i = 0; i < count; ++i) {
    const auto x = static_cast<float>(i % 50 + 1);
    all.push_back(
        parameters({-x, 2 * x}, i % 2 == 0 ? Mode::kAsymmetric : Mode::kSymmetric, i % 3 == 0 ? 4 : 8));
  }
  return all;
}

// As many values as make whole rounds, and some more: ordinary ones, and hostile ones again and again.
std::vector<std::vector<float>> values_for(const Case& c) {
  std::vector<std::vector<float>> all;
  const size_t round = c.run * c.slices;
  for (const size_t n : {round, 2 * round, 4 * round, 5 * round, 6 * round + round / 2, 300 + 18 * round}) {
    all.push_back(test::noise(n, n, 30));
  }
  for (const auto& [name, hostile] : test::hostile_values()) {
    if (hostile.empty()) continue;
    std::vector<float> values(3 * round + 1);
    for (size_t i = 0; i < values.size(); ++i) values[i] = hostile[i % hostile.size()];
    all.push_back(values);
  }
  return all;
}

TEST(Interleaved, ScanEqualsReference) {
  for (const Case& c : kCases) {
    for (const auto& values : values_for(c)) {
      std::vector<Scan> fast(c.slices);
      std::vector<Scan> plain(c.slices);
      scan_interleaved(values, c.run, fast);
      scan_interleaved_ref(values, c.run, plain);
      ASSERT_EQ(fast, plain) << c.slices << " slices of " << c.run << " in " << values.size();
    }
  }
  std::vector<Scan> none(3, Scan{{1, 2}, 3, 4});
  scan_interleaved({}, 1, none);
  EXPECT_EQ(none, std::vector<Scan>(3));
}

TEST(Interleaved, QuantizeEqualsReference) {
  for (const Case& c : kCases) {
    const std::vector<Parameters> p = some_parameters(c.slices);
    for (const auto& values : values_for(c)) {
      std::vector<int8_t> fast(values.size());
      std::vector<int8_t> plain(values.size());
      quantize_interleaved(values, c.run, p, fast);
      quantize_interleaved_ref(values, c.run, p, plain);
      ASSERT_EQ(fast, plain) << c.slices << " slices of " << c.run << " in " << values.size();
    }
  }
}

TEST(Interleaved, DequantizeEqualsReference) {
  Random random(5);
  for (const Case& c : kCases) {
    std::vector<float> scales(c.slices);
    std::vector<int8_t> zero_points(c.slices);
    for (float& scale : scales) scale = static_cast<float>(random.uniform() + 0.01);
    for (int8_t& zero_point : zero_points) zero_point = static_cast<int8_t>(random.next());
    const size_t round = c.run * c.slices;
    for (const size_t n : {size_t{0}, round, 4 * round, 5 * round + 1, 300 + 18 * round}) {
      std::vector<int8_t> integers(n);
      for (int8_t& integer : integers) integer = static_cast<int8_t>(random.next());
      std::vector<float> fast(n);
      std::vector<float> plain(n);
      dequantize_interleaved(integers, c.run, scales, zero_points, fast);
      dequantize_interleaved_ref(integers, c.run, scales, zero_points, plain);
      ASSERT_EQ(test::bits_of(fast), test::bits_of(plain))
          << c.slices << " slices of " << c.run << " in " << n;
    }
  }
}

}  // namespace
}  // namespace roundoff::linear
