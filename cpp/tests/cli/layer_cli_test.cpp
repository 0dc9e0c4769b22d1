// roundoff layer and roundings: what the figures of one linear layer show.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "roundoff/base/random_tensor.h"
#include "roundoff/base/transpose.h"
#include "roundoff/linear/layer_experiment.h"
#include "roundoff/linear/rounding_experiment.h"
#include "roundoff/tensorfile/npy.h"
#include "tests/cli/command.h"

namespace roundoff {
namespace {

using nlohmann::json;
using Shape = std::vector<size_t>;

class CliLayer : public test::Command {
 protected:
  CliLayer() : values_(random_tensor(12 * 40, {})) {}

  // 12 outputs of 40 inputs, and the same with the outputs last.
  void write() const {
    test::write_file(path("w.npy"), write_npy(values_, Shape{12, 40}));
    test::write_file(path("last.npy"), write_npy(transposed(values_, 40), Shape{5, 8, 12}));
  }

  json report(const std::string& arguments) const {
    const test::Outcome outcome = run(arguments + " --json");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return json::parse(outcome.out);
  }

  std::vector<float> values_;
};

TEST_F(CliLayer, PrintsWhatTheCoreFinds) {
  write();
  linear::LayerOptions options;
  options.group_size = 16;
  options.mode = linear::Mode::kAsymmetric;
  options.batch = 8;
  options.seed = 3;
  const auto experiment = linear::LayerExperiment::of(Tensor({12, 40}, values_), options);
  ASSERT_TRUE(experiment.ok());
  for (const std::string& file : {path("w.npy"), path("last.npy") + " --outputs-last"}) {
    const json found = report("layer " + file + " --group-size 16 --mode asymmetric --batch 8 --seed 3");
    EXPECT_EQ(found["inputs"], 40);
    EXPECT_EQ(found["outputs"], 12);
    ASSERT_EQ(found["rows"].size(), linear::kLayerVariants.size());
    for (size_t i = 0; i < linear::kLayerVariants.size(); ++i) {
      const linear::LayerMeasure measure = experiment->measure(linear::kLayerVariants[i]);
      const json& row = found["rows"][i];
      EXPECT_EQ(row["variant"], linear::name(linear::kLayerVariants[i]));
      EXPECT_EQ(row["mse"], measure.error.mse);
      EXPECT_EQ(row["bytes"], measure.bytes);
      EXPECT_EQ(row["same_top"], measure.same_top);
      EXPECT_EQ(row["first_outputs"], measure.outputs);
      EXPECT_GT(row["seconds"], 0);
    }
    EXPECT_TRUE(found["rows"][0]["sqnr_db"].is_null());
    EXPECT_EQ(found["terms"]["integer"], experiment->terms().integer);
  }
  EXPECT_NE(run("layer " + path("w.npy")).out.find("\nw8a8 "), std::string::npos);
}

TEST_F(CliLayer, RoundingsAreTheCores) {
  write();
  const json found = report("roundings " + path("last.npy") + " --outputs-last --bits 3 --seed 5");
  const auto experiment = linear::RoundingExperiment::of(Tensor({12, 40}, values_), 3, 5);
  ASSERT_TRUE(experiment.ok());
  ASSERT_EQ(found.size(), linear::kRoundingMethods.size());
  for (size_t i = 0; i < found.size(); ++i) {
    const linear::RoundingRow row = experiment->measure(linear::kRoundingMethods[i]);
    EXPECT_EQ(found[i]["method"], linear::name(row.method));
    EXPECT_EQ(found[i]["mse"], row.mse);
    EXPECT_EQ(found[i]["bias"], row.bias);
    EXPECT_EQ(found[i]["output_error"], row.output_error);
    EXPECT_EQ(found[i]["deviation"], row.deviation);
  }
  EXPECT_NE(run("roundings " + path("w.npy")).out.find("\nadaptive "), std::string::npos);
}

TEST_F(CliLayer, RefusesInOneLine) {
  write();
  test::write_file(path("empty.npy"), write_npy(std::vector<float>(), Shape{0, 3}));
  test::write_file(path("nan.npy"), write_npy(std::vector<float>{1, NAN}, Shape{1, 2}));
  const std::string w = path("w.npy");
  expect_refused("layer " + w + " --mode odd", "--mode is symmetric or asymmetric, not odd");
  expect_refused("layer " + w + " --batch 0", w + ": the batch must be 1 to 1024, not 0");
  expect_refused("layer " + w + " --batch -1", "--batch: must not be negative");
  expect_refused("roundings " + w + " --bits 9", w + ": bits must be 2 to 8, not 9");
  for (const std::string verb : {"layer ", "roundings "}) {
    for (const std::string& file : {path("empty.npy"), path("nan.npy")}) {
      for (const std::string flag : {"", " --outputs-last"}) {
        const test::Outcome outcome = run(verb + file + flag);
        EXPECT_EQ(outcome.code, 2) << verb << file << flag;
        EXPECT_TRUE(outcome.err.starts_with("roundoff: " + file + ": ")) << outcome.err;
      }
    }
    expect_refused(verb + path("none.npy"),
                   "cannot read " + path("none.npy") + ": No such file or directory");
  }
}

}  // namespace
}  // namespace roundoff
