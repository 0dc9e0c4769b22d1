#include "roundoff/compress/compress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "roundoff/base/median_time.h"
#include "roundoff/compress/picture.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/signed_map.h"
#include "tests/support/tensors.h"

namespace roundoff {
namespace {

const std::vector<std::string> kMethods = {"linear",  "power_of_two", "kmeans",   "pq",       "q8_0",
                                           "q4_0",    "nf4",          "mxfp4",    "mxfp8",    "mxfp8_e5m2",
                                           "float16", "bfloat16",     "fp8_e4m3", "fp8_e5m2", "fp4"};

Method method_named(const std::string& name) {
  MethodArguments arguments;
  arguments.method = name;
  if (name == "pq") arguments.subspaces = 1;
  const Result<Method> method = parse_method(arguments);
  EXPECT_TRUE(method.ok()) << name;
  return *method;
}

size_t integers_in(const Compression& c) {
  return std::visit([](const auto& list) { return list.size(); }, c.integers);
}

Rgb8 color_at(const std::vector<uint8_t>& rgba, size_t i) {
  return {rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]};
}

// Whatever is in a tensor, what comes of it has its size and can be drawn.
TEST(Compress, EveryMethodTakesHostileTensors) {
  for (const test::Named& tensor : test::hostile_values()) {
    for (const std::string& name : kMethods) {
      const Tensor before({1, tensor.values.size()}, tensor.values);
      const Result<Compression> c = compress(before, method_named(name));
      if (!c) {
        EXPECT_TRUE(tensor.values.empty() || name == "pq") << name << tensor.name << c.error();
        continue;
      }
      EXPECT_EQ(c->values.size(), before.size()) << name << tensor.name;
      const IntegerCounts counted = count_integers(*c);
      EXPECT_EQ(std::accumulate(counted.counts.begin(), counted.counts.end(), size_t{0}), integers_in(*c))
          << name << tensor.name;
      const CompressionPictures pictures = paint(before, *c, {});
      for (const auto* picture : {&pictures.before, &pictures.integers, &pictures.after, &pictures.error}) {
        EXPECT_EQ(picture->size(), 4 * before.size()) << name << tensor.name;
      }
    }
  }
}

TEST(Compress, IntegersAreDrawnInTheValuesOrder) {
  // From the lowest to the highest level of each method, so the colours run from blue to orange.
  std::vector<float> values;
  for (int i = -32; i <= 32; ++i) values.push_back(static_cast<float>(i));
  const Tensor before({1, values.size()}, values);
  for (const std::string& name : kMethods) {
    if (name == "pq") continue;    // one code for the whole row
    if (name == "q4_0") continue;  // gives a block the largest of whose values is positive a negative scale
    const Result<Compression> c = compress(before, method_named(name));
    ASSERT_TRUE(c.ok());
    const std::vector<uint8_t> integers = paint(before, *c, {}).integers;
    const Rgb8 low = color_at(integers, 0);
    const Rgb8 high = color_at(integers, values.size() - 1);
    EXPECT_GT(low.b, low.r) << name;
    EXPECT_GT(high.r, high.b) << name;
  }
}

TEST(Compress, PicturesShareTheScalesThatTheyAreGiven) {
  const std::vector<float> values = {-4, 0, 1, 2};
  const Tensor before({4}, values);
  const Result<Compression> c = compress(before, method_named("fp4"));
  ASSERT_TRUE(c.ok());
  const CompressionPictures own = paint(before, *c, {});
  EXPECT_EQ(own.value_scale, 4);
  EXPECT_EQ(own.error_scale, 0);  // nothing was lost
  EXPECT_EQ(color_at(own.before, 0), signed_colors()[1]);
  EXPECT_EQ(color_at(own.before, 1), signed_colors()[128]);
  EXPECT_EQ(color_at(own.error, 2), heat_colors()[0]);
  const CompressionPictures shared = paint(before, *c, {2.0F, 1.0F});
  EXPECT_EQ(color_at(shared.before, 3), signed_colors()[255]);
  EXPECT_EQ(shared.error_scale, 1);
}

TEST(Compress, PicturesThatNobodyWantsStayEmpty) {
  const std::vector<float> values = {-4, 0, 1, 2.2F};
  const Tensor before({4}, values);
  const Result<Compression> c = compress(before, method_named("fp4"));
  ASSERT_TRUE(c.ok());
  const CompressionPictures all = paint(before, *c, {});
  PictureOptions options;
  options.before = options.integers = false;
  const CompressionPictures some = paint(before, *c, options);
  EXPECT_TRUE(some.before.empty());
  EXPECT_TRUE(some.integers.empty());
  EXPECT_EQ(some.after, all.after);
  EXPECT_EQ(some.error, all.error);
}

TEST(Compress, AdaptiveRoundingWantsInputsThatFit) {
  MethodArguments arguments;
  arguments.method = "linear";
  arguments.rounding = "adaptive";
  EXPECT_FALSE(parse_method(arguments).ok());
  arguments.inputs = true;
  const Result<Method> method = parse_method(arguments);
  ASSERT_TRUE(method.ok());
  const std::vector<float> weights = test::noise(12, 1);
  const std::vector<float> samples = test::noise(9, 2);
  const Tensor tensor({4, 3}, weights);
  EXPECT_EQ(compress(tensor, *method).error(), "adaptive rounding needs a layer's inputs");
  const Tensor wide({1, 9}, samples);
  EXPECT_EQ(compress(tensor, *method, &wide).error(),
            "the inputs have 9 features, and a row of the tensor 3 weights");
  const Tensor inputs({3, 3}, samples);
  EXPECT_TRUE(compress(tensor, *method, &inputs).ok());
}

TEST(MedianSeconds, CallsShortWorkOftenAndLongWorkOnce) {
  int calls = 0;
  EXPECT_GE(median_seconds([&] { ++calls; }), 0);
  EXPECT_GT(calls, 100);
  calls = 0;
  const double seconds = median_seconds([&] {
    ++calls;
    const Stopwatch stopwatch;
    while (stopwatch.seconds() < 0.025) {
    }
  });
  EXPECT_EQ(calls, 1);
  EXPECT_GE(seconds, 0.025);
}

}  // namespace
}  // namespace roundoff
