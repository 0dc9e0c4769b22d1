#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "roundoff/model/conditions.h"
#include "roundoff/model/judge.h"
#include "roundoff/model/noise.h"
#include "roundoff/model/pictures.h"
#include "roundoff/model/run.h"
#include "roundoff/model/sampler.h"
#include "tests/model/golden.h"
#include "tests/support/tensors.h"

namespace roundoff::model {
namespace {

using test::expect_near;
using test::Golden;
using test::open_network;

constexpr double kTolerance = 1e-4;

std::vector<int32_t> whole(const std::vector<float>& values) { return {values.begin(), values.end()}; }

// The goldens' pictures, n×16×16×3, as the networks take them.
std::vector<float> pictures_of(const Golden& golden) {
  const std::vector<float> rgb = golden["autoencoder.pictures"].values;
  std::vector<uint8_t> rgba;
  for (size_t i = 0; i < rgb.size(); i += 3) {
    for (size_t c = 0; c < 3; ++c) rgba.push_back(static_cast<uint8_t>(rgb[i + c]));
    rgba.push_back(255);
  }
  return from_rgba(rgba);
}

std::vector<float> run_plan(const Network& network, const std::string& name, const PlanInputs& inputs,
                            Kernels kernels) {
  Workspace workspace;
  const Plan& plan = *network.plan(name);
  run(PreparedPlan(network, plan), inputs, workspace, kernels);
  return workspace.read(plan, plan.output);
}

TEST(Networks, AutoencoderAgreesWithPyTorch) {
  const Golden golden("networks");
  const Network network = open_network("autoencoder");
  const std::vector<float> pictures = pictures_of(golden);
  const std::vector<float> latent = golden["autoencoder.latent"].values;
  for (const Kernels kernels : {Kernels::kFast, Kernels::kReference}) {
    expect_near(run_plan(network, "encode", {pictures, 2, {}, {}}, kernels), latent, kTolerance, "encode");
    expect_near(run_plan(network, "decode", {latent, 2, {}, {}}, kernels),
                golden["autoencoder.output"].values, kTolerance, "decode");
  }
}

TEST(Networks, JudgeAgreesWithPyTorch) {
  const Golden golden("networks");
  const Network network = open_network("judge");
  const std::vector<float> pictures = pictures_of(golden);
  const Judgement judgement = judge_faces(network, pictures);
  expect_near(judgement.features, golden["judge.features"].values, kTolerance, "features");
  const size_t attributes = network.attributes().size();
  for (size_t a = 0; a < attributes; ++a) {
    const std::vector<float> outputs = golden["judge." + network.attributes()[a].name].values;
    const size_t classes = outputs.size() / 2;
    for (size_t face = 0; face < 2; ++face) {
      const auto row = outputs.begin() + static_cast<std::ptrdiff_t>(face * classes);
      const auto best = std::max_element(row, row + static_cast<std::ptrdiff_t>(classes));
      EXPECT_EQ(judgement.classes[face * attributes + a], best - row);
      double sum = 0;
      for (size_t c = 0; c < classes; ++c)
        sum += std::exp(static_cast<double>(row[static_cast<std::ptrdiff_t>(c)] - *best));
      EXPECT_NEAR(judgement.probabilities[face * attributes + a], 1 / sum, 1e-4);
    }
  }
}

TEST(Networks, VelocityAgreesWithPyTorch) {
  const Golden golden("networks");
  const Network network = open_network("diffusion");
  const std::vector<float> input = golden["diffusion.input"].values;
  const std::vector<float> t = golden["diffusion.t"].values;
  const std::vector<int32_t> labels = whole(golden["diffusion.labels"].values);
  const std::vector<float> wanted = golden["diffusion.output"].values;
  for (const Kernels kernels : {Kernels::kFast, Kernels::kReference}) {
    for (size_t face = 0; face < 2; ++face) {
      const auto time = time_numbers(t[face]);
      const auto found = run_plan(
          network, "velocity",
          {std::span(input).subspan(128 * face, 128), 1, time, std::span(labels).subspan(11 * face, 11)},
          kernels);
      expect_near(found,
                  {wanted.begin() + static_cast<std::ptrdiff_t>(128 * face),
                   wanted.begin() + static_cast<std::ptrdiff_t>(128 * face + 128)},
                  kTolerance, "velocity");
    }
  }
}

TEST(Networks, NoiseAgreesWithNumPy) {
  const std::vector<float> wanted = Golden("networks")["noise.output"].values;
  expect_near(noise(1, 2), wanted, 1e-7, "noise");
  const std::vector<float> more = noise(1, 5);
  EXPECT_TRUE(std::equal(more.begin(), more.begin() + 256, noise(1, 2).begin()));
}

TEST(Networks, SamplesAgreeWithPyTorch) {
  const Golden golden("networks");
  const Network diffusion = open_network("diffusion");
  const Network autoencoder = open_network("autoencoder");
  Result<Sampling> sampling = Sampling::of(diffusion, {whole(golden["sample.labels"].values), 2, 4, 2, 1});
  ASSERT_TRUE(sampling.ok()) << sampling.error();
  while (sampling->done() < sampling->steps()) sampling->step();
  expect_near(sampling->latents(), golden["sample.latent"].values, kTolerance, "latent");
  expect_near(sampling->predicted(), sampling->latents(), 1e-6, "the last prediction is the end");
  std::vector<float> drawn =
      output_of(autoencoder, *autoencoder.plan("decode"), {sampling->latents(), 2, {}, {}});
  for (float& x : drawn) x = std::clamp(x, -1.0F, 1.0F);
  expect_near(drawn, golden["sample.output"].values, 2 * kTolerance, "pictures");
}

TEST(Networks, StoredIntegersAreTheTrainedWeights) {
  const Golden golden("networks");
  for (const std::string bits : {"2bit", "3bit"}) {
    const Network network = open_network("diffusion_" + bits);
    const std::vector<float> wanted = golden["quantized." + bits + ".blocks.0.linear1.weight"].values;
    const std::vector<float>& all = network.parameter("blocks.0.linear1.weight")->values;
    EXPECT_EQ(std::vector<float>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(wanted.size())),
              wanted);
  }
}

// Worked out once for each time and each different row of labels, and looked up: the same bits.
TEST(Networks, ConditionsChangeNothing) {
  const Network network = open_network("diffusion");
  const Plan& plan = *network.plan("velocity");
  std::vector<int32_t> rows;
  for (const int32_t given : {0, 1}) {
    for (const Attribute& attribute : network.attributes()) {
      rows.push_back(given == 0 ? 0 : static_cast<int32_t>(attribute.classes.size()));
    }
  }
  std::vector<float> times;
  for (const float t : {0.0F, 0.25F, 0.9F}) {
    const auto row = time_numbers(t);
    times.insert(times.end(), row.begin(), row.end());
  }
  const Conditions conditions(network, plan, times, rows);
  const std::vector<uint32_t> row_of = {1, 0, 0, 1, 1};
  std::vector<int32_t> labels;
  const std::span<const int32_t> all = rows;
  for (const uint32_t row : row_of) {
    const auto own = all.subspan(row * network.attributes().size(), network.attributes().size());
    labels.insert(labels.end(), own.begin(), own.end());
  }
  const std::vector<float> state = test::noise(row_of.size() * kLatentNumbers, 5);
  for (const size_t time : {0, 1, 2}) {
    const std::span<const float> own = std::span(times).subspan(time * kTimeNumbers, kTimeNumbers);
    const std::vector<float> plain = output_of(network, plan, {state, row_of.size(), own, labels});
    EXPECT_EQ(output_of(network, plan, {state, row_of.size(), {}, {}, &conditions, time, row_of}), plain);
  }
}

// Whoever stands beside it, and however many are run at a time.
TEST(Networks, AFaceIsTheSameInAnyCompany) {
  const Network autoencoder = open_network("autoencoder");
  const std::vector<float> latents = test::noise(40 * kLatentNumbers, 13);
  const Plan& plan = *autoencoder.plan("decode");
  const std::vector<float> all = output_of(autoencoder, plan, {latents, 40, {}, {}});
  for (const size_t face : {0, 7, 39}) {
    const std::vector<float> alone = output_of(
        autoencoder, plan, {std::span(latents).subspan(face * kLatentNumbers, kLatentNumbers), 1, {}, {}});
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(),
                           all.begin() + static_cast<std::ptrdiff_t>(face * kPictureNumbers)));
  }
}

}  // namespace
}  // namespace roundoff::model
