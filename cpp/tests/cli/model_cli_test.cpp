#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "roundoff/photo/decode.h"
#include "tests/cli/command.h"
#include "tests/tensorfile/read.h"

namespace roundoff {
namespace {

using nlohmann::json;
using test::Bytes;
using test::Outcome;

class CliModel : public test::Command {
 protected:
  json run_json(const std::string& arguments) const {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "") << arguments;
    return json::parse(outcome.out, nullptr, false);
  }

  void write(const std::string& name, const std::string& text) const {
    test::write_file(path(name), Bytes(text.begin(), text.end()));
  }
};

const std::string kModels = std::string(ROUNDOFF_ASSETS_DIR) + "/models/";

TEST_F(CliModel, DrawsWhatWasAskedForByTheFilesOwnWords) {
  const std::string asked = "sample --hair-color=green --glasses dark --hat no --count 9 --steps 8 --json";
  const json report =
      run_json(asked + " --scale 1 --out " + path("grid.png") + " --latents " + path("z.npy"));
  EXPECT_EQ(report["asked"]["hairColor"]["class"], "green");
  EXPECT_EQ(report["asked"].size(), 3u);
  EXPECT_EQ(run_json("sample --glasses yes --count 1 --steps 1 --json")["asked"]["glasses"]["class"],
            "clear");
  EXPECT_GT(report["right"], 0.8);
  EXPECT_EQ(report["effective_bits"], 16);
  const Result<Photo> grid = decode(test::read_file(path("grid.png")));
  ASSERT_TRUE(grid.ok()) << grid.error();
  EXPECT_EQ(grid->width(), 48u);
  EXPECT_EQ(grid->height(), 48u);
  const std::vector<float> latents = test::read_first(test::read_file(path("z.npy")));
  EXPECT_EQ(latents.size(), 9u * 128);
  // The same seed, the same faces; another one, others.
  run_json(asked + " --latents " + path("again.npy"));
  EXPECT_EQ(test::read_first(test::read_file(path("again.npy"))), latents);
  run_json(asked + " --seed 2 --latents " + path("other.npy"));
  EXPECT_NE(test::read_first(test::read_file(path("other.npy"))), latents);

  const json back =
      run_json("reconstruct " + path("grid.png") + " --json --scale 1 --out " + path("back.png"));
  EXPECT_EQ(back["faces"], 9);
  EXPECT_GT(back["psnr_db"], 30);
  EXPECT_TRUE(decode(test::read_file(path("back.png"))).ok());
  const json coarse = run_json("reconstruct " + path("grid.png") + " --json --method linear --bits 2");
  EXPECT_LT(coarse["psnr_db"], back["psnr_db"]);
}

TEST_F(CliModel, QuantizesEveryLayerOrEachByItsOwn) {
  const std::string judge = kModels + "judge.safetensors";
  const json flat = run_json("model " + judge + " --method linear --bits 4 --granularity channel --json");
  EXPECT_EQ(flat["layers"][0]["name"], "conv1");
  EXPECT_EQ(flat["layers"][0]["weights"],
            (json{{"method", "linear"}, {"bits", 4}, {"granularity", "channel"}}));
  size_t bytes = 0;
  for (const json& layer : flat["layers"]) bytes += layer["bytes"].get<size_t>();
  EXPECT_LT(bytes, flat["bytes"]["after"]);
  EXPECT_LT(flat["bytes"]["after"], flat["bytes"]["before"]);

  write("own.json", R"({"conv1": "float16", "conv2": {"method": "kmeans", "bits": 3}})");
  const json own =
      run_json("model " + judge + " --method linear --bits 2 --per-layer " + path("own.json") + " --json");
  EXPECT_EQ(own["layers"][0]["weights"], "float16");
  EXPECT_EQ(own["layers"][0]["sqnr_db"], nullptr);
  EXPECT_EQ(own["layers"][1]["weights"], (json{{"method", "kmeans"}, {"bits", 3}}));
  EXPECT_EQ(own["layers"][2]["weights"]["bits"], 2);

  const std::string budget = flat["bytes"]["after"].dump();
  const json shared =
      run_json("model " + judge + " --method linear --granularity channel --budget " + budget + " --json");
  EXPECT_LE(shared["bytes"]["after"], flat["bytes"]["after"]);
}

TEST_F(CliModel, EvaluatesALineForEachSetting) {
  Bytes pixels;
  Bytes labels;
  for (size_t face = 0; face < 3; ++face) {
    for (size_t i = 0; i < 768; ++i) pixels.push_back(static_cast<uint8_t>(face * 40 + i / 7));
    for (size_t i = 0; i < 18; ++i) labels.push_back(i == 7 ? 255 : 1);
  }
  test::write_file(path("held_out.rgb"), pixels);
  test::write_file(path("held_out.labels"), labels);
  write("settings.json", R"([{"network": "autoencoder"},
      {"network": "diffusion", "weights": {"method": "linear", "bits": 8}, "samples": 2}])");
  const auto evaluate = [&](const std::string& samples, const std::string& data) {
    return "evaluate " + path("settings.json") + " --steps 2 --samples " + samples + " --data " + data;
  };
  const Outcome outcome = run(evaluate("3", folder_.string()));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2);
  const size_t end = outcome.out.find('\n');
  const json first = json::parse(outcome.out.substr(0, end));
  EXPECT_EQ(first["samples"], 3);
  EXPECT_TRUE(first["psnr_db"].is_number());
  const json second = json::parse(outcome.out.substr(end + 1));
  EXPECT_EQ(second["weights"], (json{{"method", "linear"}, {"bits", 8}}));
  EXPECT_EQ(second["attributes"].size(), 11u);
  EXPECT_TRUE(second["attributes"]["skin"].is_number());
  EXPECT_EQ(second["attributes"]["hatColor"], nullptr);  // told by no picture
  EXPECT_GT(second["frechet"], 0);
  expect_refused(evaluate("3", "nowhere"), "cannot read nowhere/held_out.rgb: No such file or directory");
  expect_refused(evaluate("9", folder_.string()), "there are 1 to 3 pictures, not 9");
}

