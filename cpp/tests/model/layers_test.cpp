#include "roundoff/model/layers.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "roundoff/model/matmul.h"
#include "tests/model/golden.h"
#include "tests/support/tensors.h"

namespace roundoff::model {
namespace {

using test::Array;
using test::expect_near;
using test::Golden;
using test::Held;

constexpr double kTolerance = 1e-4;

// What a layer writes, with its bias, face by face.
template <class Layer>
std::vector<float> answer(const Array& output, const std::vector<float>& bias, Layer layer) {
  std::vector<float> out(output.values.size());
  layer(std::span<float>(out));
  const size_t run = out.size() / output.shape[1];
  for (size_t i = 0; !bias.empty() && i < out.size(); ++i) out[i] += bias[i / run];
  return test::swapped(out, output.shape[1], output.shape[0]);
}

TEST(ModelLayers, AgreeWithPyTorch) {
  const Golden golden("layers");
  for (const auto& [kind, kernel] : {std::pair{"conv3x3", 3}, std::pair{"conv1x1", 1}}) {
    const std::string name = kind;
    const Held in(golden[name + ".input"]);
    const Array weight = golden[name + ".weight"];
    const Array output = golden[name + ".output"];
    const std::vector<float> bias = golden[name + ".bias"].values;
    const size_t outputs = output.shape[1];
    const auto fast = answer(output, bias, [&, kernel = kernel](std::span<float> out) {
      conv({weight.values, outputs, static_cast<size_t>(kernel * kernel)}, kernel, in.view, out);
    });
    const auto plain = answer(output, bias, [&, kernel = kernel](std::span<float> out) {
      conv_ref(weight.values, outputs, kernel, in.view, out);
    });
    expect_near(fast, output.values, kTolerance, name);
    expect_near(plain, output.values, kTolerance, name);
  }
  const Held in(golden["linear.input"]);
  const Array output = golden["linear.output"];
  const std::vector<float> linear_weight = golden["linear.weight"].values;
  const std::vector<float> linear_bias = golden["linear.bias"].values;
  const auto fast = answer(output, linear_bias, [&](std::span<float> out) {
    linear({linear_weight, 9}, in.view, out);
  });
  const auto plain =
      answer(output, linear_bias, [&](std::span<float> out) { linear_ref(linear_weight, 9, in.view, out); });
  expect_near(fast, output.values, kTolerance, "linear");
  expect_near(plain, output.values, kTolerance, "linear");
  const Held to_norm(golden["group_norm.input"]);
  const Array normed = golden["group_norm.output"];
  const std::vector<float> weight = golden["group_norm.weight"].values;
  const std::vector<float> bias = golden["group_norm.bias"].values;
  for (const auto layer : {&group_norm, &group_norm_ref}) {
    const auto found = answer(normed, {}, [&](std::span<float> out) {
      layer({weight, bias, {}, 4, 1e-5}, to_norm.view, out);
    });
    expect_near(found, normed.values, kTolerance, "group norm");
  }
  const Array values = golden["silu.input"];
  for (const auto layer : {&silu, &silu_ref}) {
    std::vector<float> found(values.values.size());
    layer(values.values, found);
    expect_near(found, golden["silu.output"].values, kTolerance, "silu");
  }
  for (const auto& [name, layer] :
       {std::pair{"pixel_shuffle", &pixel_shuffle}, std::pair{"pixel_unshuffle", &pixel_unshuffle}}) {
    const Held shuffled(golden[std::string(name) + ".input"]);
    const Array wanted = golden[std::string(name) + ".output"];
    const auto found =
        answer(wanted, {}, [&, layer = layer](std::span<float> out) { layer(shuffled.view, out); });
    EXPECT_EQ(found, wanted.values) << name;
  }
}

// FiLM in the norm: a block of the flow, layer by layer.
TEST(ModelLayers, AFlowBlockAgreesWithPyTorch) {
  const Golden golden("layers");
  const auto parameter = [&](const std::string& name) { return golden["flow_block." + name].values; };
  const Held in(golden["flow_block.input"]);
  const Held condition(golden["flow_block.condition"]);
  const size_t faces = in.view.faces;
  const auto multiplied = [&](const std::string& layer, size_t outputs, const Activations& from) {
    std::vector<float> out(outputs * faces);
    linear({parameter(layer + ".weight"), outputs}, from, out);
    const std::vector<float> bias = parameter(layer + ".bias");
    for (size_t i = 0; i < out.size(); ++i) out[i] += bias[i / faces];
    return out;
  };
  const std::vector<float> film = multiplied("film", 32, condition.view);
  const std::vector<float> weight = parameter("norm.weight");
  const std::vector<float> bias = parameter("norm.bias");
  std::vector<float> h(16 * faces);
  group_norm({weight, bias, film, 4, 1e-5}, in.view, h);
  silu(h, h);
  h = multiplied("linear1", 16, {h, 16, faces, 1, 1});
  silu(h, h);
  h = multiplied("linear2", 16, {h, 16, faces, 1, 1});
  for (size_t i = 0; i < h.size(); ++i) h[i] += in.values[i];
  expect_near(test::swapped(h, 16, faces), golden["flow_block.output"].values, kTolerance, "flow block");
}

TEST(ModelLayers, EmbeddingsAgreeWithPyTorch) {
  const Golden golden("layers");
  const std::vector<float> skin = golden["condition.attributes.skin.weight"].values;
  const std::vector<float> hat = golden["condition.attributes.hat.weight"].values;
  const std::array tables = {LabelTable{skin, 4}, LabelTable{hat, 3}};
  const std::vector<float> labels = golden["condition.labels"].values;
  const std::vector<int32_t> classes(labels.begin(), labels.end());
  const std::vector<float> time(8, 0.0F);
  std::vector<float> sums(8 * 3);
  embed(tables, classes, {time, 8, 1, 1, 1}, 3, sums);
  for (size_t face = 0; face < 3; ++face) {
    for (size_t c = 0; c < 8; ++c) {
      const auto row = [&](size_t t) { return static_cast<size_t>(classes[2 * face + t]); };
      EXPECT_EQ(sums[c * 3 + face], skin[row(0) * 8 + c] + hat[row(1) * 8 + c]);
    }
  }
}

struct Size {
  size_t faces, channels, height, width, outputs;
};
constexpr std::array kSizes = {Size{1, 1, 1, 1, 1},   Size{1, 3, 2, 5, 7},   Size{3, 5, 4, 4, 9},
                               Size{17, 2, 1, 1, 33}, Size{16, 3, 4, 4, 24}, Size{19, 5, 4, 4, 21},
                               Size{9, 4, 2, 3, 5},   Size{70, 3, 1, 1, 24}, Size{2, 16, 3, 7, 8},
                               Size{5, 1, 8, 2, 4}};

// The same bits as the plain loop, whatever the values are.
TEST(ModelLayers, MatmulIsItsReference) {
  for (const Size& s : kSizes) {
    std::vector<float> values = test::noise(s.channels * s.faces * s.height * s.width, 3);
    for (const Columns::Kind kind :
         {Columns::Kind::kPoints, Columns::Kind::kPatches, Columns::Kind::kFaces}) {
      for (const float odd : {0.5F, 1e38F, 1e-45F, std::numeric_limits<float>::infinity(), NAN}) {
        values[values.size() / 2] = odd;
        const Columns columns{kind, values.data(), s.channels, s.faces, s.height, s.width};
        const std::vector<float> weights = test::noise(s.outputs * columns.rows(), 4);
        std::vector<float> fast(s.outputs * columns.count(), -1);
        std::vector<float> plain(fast.size(), -2);
        matmul({weights, s.outputs, kind == Columns::Kind::kPatches ? 9U : 1U}, columns, fast);
        matmul_ref(weights, s.outputs, columns, plain);
        for (size_t i = 0; i < fast.size(); ++i) {
          ASSERT_TRUE(test::bits_of(fast[i]) == test::bits_of(plain[i]) ||
                      (std::isnan(fast[i]) && std::isnan(plain[i])))
              << i << ": " << fast[i] << " " << plain[i];
        }
      }
    }
  }
}

TEST(ModelLayers, WhatRunsIsNearTheReference) {
  for (const Size& s : kSizes) {
    const std::vector<float> values = test::noise(s.channels * s.faces * s.height * s.width, 5);
    const Activations in{values, s.channels, s.faces, s.height, s.width};
    for (const int kernel : {1, 3}) {
      const std::vector<float> weights =
          test::noise(s.outputs * s.channels * static_cast<size_t>(kernel * kernel), 6);
      std::vector<float> fast(s.outputs * s.faces * in.pixels());
      std::vector<float> plain(fast.size());
      conv({weights, s.outputs, static_cast<size_t>(kernel * kernel)}, kernel, in, fast);
      conv_ref(weights, s.outputs, kernel, in, plain);
      expect_near(fast, plain, 1e-5, "conv");
    }
    const std::vector<float> weights = test::noise(s.outputs * s.channels * in.pixels(), 7);
    std::vector<float> fast(s.outputs * s.faces);
    std::vector<float> plain(fast.size());
    linear({weights, s.outputs}, in, fast);
    linear_ref(weights, s.outputs, in, plain);
    expect_near(fast, plain, 1e-5, "linear");
  }
}

// In one pass or in three, the same bits; and near the reference.
TEST(ModelLayers, WhatFollowsALayer) {
  for (const size_t rows : {0, 1, 3, 8}) {
    for (const size_t row : {0, 1, 2, 7, 16, 64, 65}) {
      const size_t size = std::max<size_t>(rows, 1) * row;
      std::vector<float> values = test::noise(size, 14, 6);
      if (size > 2) values[size / 2] = NAN;
      const std::vector<float> bias = test::noise(rows, 15);
      for (const bool with_silu : {false, true}) {
        for (const std::vector<float>& residual : {std::vector<float>(), test::noise(size, 16)}) {
          std::vector<float> together = values;
          std::vector<float> plain = values;
          std::vector<float> apart = values;
          finish({bias, with_silu, residual}, together);
          finish_ref({bias, with_silu, residual}, plain);
          for (size_t i = 0; rows > 0 && i < size; ++i) apart[i] += bias[i / row];
          if (with_silu) silu(apart, apart);
          for (size_t i = 0; i < residual.size(); ++i) apart[i] += residual[i];
          for (size_t i = 0; i < size; ++i) {
            ASSERT_EQ(std::isnan(together[i]), std::isnan(plain[i]));
            if (std::isnan(plain[i])) continue;
            EXPECT_EQ(test::bits_of(together[i]), test::bits_of(apart[i])) << rows << " " << row << " " << i;
            EXPECT_NEAR(together[i], plain[i], 1e-5);
          }
        }
      }
    }
  }
}

TEST(ModelLayers, NormOfAnyVectors) {
  for (const size_t faces : {1, 3, 16, 35, 70}) {
    for (const size_t groups : {1, 4, 8}) {
      const size_t channels = 24;
      std::vector<float> values = test::noise(channels * faces, 8, 5);
      // One face all equal: its variance is 0.
      for (size_t c = 0; c < channels; ++c) values[c * faces] = 3;
      const std::vector<float> weight = test::noise(channels, 9);
      const std::vector<float> bias = test::noise(channels, 10);
      const std::vector<float> film = test::noise(2 * channels * faces, 11);
      for (const bool with_film : {false, true}) {
        const GroupNorm norm{
            weight, bias, with_film ? std::span<const float>(film) : std::span<const float>(), groups, 1e-5};
        const Activations in{values, channels, faces, 1, 1};
        std::vector<float> fast(values.size());
        std::vector<float> plain(values.size());
        group_norm(norm, in, fast);
        group_norm_ref(norm, in, plain);
        expect_near(fast, plain, 1e-5, "norm");
      }
    }
  }
}

TEST(ModelLayers, ColumnsAreTakenAsTheReferenceTakesThem) {
  constexpr size_t kColumns = 23;
  std::vector<float> rows = test::noise(5 * kColumns, 13);
  rows[kColumns + 7] = NAN;
  rows[7] = std::numeric_limits<float>::infinity();
  const std::vector<std::vector<ColumnRun>> cases = {{},
                                                     {{0, 0, false}},
                                                     {{7, 1, false}},
                                                     {{0, 23, false}},
                                                     {{7, 40, true}},
                                                     {{3, 9, false}, {22, 5, true}, {7, 2, false}}};
  for (const std::vector<ColumnRun>& runs : cases) {
    size_t count = 0;
    for (const ColumnRun& run : runs) count += run.count;
    std::vector<float> fast(5 * count, -1);
    std::vector<float> plain(5 * count, -2);
    take_columns(rows, kColumns, runs, fast);
    take_columns_ref(rows, kColumns, runs, plain);
    for (size_t i = 0; i < fast.size(); ++i) EXPECT_EQ(test::bits_of(fast[i]), test::bits_of(plain[i])) << i;
  }
}

TEST(ModelLayers, SiluOfAnyNumber) {
  for (const test::Named& named : test::hostile_values()) {
    std::vector<float> fast(named.values.size());
    std::vector<float> plain(fast.size());
    silu(named.values, fast);
    silu_ref(named.values, plain);
    for (size_t i = 0; i < fast.size(); ++i) {
      if (std::isnan(plain[i])) {
        EXPECT_TRUE(std::isnan(fast[i])) << named.values[i];
        continue;
      }
      if (fast[i] == plain[i]) continue;  // infinity among them
      EXPECT_NEAR(fast[i], plain[i], std::max(5e-7F * std::abs(plain[i]), 1e-36F)) << named.values[i];
    }
  }
}

TEST(ModelLayers, ShufflesAreEachOthersInverse) {
  const std::vector<float> values = test::noise(3 * 2 * 4 * 6, 12);
  std::vector<float> small(values.size());
  std::vector<float> back(values.size());
  pixel_unshuffle({values, 3, 2, 4, 6}, small);
  pixel_shuffle({small, 12, 2, 2, 3}, back);
  EXPECT_EQ(back, values);
}

}  // namespace
}  // namespace roundoff::model
