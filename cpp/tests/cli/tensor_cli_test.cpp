#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "roundoff/linear/matrix.h"
#include "roundoff/linear/random_inputs.h"
#include "roundoff/measure/tensor.h"
#include "roundoff/tensorfile/npy.h"
#include "tests/cli/tensor_command.h"

namespace roundoff {
namespace {

using nlohmann::json;
using test::Bytes;
using test::golden_tensors;
using test::Outcome;
using Shape = std::vector<size_t>;

class CliTensor : public test::TensorCommand {};

const std::vector<std::string> kMethods = {"linear",  "power_of_two", "kmeans",   "pq",       "q8_0",
                                           "q4_0",    "nf4",          "mxfp4",    "mxfp8",    "mxfp8_e5m2",
                                           "float16", "bfloat16",     "fp8_e4m3", "fp8_e5m2", "fp4"};

TEST_F(CliTensor, ListsWithoutAMethod) {
  const Outcome list = run("tensor " + golden_tensors("two.gguf"));
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_EQ(list.out,
            "layer.weight  float32 [2, 3, 4], 96 bytes\n"
            "layer.bias    float16 [5], 10 bytes\n"
            "2 tensors\n");
  const json whole = run_json(golden_tensors("deflated.npz"));
  EXPECT_EQ(whole["format"], "npz");
  ASSERT_EQ(whole["tensors"].size(), 4u);
  EXPECT_EQ(whole["tensors"][1],
            (json{{"name", "layer.weight"}, {"dtype", "float32"}, {"shape", {2, 3, 4}}, {"bytes", 96}}));
  EXPECT_EQ(run_json(golden_tensors("deflated.npz:step"))["tensors"].size(), 1u);
}

TEST_F(CliTensor, JsonHasTheDocumentedKeysInOrder) {
  for (const std::string& method : kMethods) {
    const Outcome outcome = run("tensor " + path("w.npy") + " --json --method " + method);
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    std::vector<std::string> keys;
    const auto report = nlohmann::ordered_json::parse(outcome.out);
    for (const auto& [key, value] : report.items()) keys.push_back(key);
    EXPECT_EQ(keys, (std::vector<std::string>{"shape",
                                              "dtype",
                                              "method",
                                              "bits",
                                              "effective_bits",
                                              "bytes",
                                              "scale",
                                              "zero_point",
                                              "mae",
                                              "mse",
                                              "mre",
                                              "max_abs",
                                              "sqnr_db",
                                              "cosine",
                                              "clip_mse",
                                              "round_mse",
                                              "seconds",
                                              "entropy",
                                              "huffman_bits",
                                              "not_finite",
                                              "zero_range_slices",
                                              "zeros"}));
    EXPECT_EQ(report["shape"].get<Shape>(), shape_);
    EXPECT_EQ(report["dtype"], "float32");
    EXPECT_EQ(report["method"], method);
    EXPECT_EQ(report["bytes"]["before"], 960);
    EXPECT_EQ(report["effective_bits"], report["bytes"]["after"].get<double>() * 8 / 240);
    EXPECT_GT(report["seconds"], 0);
    EXPECT_LE(report["entropy"].get<double>(), report["huffman_bits"].get<double>() + 1e-9) << method;
    EXPECT_LE(report["huffman_bits"].get<double>(), report["bits"].get<double>() + 1e-9) << method;
    EXPECT_EQ(report["not_finite"].dump(), R"({"nan":0,"infinite":0,"left_out":0})") << method;
    EXPECT_EQ(report["zero_range_slices"].dump(), method == "linear" ? "0" : "null") << method;
  }
}

// What the command says is measured again here, from the file that it wrote.
TEST_F(CliTensor, NumbersAreThoseOfTheFileItWrites) {
  for (const std::string& method : kMethods) {
    // As many prototypes as rows would lose nothing.
    const std::string bits = method == "pq" ? " --bits 2" : "";
    const json report = run_json(path("w.npy") + " --method " + method + bits + " --out " + path("out.npy"));
    const auto tensors = test::list_of(test::read_file(path("out.npy")));
    ASSERT_EQ(tensors.size(), 1u);
    EXPECT_EQ(tensors[0].dtype, "float32");
    EXPECT_EQ(tensors[0].shape, shape_);
    const TensorError error = tensor_error(values_, read("out.npy"));
    EXPECT_EQ(report["mae"], error.mae) << method;
    EXPECT_DOUBLE_EQ(report["mse"], error.mse) << method;
    EXPECT_EQ(report["mre"], error.mre) << method;
    EXPECT_EQ(report["max_abs"], error.max_abs) << method;
    EXPECT_DOUBLE_EQ(report["sqnr_db"], error.sqnr_db) << method;
    EXPECT_EQ(report["cosine"], error.cosine) << method;
    EXPECT_DOUBLE_EQ(report["clip_mse"].get<double>() + report["round_mse"].get<double>(), error.mse)
        << method;
    EXPECT_GT(report["sqnr_db"], 7) << method;
  }
}

TEST_F(CliTensor, HistogramsCountEveryValueIntegerAndError) {
  const json report = run_json(path("w.npy") + " --method linear --bits 4 --histogram 20");
  const json& found = report["histogram"];
  const auto counted = [](const json& list) {
    size_t sum = 0;
    for (const json& count : list) sum += count.get<size_t>();
    return sum;
  };
  for (const char* what : {"values", "errors"}) {
    EXPECT_EQ(found[what]["counts"].size(), 20u);
    EXPECT_EQ(counted(found[what]["counts"]), values_.size());
  }
  EXPECT_EQ(found["values"]["min"], *std::min_element(values_.begin(), values_.end()));
  EXPECT_EQ(found["values"]["max"], *std::max_element(values_.begin(), values_.end()));
  EXPECT_EQ(found["errors"]["max"], report["max_abs"]);
  EXPECT_EQ(found["integers"]["min"], -7);
  EXPECT_EQ(found["integers"]["counts"].size(), 15u);
  EXPECT_EQ(counted(found["integers"]["counts"]), values_.size());
  EXPECT_FALSE(run_json(path("w.npy") + " --method linear").contains("histogram"));
}

TEST_F(CliTensor, IntegersWithScaleAndZeroPointGiveTheValues) {
  const std::string files = " --method linear --out " + path("out.npy") + " --ints " + path("ints.npy");
  for (const std::string mode : {"symmetric", "symmetric-full", "asymmetric"}) {
    for (const std::string granularity : {"tensor", "channel", "channel --axis 1", "group --group-size 16"}) {
      const json report =
          run_json(path("w.npy") + files + " --bits 5 --mode " + mode + " --granularity " + granularity);
      EXPECT_EQ(test::list_of(test::read_file(path("ints.npy")))[0].dtype, "int8");
      const std::vector<float> ints = read("ints.npy");
      const std::vector<float> out = read("out.npy");
      ASSERT_EQ(ints.size(), values_.size());
      const auto of_slice = [&](const char* key, size_t i) -> float {
        const json& value = report[key];
        if (!value.is_array()) return value;
        const size_t slice = granularity == "channel"            ? i / 40
                             : granularity == "channel --axis 1" ? i % 40
                                                                 : i / 40 * 3 + i % 40 / 16;
        return value.at(slice);
      };
      for (size_t i = 0; i < ints.size(); ++i) {
        EXPECT_TRUE(ints[i] >= -16 && ints[i] <= 15);
        EXPECT_EQ(out[i], of_slice("scale", i) * (ints[i] - of_slice("zero_point", i))) << granularity << i;
      }
      const size_t slices = report["scale"].is_array() ? report["scale"].size() : 1;
      EXPECT_EQ(report["bytes"]["after"], 150 + slices * (mode == "asymmetric" ? 5 : 4));
      EXPECT_EQ(slices, granularity == "tensor"             ? 1U
                        : granularity == "channel"          ? 6U
                        : granularity == "channel --axis 1" ? 40U
                                                            : 18U);
    }
  }
}

TEST_F(CliTensor, IntegersOfTheOtherMethods) {
  const auto ints_of = [&](const std::string& method) {
    run_json(path("w.npy") + " --method " + method + " --ints " + path("ints.npy"));
    return test::list_of(test::read_file(path("ints.npy")))[0].dtype;
  };
  for (const std::string method : {"q8_0", "q4_0"}) EXPECT_EQ(ints_of(method), "int8") << method;
  for (const std::string method :
       {"kmeans", "nf4", "mxfp4", "mxfp8", "mxfp8_e5m2", "fp8_e4m3", "fp8_e5m2", "fp4"}) {
    EXPECT_EQ(ints_of(method), "uint8") << method;
  }
  EXPECT_EQ(ints_of("bfloat16"), "uint16");
  // The bits of a bfloat16 are a float32's upper half.
  const std::vector<float> bits = read("ints.npy");
  run_json(path("w.npy") + " --method bfloat16 --out " + path("out.npy"));
  const std::vector<float> out = read("out.npy");
  for (size_t i = 0; i < bits.size(); ++i) {
    uint32_t whole = 0;
    std::memcpy(&whole, &out[i], 4);
    EXPECT_EQ(bits[i], static_cast<float>(whole >> 16U));
  }
  EXPECT_EQ(ints_of("kmeans --bits 1"), "uint8");
  const std::vector<float> indices = read("ints.npy");
  EXPECT_EQ(*std::max_element(indices.begin(), indices.end()), 1);
}

TEST_F(CliTensor, AnyNumberOfCentroidsAndTheBestOfThem) {
  const std::string kmeans = path("w.npy") + " --method kmeans --ints " + path("ints.npy");
  for (const int k : {2, 5, 17, 200}) {
    const json report = run_json(kmeans + " --k " + std::to_string(k));
    const std::vector<float> indices = read("ints.npy");
    EXPECT_EQ(*std::max_element(indices.begin(), indices.end()), static_cast<float>(k - 1));
    EXPECT_LE(run_json(kmeans + " --exact --k " + std::to_string(k))["mse"].get<double>(),
              report["mse"].get<double>() * (1 + 1e-4))
        << k;
  }
  EXPECT_EQ(run_json(kmeans + " --k 17")["bits"], 5);
  EXPECT_NE(run("tensor " + kmeans + " --k 17").out.find("kmeans, 17 centroids in 5 bits\n"),
            std::string::npos);
  EXPECT_NE(run("tensor " + kmeans + " --k 16").out.find("kmeans, 4 bits\n"), std::string::npos);
  EXPECT_EQ(run_json(kmeans + " --k 8")["mse"], run_json(kmeans + " --bits 3")["mse"]);
  EXPECT_EQ(run_json(kmeans + " --k 256")["mse"], 0);  // 240 values

  // {0, 1}, {10, 11} and {30}: what three centroids can do at best.
  test::write_file(path("five.npy"), test::make_float_npy({0, 1, 10, 11, 30}));
  const json best = run_json(path("five.npy") + " --method kmeans --k 3 --exact --out " + path("out.npy"));
  EXPECT_EQ(read("out.npy"), (std::vector<float>{0.5F, 0.5F, 10.5F, 10.5F, 30}));
  EXPECT_DOUBLE_EQ(best["mse"], 4 * 0.25 / 5);
}

TEST_F(CliTensor, CodesOfProductQuantizationAreOneASubspace) {
  const json report =
      run_json(path("w.npy") + " --method pq --bits 2 --subspaces 5 --seed 3 --ints " + path("ints.npy"));
  EXPECT_EQ(test::list_of(test::read_file(path("ints.npy")))[0].shape, (Shape{6, 5}));
  const std::vector<float> codes = read("ints.npy");
  EXPECT_LT(*std::max_element(codes.begin(), codes.end()), 4);
  EXPECT_EQ(report["bytes"]["after"], 8 + 4 * 40 * 4);  // 30 codes of 2 bits, 4 prototypes as long as a row
  expect_refused("tensor " + path("w.npy") + " --method pq --subspaces 41",
                 path("w.npy") + ": a row of 40 cannot be cut into 41 subspaces");
}

TEST_F(CliTensor, ANarrowerRangeClips) {
  const std::string linear = path("w.npy") + " --method linear --bits 4 --range ";
  EXPECT_EQ(run_json(linear + "minmax")["clip_mse"], 0);
  const json percentile = run_json(linear + "percentile:90");
  EXPECT_GT(percentile["clip_mse"], 0);
  EXPECT_LT(percentile["scale"], run_json(linear + "minmax")["scale"]);
  EXPECT_LE(run_json(linear + "mse")["mse"], run_json(linear + "minmax")["mse"]);
}

TEST_F(CliTensor, AFixedRangeIsTheReadersOwn) {
  const std::string linear = path("w.npy") + " --method linear --mode asymmetric --bits 4 --range ";
  const json fixed = run_json(linear + "fixed:-0.25,0.5");
  EXPECT_EQ(fixed["scale"].get<float>(), 0.75F / 15);
  EXPECT_GT(fixed["clip_mse"], 0);
  EXPECT_EQ(run_json(linear + "fixed:-1e3,1e3")["clip_mse"], 0);
  // A range of one point is what nothing but 0 has: scale 1.
  EXPECT_EQ(run_json(linear + "fixed:0,0")["scale"], 1);
}

// What rounding is learned for: a smaller error of the layer's outputs, even where that of the weights is larger.
TEST_F(CliTensor, AdaptiveRoundingSuitsTheInputs) {
  const std::vector<float> inputs = linear::random_inputs(64, 40, 1);
  test::write_file(path("x.npy"), write_npy(inputs, Shape{64, 40}));
  const std::string linear =
      path("w.npy") + " --method linear --bits 3 --granularity channel --out " + path("out.npy");
  const auto output_error = [&] {
    std::vector<float> error = read("out.npy");
    for (size_t i = 0; i < error.size(); ++i) error[i] -= values_[i];
    std::vector<float> outputs(size_t{64} * 6);
    linear::linear_forward(error, {}, inputs, 64, outputs);
    double sum = 0;
    for (const float output : outputs) sum += static_cast<double>(output) * static_cast<double>(output);
    return sum;
  };
  const json nearest = run_json(linear);
  const double before = output_error();
  const json adaptive = run_json(linear + " --rounding adaptive --inputs " + path("x.npy"));
  EXPECT_LT(output_error(), before / 2);
  EXPECT_GE(adaptive["mse"], nearest["mse"]);
  EXPECT_EQ(adaptive["scale"], nearest["scale"]);
}

TEST_F(CliTensor, PowersOfTwoAreTheirIntegers) {
  const json report =
      run_json(path("w.npy") + " --method power_of_two --bits 3 --granularity channel --out " +
               path("out.npy") + " --ints " + path("ints.npy"));
  EXPECT_EQ(report["bytes"]["after"], 240 * 3 / 8 + 6 * 2);
  EXPECT_EQ(report["scale"].size(), 6u);
  EXPECT_TRUE(report["zero_point"].is_null());
  EXPECT_EQ(report["clip_mse"], 0);
  EXPECT_EQ(test::list_of(test::read_file(path("ints.npy")))[0].dtype, "int8");
  const std::vector<float> out = read("out.npy");
  const std::vector<float> ints = read("ints.npy");
  for (size_t i = 0; i < out.size(); ++i) {
    const float largest = report["scale"][i / 40];
    const float magnitude = ints[i] == 0 ? 0 : std::ldexp(largest, static_cast<int>(std::abs(ints[i])) - 3);
    EXPECT_EQ(out[i], ints[i] < 0 ? -magnitude : magnitude) << i;
  }
}

TEST_F(CliTensor, TheSameSeedGivesTheSameFile) {
  const std::string stochastic =
      "tensor " + path("w.npy") + " --method linear --bits 3 --rounding stochastic --out ";
  ASSERT_EQ(run(stochastic + path("a.npy") + " --seed 5").code, 0);
  ASSERT_EQ(run(stochastic + path("b.npy") + " --seed 5").code, 0);
  ASSERT_EQ(run(stochastic + path("c.npy") + " --seed 6").code, 0);
  EXPECT_EQ(test::read_file(path("a.npy")), test::read_file(path("b.npy")));
  EXPECT_NE(test::read_file(path("a.npy")), test::read_file(path("c.npy")));
}

TEST_F(CliTensor, OneTensorOfManyIsNamed) {
  const json bias = run_json(golden_tensors("two.safetensors:layer.bias") + " --method float16");
  EXPECT_EQ(bias["shape"], json({5}));
  EXPECT_EQ(bias["dtype"], "float16");
  EXPECT_EQ(bias["bytes"], (json{{"before", 10}, {"after", 10}}));
  EXPECT_EQ(bias["mse"], 0);
  EXPECT_TRUE(bias["sqnr_db"].is_null());  // nothing was lost

  // Colons in the path and in the name.
  const std::string json_text = R"({"conv:0":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                R"("b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})";
  const std::string file = path("a:b.safetensors");
  test::write_file(file, test::make_safetensors(json_text, test::bytes_of({1, 2, 3})));
  EXPECT_EQ(run_json(file + ":conv:0 --method q8_0")["shape"], json({2}));
  expect_refused("tensor " + file + " --method nf4",
                 file + " holds 2 tensors: name one, as in " + file + ":conv:0");
  expect_refused("tensor " + file + ":c", file + " holds no tensor named c");
  expect_refused("tensor " + path("w.npy:w") + " --method nf4",
                 path("w.npy") + " holds no tensor named w: an .npy file's array has no name");
}

TEST_F(CliTensor, AFileThroughAPipe) {
  const Outcome outcome = run("tensor /dev/stdin <" + path("w.npy"));
  EXPECT_EQ(outcome.out, "float32 [6, 40], 960 bytes\n1 tensor\n") << outcome.err;
  const std::string piped =
      "cat " + path("w.npy") + " | " + ROUNDOFF_CLI + " tensor /dev/stdin >" + path("listed");
  EXPECT_EQ(std::system(piped.c_str()), 0);
  const Bytes listed = test::read_file(path("listed"));
  EXPECT_EQ(std::string(listed.begin(), listed.end()), outcome.out);
}

// The text beside each key of the JSON, of a tensor that has something to say for every one.
TEST_F(CliTensor, TextSaysWhatTheJsonDoes) {
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<float> values = {std::nanf(""), inf, -inf, 0.5F, 0, 0, 0, 0, 1, -0.25F, 0.3F, 0};
  test::write_file(path("odd.npy"), write_npy(values, Shape{3, 4}));
  const std::string arguments =
      "tensor " + path("odd.npy") + " --method linear --bits 3 --mode asymmetric --granularity channel";
  const std::string text = run(arguments).out;
  const json report = json::parse(run(arguments + " --json").out);
  const auto with = [](const char* pattern, const json& value) {
    std::array<char, 64> room{};
    std::snprintf(room.data(), room.size(), pattern, value.get<double>());
    return std::string(room.data());
  };
  const auto spread = [&](const char* key, const char* pattern) {
    const auto all = report[key].get<std::vector<float>>();
    const auto [least, most] = std::minmax_element(all.begin(), all.end());
    return with(pattern, *least) + " … " + with(pattern, *most) + ", 3 of them";
  };
  const std::map<std::string, std::string> said = {
      {"shape", "before    float32 [3, 4], "},
      {"dtype", "before    float32 "},
      {"method", "method    linear, "},
      {"bits", "linear, 3 bits"},
      {"effective_bits", with("%.4g bits a value", report["effective_bits"])},
      {"bytes", "[3, 4], 48 bytes\nmethod    linear, 3 bits, asymmetric, by channel\nafter     20 bytes, "},
      {"scale", "scale     " + spread("scale", "%.6g")},
      {"zero_point", "zero      " + spread("zero_point", "%.0f")},
      {"mae", with("mean absolute %.6g ", report["mae"])},
      {"mse", with("mean squared %.6g ", report["mse"])},
      {"mre", with("mean relative %.6g ", report["mre"])},
      {"max_abs", with("max absolute %.6g\n", report["max_abs"])},
      {"sqnr_db", with("SQNR %.2f dB", report["sqnr_db"])},
      {"cosine", with("cosine %.6f\n", report["cosine"])},
      {"clip_mse", with("clipping %.6g ", report["clip_mse"])},
      {"round_mse", with("rounding %.6g\n", report["round_mse"])},
      {"seconds", "\nseconds   0."},
      {"entropy", with("entropy %.4f bits an integer", report["entropy"])},
      {"huffman_bits", with("Huffman %.4f\n", report["huffman_bits"])},
      {"not_finite", "left out  3 values not finite before or after: 1 NaN and 2 infinite before\n"},
      {"zero_range_slices", "zeros     1 of the scales for a range of 0 alone\n"},
      {"zeros", with("          the relative one without %.0f zeros\n", report["zeros"])},
  };
  for (const auto& [key, value] : report.items()) {
    ASSERT_TRUE(said.contains(key)) << key;
    EXPECT_NE(text.find(said.at(key)), std::string::npos) << key << ": " << said.at(key) << "\n" << text;
  }
}

TEST_F(CliTensor, TextOfATensorWithAName) {
  const Outcome outcome = run("tensor " + golden_tensors("two.gguf:layer.weight") +
                              " --method linear --mode asymmetric --granularity channel");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  for (const std::string line : {"tensor    layer.weight\n", "before    float32 [2, 3, 4], 96 bytes\n",
                                 "method    linear, 8 bits, asymmetric, by channel\n",
                                 "after     34 bytes, 11.33 bits a value\n", "without 1 zeros\n", "SQNR "}) {
    EXPECT_NE(outcome.out.find(line), std::string::npos) << line << outcome.out;
  }
}

TEST_F(CliTensor, WhatIsNotFiniteIsCounted) {
  const float inf = std::numeric_limits<float>::infinity();
  test::write_file(path("odd.npy"), test::make_float_npy({std::nanf(""), 1, inf, -inf, 0.5F}));
  for (const std::string& method : kMethods) {
    if (method == "pq") continue;  // takes finite values only
    const Outcome outcome = run("tensor " + path("odd.npy") + " --json --method " + method);
    EXPECT_EQ(outcome.code, 0) << method << outcome.err;
    EXPECT_NE(outcome.err.find("NaN or infinite before or after in "), std::string::npos)
        << method << outcome.err;
    const json report = json::parse(outcome.out);
    EXPECT_TRUE(report["mse"].is_number()) << method;
    EXPECT_EQ(report["not_finite"]["nan"], 1) << method;
    EXPECT_EQ(report["not_finite"]["infinite"], 2) << method;
    EXPECT_GE(report["not_finite"]["left_out"], 3) << method;
  }
}

TEST_F(CliTensor, Help) {
  const Outcome help = run("tensor --help");
  EXPECT_EQ(help.code, 0);
  for (const char* option :
       {"--method", "--bits", "--k", "--exact", "--mode", "--granularity", "--group-size", "--axis",
        "--subspaces", "--range", "--rounding", "--inputs", "--seed", "--out", "--ints", "--json"}) {
    EXPECT_NE(help.out.find(option), std::string::npos) << option;
  }
}

}  // namespace
}  // namespace roundoff