TEST_F(CliModel, SaysWhatCannotBe) {
  expect_refused("sample --nose big",
                 "a face has --background, --skin, --hair, --hair-color, --clothing-color, --glasses, --hat, "
                 "--hat-color, --beard, --mouth or --accessories, not --nose");
  expect_refused("sample --hat purple", "--hat is no or yes, not purple");
  expect_refused("sample --hat", "--hat is no or yes, not nothing");
  expect_refused("sample --steps 0", "steps are 1 to 1000, not 0");
  expect_refused("sample --count 0", "1 to 4096 faces are drawn at a time, not 0");
  expect_refused(
      "sample --bits 4",
      "nothing is quantized without --method: one of linear, power_of_two, kmeans, pq, q8_0, q4_0, "
      "nf4, mxfp4, mxfp8, mxfp8_e5m2, float16, bfloat16, fp8_e4m3, fp8_e5m2, fp4");
  expect_refused("sample --network nothing",
                 "cannot read " + kModels + "nothing.safetensors: No such file or directory");
  expect_refused("model " + kModels + "judge.safetensors --method pq",
                 "conv1: --method pq is for tensors; a layer takes any other");
  expect_refused("model " + kModels + "judge.safetensors --budget 99",
                 "--budget shares out the bits of one --method, without --bits and --per-layer");
  write("wrong.json", R"({"nose": {"method": "linear"}})");
  expect_refused("model " + kModels + "judge.safetensors --per-layer " + path("wrong.json"),
                 "the network has no layer 'nose'");
  write("wrong.json", R"({"conv1": {"method": "linear", "bots": 4}})");
  expect_refused("model " + kModels + "judge.safetensors --per-layer " + path("wrong.json"),
                 path("wrong.json") +
                     ": conv1: weights are held as \"float16\" or {\"method\": NAME} with bits, mode, "
                     "granularity, group_size, range");
  expect_refused("reconstruct " + std::string(ROUNDOFF_GOLDEN_DIR) +
                     "/../../../assets/screenshot.png --method linear --bits 2 --scale 0",
                 "--scale is 1 to 64");
}

}  // namespace
}  // namespace roundoff
