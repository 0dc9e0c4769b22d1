// Files of networks that are not what they should be, and weights held in every way.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "roundoff/format/float_format.h"
#include "roundoff/model/allocate.h"
#include "roundoff/model/packed_weights.h"
#include "tests/model/golden.h"
#include "tests/support/tensor_files.h"

namespace roundoff::model {
namespace {

using nlohmann::ordered_json;
using test::Bytes;
using test::model_file;
using test::open_network;

// A safetensors file taken apart, to be put together otherwise.
struct Parts {
  ordered_json header;
  Bytes data;

  explicit Parts(const Bytes& file) {
    uint64_t length = 0;
    std::memcpy(&length, file.data(), sizeof length);
    const auto text = file.begin() + sizeof length;
    header = ordered_json::parse(text, text + static_cast<std::ptrdiff_t>(length));
    data.assign(text + static_cast<std::ptrdiff_t>(length), file.end());
  }

  Bytes file() const { return test::make_safetensors(header.dump(), data); }

  std::string problem() const {
    const Result<Network> network = Network::open(file());
    return network ? "" : network.error();
  }
};

TEST(NetworkFile, IsRefusedWhereItIsNotWhatItShouldBe) {
  const Parts judge(model_file("judge"));
  EXPECT_EQ(judge.problem(), "");
  {
    Parts parts = judge;
    parts.header["heads.nose.weight"] = parts.header["heads.skin.weight"];
    parts.header.erase("heads.skin.weight");
    EXPECT_EQ(parts.problem(), "the file lacks heads.skin.weight");
  }
  {
    Parts parts = judge;
    parts.header["conv1.weight"]["shape"] = {12, 32, 3, 3};
    EXPECT_EQ(parts.problem(), "conv1.weight has the shape [12, 32, 3, 3] and should have [12, 12, 3, 3]");
  }
  {
    Parts parts = judge;
    parts.header["linear.weight"]["shape"] = {256, 512};
    EXPECT_EQ(parts.problem(), "linear.weight has the shape [256, 512] and should have [256, 1024]");
  }
  {
    Parts parts = judge;
    const size_t begin = parts.header["conv2.bias"]["data_offsets"][0];
    parts.data[begin] = 0x01;
    parts.data[begin + 1] = 0x7e;  // float16's NaN
    EXPECT_EQ(parts.problem(), "conv2.bias holds a number that is not finite");
  }
  {
    Parts parts = judge;
    parts.header["conv2.bias"]["dtype"] = "I16";
    EXPECT_EQ(parts.problem(), "conv2.bias is of type int16, not float16 or float32");
  }
  {
    Parts parts = judge;
    parts.header["__metadata__"]["network"] = "oracle";
    EXPECT_EQ(
        parts.problem(),
        "the file's metadata name no network that this program runs: autoencoder, rectified flow or judge");
  }
  for (const char* attributes :
       {"", "{", "[]", "{}", "{\"skin\": []}", "{\"skin\": [1]}", "{\"skin\": \"light\"}"}) {
    Parts parts = judge;
    parts.header["__metadata__"]["attributes"] = attributes;
    EXPECT_EQ(parts.problem(), "the file's metadata have no attributes with their classes") << attributes;
  }
  {
    Parts parts = judge;
    parts.header["__metadata__"]["attributes"] = R"({"skin": ["light"]})";
    EXPECT_EQ(parts.problem(), "heads.skin.weight has the shape [6, 128] and should have [1, 128]");
  }
}

TEST(NetworkFile, IsRefusedWhereItIsCutOff) {
  for (const std::string name : {"autoencoder", "diffusion_2bit"}) {
    const Bytes file = model_file(name);
    for (const size_t size :
         {size_t{0}, size_t{4}, size_t{9}, size_t{500}, file.size() / 2, file.size() - 1}) {
      const Result<Network> network =
          Network::open(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)));
      ASSERT_FALSE(network.ok()) << size;
      EXPECT_EQ(network.error().find('\n'), std::string::npos);
    }
  }
  EXPECT_FALSE(Network::open(test::dog()).ok());
}

TEST(NetworkFile, PackedIntegersAreChecked) {
  const Parts trained(model_file("diffusion_3bit"));
  EXPECT_EQ(trained.problem(), "");
  const std::string layer = "blocks.0.linear1.weight";
  {
    Parts parts = trained;
    parts.header["__metadata__"].erase("group");
    EXPECT_EQ(parts.problem(),
              "the file holds integers, and its metadata do not say their bits, field_bits and group");
  }
  {
    Parts parts = trained;
    parts.header["__metadata__"]["group"] = "32";
    EXPECT_NE(parts.problem().find("bytes, and its scales ask for"), std::string::npos) << parts.problem();
  }
  {
    Parts parts = trained;
    const size_t begin = parts.header[layer + ".integers"]["data_offsets"][0];
    parts.data[begin] = 0xff;  // 7 in a field of 4 bits
    EXPECT_EQ(parts.problem(), layer + ".integers holds 7, which is not one of 3 bits");
  }
  {
    Parts parts = trained;
    parts.header["other.scales"] = parts.header[layer + ".scales"];
    parts.header.erase(layer + ".scales");
    EXPECT_EQ(parts.problem(), "the file lacks " + layer + ".scales");
  }
}

