#include "roundoff/linear/groups.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/tensors.h"

namespace roundoff::linear {
namespace {

struct Results {
  explicit Results(size_t count, size_t size)
      : ranges(count), scales(count), zero_points(count), integers(count * size) {}

  GroupResults room() { return {ranges, scales, zero_points, integers}; }

  std::vector<Range> ranges;
  std::vector<float> scales;
  std::vector<int8_t> zero_points;
  std::vector<int8_t> integers;
};

// Ordinary groups, then hostile ones: each kind of value alone, and one odd group among ordinary ones.
std::vector<std::vector<float>> values_for(size_t size) {
  std::vector<std::vector<float>> all;
  for (const size_t count : {0, 1, 2, 3, 15, 16, 17, 35}) {
    all.push_back(test::noise(count * size, count + 1, 30));
    for (size_t i = 0; i < all.back().size(); ++i) {  // groups of one sign and of very unlike sizes
      const size_t group = i / size;
      if (group % 3 == 1) all.back()[i] = std::abs(all.back()[i]) + 1;
      if (group % 5 == 2) all.back()[i] = -std::abs(all.back()[i]) * 1e-39F;
    }
  }
  for (const auto& [name, hostile] : test::hostile_values()) {
    if (hostile.empty()) continue;
    std::vector<float> values(19 * size);
    for (size_t i = 0; i < values.size(); ++i) values[i] = hostile[i % hostile.size()];
    all.push_back(values);
    values = test::noise(values.size(), size);
    for (size_t i = 0; i < size; ++i) values[5 * size + i] = hostile[i % hostile.size()];
    all.push_back(values);
  }
  return all;
}

TEST(Groups, QuantizeEqualsReference) {
  for (const size_t size : {32, 33, 47, 64, 100, 128, 511}) {
    for (const auto& values : values_for(size)) {
      for (const Mode mode : {Mode::kSymmetric, Mode::kSymmetricFull, Mode::kAsymmetric}) {
        for (const int bits : {2, 4, 8}) {
          const size_t count = values.size() / size;
          Results fast(count, size);
          Results plain(count, size);
          const Oddities odd = quantize_groups(values, size, mode, bits, fast.room());
          ASSERT_EQ(odd, quantize_groups_ref(values, size, mode, bits, plain.room()));
          ASSERT_EQ(fast.integers, plain.integers)
              << count << " groups of " << size << ", " << bits << " bits";
          ASSERT_EQ(fast.zero_points, plain.zero_points);
          ASSERT_EQ(test::bits_of(fast.scales), test::bits_of(plain.scales));
          for (size_t i = 0; i < count; ++i) {
            ASSERT_EQ(test::bits_of(fast.ranges[i].min), test::bits_of(plain.ranges[i].min));
            ASSERT_EQ(test::bits_of(fast.ranges[i].max), test::bits_of(plain.ranges[i].max));
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace roundoff::linear