MethodArguments method(const std::string& name, std::optional<int> bits = {},
                       const char* granularity = nullptr) {
  MethodArguments arguments;
  arguments.method = name;
  arguments.bits = bits;
  if (granularity != nullptr) arguments.granularity = granularity;
  return arguments;
}

// What a GPU unpacks is what C++ runs on.
TEST(NetworkWeights, PackedAreTheValuesThatRun) {
  Network network = open_network("judge");
  std::vector<Choice> choices = {std::nullopt};
  for (const char* name : {"q8_0", "q4_0", "nf4", "mxfp4", "mxfp8", "mxfp8_e5m2", "float16", "bfloat16",
                           "fp8_e4m3", "fp8_e5m2", "fp4"}) {
    choices.emplace_back(method(name));
  }
  for (const char* granularity : {"tensor", "channel", "group"}) {
    for (const int bits : {2, 3, 5, 8}) {
      for (const char* name : {"linear", "kmeans", "power_of_two"})
        choices.emplace_back(method(name, bits, granularity));
    }
    choices.emplace_back(method("linear", 4, granularity));
    choices.back()->mode = "asymmetric";
  }
  for (const Choice& choice : choices) {
    const Result<NetworkReport> report = network.quantize(choice, {});
    ASSERT_TRUE(report.ok()) << report.error();
    for (const size_t layer : {size_t{0}, size_t{2}, size_t{4}}) {
      const PackedWeights packed = packed_weights(network, layer);
      EXPECT_EQ(packed.codes.size(), packed.rows * packed.words_per_row);
      EXPECT_EQ(unpacked_ref(packed), network.parameter(network.layers()[layer].name + ".weight")->values)
          << (choice ? choice->method : "as it is") << layer;
    }
  }
}

// Groups run along an output's own weights: 12 channels of 3 × 3 are 108, and no group of 64 crosses into the next.
TEST(NetworkWeights, GroupsOfAConvolutionStayInItsRows) {
  Network network = open_network("judge");
  MethodArguments groups = method("linear", 4, "group");
  groups.group_size = 64;
  ASSERT_TRUE(network.quantize(Choice(groups), {}).ok());
  EXPECT_EQ(network.layers()[0].columns, 108u);
  EXPECT_EQ(network.compression(0)->scales.size(), 2 * network.layers()[0].rows);
}

TEST(NetworkWeights, AnErrorLeavesAllAsItWas) {
  Network network = open_network("judge");
  ASSERT_TRUE(network.quantize(method("linear", 4), {}).ok());
  const std::vector<float> before = network.parameter("linear.weight")->values;
  EXPECT_EQ(network.quantize(method("linear", 9), {}).error(),
            "conv1: --bits is 2 to 8 for --method linear, not 9");
  EXPECT_FALSE(network.quantize(method("linear", 2), {{"heads.hat", method("kmeans", 99)}}).ok());
  EXPECT_EQ(network.parameter("linear.weight")->values, before);
  EXPECT_EQ(network.choice(0), Choice(method("linear", 4)));
}

TEST(NetworkWeights, ABudgetIsKeptAndSpentWhereItCounts) {
  const Network network = open_network("judge");
  const MethodArguments options = method("linear", {}, "channel");
  Result<LayerCosts> measured = LayerCosts::of(network, options);
  ASSERT_TRUE(measured.ok()) << measured.error();
  for (size_t done = 1; measured->done() < measured->steps(); ++done) EXPECT_EQ(*measured->step(), done);
  const std::vector<std::vector<LayerCost>>& costs = measured->costs();
  ASSERT_EQ(costs.size(), network.layers().size());
  for (const std::vector<LayerCost>& levels : costs) {
    for (size_t i = 1; i < levels.size(); ++i) EXPECT_GT(levels[i].bytes, levels[i - 1].bytes);
    EXPECT_LE(levels.back().error, levels.front().error);
  }
  Network flat = network;
  const size_t budget = flat.quantize(method("linear", 3, "channel"), {})->bytes_after;
  const auto bits = allocate(network, options, budget);
  ASSERT_TRUE(bits.ok()) << bits.error();
  // Costs that were measured once answer to any budget.
  EXPECT_EQ(*bits, *measured->allocate(budget));
  EXPECT_NE(*bits, *measured->allocate(2 * budget));
  std::map<std::string, Choice> choices;
  double shared = 0;
  double uniform = 0;
  for (size_t i = 0; i < bits->size(); ++i) {
    choices[network.layers()[i].name] = method("linear", (*bits)[i], "channel");
    shared += costs[i][static_cast<size_t>((*bits)[i] - 2)].error;
    uniform += costs[i][1].error;
  }
  EXPECT_LE(flat.quantize(std::nullopt, choices)->bytes_after, budget);
  EXPECT_LT(shared, uniform);
  EXPECT_NE(allocate(network, options, 10).error().find("at 2 bits each, the least, all takes"),
            std::string::npos);
  EXPECT_FALSE(allocate(network, method("nf4"), 1 << 20).ok());
}

}  // namespace
}  // namespace roundoff::model
