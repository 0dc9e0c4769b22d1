#include <gtest/gtest.h>

#include <cmath>

#include "tests/tensorfile/read.h"

namespace roundoff {
namespace {

using test::Bytes;
using test::make_safetensors;
using test::problem_of;

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}";
}

std::string problem(const std::string& json, size_t data_bytes = 24) {
  const std::string error = problem_of(make_safetensors(json, Bytes(data_bytes)));
  const std::string damaged = "the safetensors file is damaged: ";
  return error.starts_with(damaged) ? error.substr(damaged.size()) : error;
}

std::string problem_with(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return problem("{" + entry("w", dtype, shape, offsets) + "}");
}

TEST(Safetensors, ReadsEveryFloatType) {
  // 1.5, −2 and the smallest subnormal or what stands for it, in each type's own bits.
  const auto read = [](const std::string& dtype, const Bytes& data) {
    const std::string size = std::to_string(data.size());
    return test::read_first(make_safetensors("{" + entry("w", dtype, "[3]", "[0," + size + "]") + "}", data));
  };
  EXPECT_EQ(read("F32", {0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0, 1, 0, 0, 0}),
            (std::vector<float>{1.5F, -2, 0x1p-149F}));
  EXPECT_EQ(read("F16", {0x00, 0x3e, 0x00, 0xc0, 1, 0}), (std::vector<float>{1.5F, -2, 0x1p-24F}));
  EXPECT_EQ(read("BF16", {0xc0, 0x3f, 0x00, 0xc0, 1, 0}), (std::vector<float>{1.5F, -2, 0x1p-133F}));
  EXPECT_EQ(read("F8_E4M3", {0x3c, 0xc0, 1}), (std::vector<float>{1.5F, -2, 0x1p-9F}));
  EXPECT_EQ(read("F8_E5M2", {0x3e, 0xc0, 1}), (std::vector<float>{1.5F, -2, 0x1p-16F}));
  EXPECT_EQ(read("I8", {0x80, 0, 0x7f}), (std::vector<float>{-128, 0, 127}));
  EXPECT_EQ(read("U16", {0xff, 0xff, 1, 0, 0, 1}), (std::vector<float>{65535, 1, 256}));
}

TEST(Safetensors, NanPayloadsStayNan) {
  const Bytes data = {0x01, 0x00, 0x80, 0x7f, 0xff, 0xff, 0xff, 0xff, 0, 0, 0x80, 0xff};
  const auto values =
      test::read_first(make_safetensors("{" + entry("w", "F32", "[3]", "[0,12]") + "}", data));
  ASSERT_EQ(values.size(), 3u);
  EXPECT_TRUE(std::isnan(values[0]) && std::isnan(values[1]));
  EXPECT_EQ(values[2], -INFINITY);
  const auto small =
      test::read_first(make_safetensors("{" + entry("w", "F8_E4M3", "[2]", "[0,2]") + "}", {0x7f, 0xff}));
  ASSERT_EQ(small.size(), 2u);
  EXPECT_TRUE(std::isnan(small[0]) && std::isnan(small[1]));
}

TEST(Safetensors, ListsInTheOrderOfTheData) {
  const std::string json = "{\"__metadata__\":{\"format\":\"pt\",\"shape\":\"[1]\"}," +
                           entry("b", "F32", "[1,2]", "[8,16]") + "," + entry("a", "F32", "[2]", "[0,8]") +
                           "," + entry("none", "F32", "[0,7]", "[8,8]") + "," +
                           entry("n", "I64", "[1]", "[16,24]") + "}   ";
  const Bytes file = make_safetensors(json, test::bytes_of(test::ramp(6)));
  const auto tensors = test::list_of(file);
  ASSERT_EQ(tensors.size(), 4u);
  EXPECT_EQ(tensors[0].name, "a");
  EXPECT_EQ(tensors[1].name, "none");
  EXPECT_EQ(tensors[2].name, "b");
  EXPECT_EQ(tensors[2].shape, (std::vector<size_t>{1, 2}));
  EXPECT_EQ(tensors[2].offset, file.size() - 16);
  EXPECT_EQ(tensors[3].dtype, "int64");
  EXPECT_EQ(*read_tensor(file, tensors[2]), (std::vector<float>{-0.5F, -0.25F}));
  EXPECT_EQ(read_tensor(file, tensors[3]).error(), "'n' is of type int64, which float32 cannot stand in for");
  EXPECT_TRUE(test::list_of(make_safetensors("{}", {})).empty());
}

TEST(Safetensors, CutAnywhereItIsRefused) {
  test::expect_refused_when_cut(make_safetensors(
      "{" + entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F16", "[3]", "[8,14]") + "}", Bytes(14)));
}

TEST(Safetensors, LyingSizesAreRefused) {
  EXPECT_EQ(problem_with("F32", "[2,3]", "[0,24]"), "");
  EXPECT_EQ(problem_with("F32", "[2,2]", "[0,24]"), "the shape of 'w' takes 16 bytes, and it has 24");
  EXPECT_EQ(problem_with("F32", "[2,3]", "[24,0]"), "'w' ends before it begins");
  EXPECT_EQ(problem_with("F32", "[2,4]", "[0,32]"),
            "the safetensors file is cut off: 'w' ends at byte 32 of 24");
  EXPECT_EQ(problem_with("F32", "[2,3]", "[18446744073709551592,18446744073709551615]"),
            "the safetensors file is cut off: 'w' ends at byte 18446744073709551615 of 24");
  for (const std::string shape : {"[9223372036854775808]", "[9223372036854775808,2]",
                                  "[0,4294967296,4294967296]", "[4611686018427387904]"}) {
    EXPECT_EQ(problem_with("F32", shape, "[0,24]"), "no file can hold the shape of 'w'") << shape;
  }
  EXPECT_EQ(problem_with("F4", "[3]", "[0,24]"), "no file can hold the shape of 'w'");  // one byte and a half
  EXPECT_EQ(problem_with("F99", "[3]", "[0,24]"), "'w' is of unknown type 'F99'");
}

TEST(Safetensors, TensorsNeitherOverlapNorLeaveGaps) {
  const auto two = [](const std::string& a, const std::string& b) {
    return problem("{" + entry("a", "F32", "[3]", a) + "," + entry("b", "F32", "[3]", b) + "}");
  };
  EXPECT_EQ(two("[0,12]", "[12,24]"), "");
  EXPECT_EQ(two("[0,12]", "[0,12]"), "'a' and 'b' overlap");
  EXPECT_EQ(two("[8,20]", "[0,12]"), "'b' and 'a' overlap");
  EXPECT_EQ(problem("{" + entry("a", "F32", "[3]", "[12,24]") + "}"), "there is a gap before 'a'");
  EXPECT_EQ(problem("{" + entry("a", "F32", "[3]", "[0,12]") + "}"), "12 bytes belong to no tensor");
  EXPECT_EQ(
      problem("{" + entry("a", "F32", "[3]", "[0,12]") + "," + entry("a", "F32", "[3]", "[12,24]") + "}"),
      "it has two tensors named 'a'");
}

TEST(Safetensors, BadJsonIsRefused) {
  EXPECT_EQ(problem("{"), "its header is not JSON at byte 2");
  EXPECT_EQ(problem("{}}"), "its header is not JSON at byte 3");
  EXPECT_EQ(problem("{\"a\xff\":{}}"), "its header is not JSON at byte 4");
  EXPECT_EQ(problem(std::string(1000000, '[')), "not an .npy, .npz, .safetensors or GGUF file");
  EXPECT_EQ(problem("{\"a\":" + std::string(1000000, '[')),
            "its header has a list where none belongs near 'a'");
  std::string nested = "{\"a\":";
  for (int i = 0; i < 100000; ++i) nested += "{\"a\":";
  EXPECT_EQ(problem(nested), "'a' has an unexpected key 'a'");
  EXPECT_EQ(problem(R"({"a":1})"), "its header has a number where none belongs near 'a'");
  EXPECT_EQ(problem(R"({"a":"b"})"), "its header has text where none belongs near 'a'");
  EXPECT_EQ(problem(R"({"a":null})"), "its header has null where none belongs near 'a'");
  EXPECT_EQ(problem(R"({"a":{}})"), "'a' lacks its dtype, shape or data_offsets");
  EXPECT_EQ(problem(R"({"a":{"dtype":"F32","dtype":"F16"}})"), "'a' states a field twice");
  EXPECT_EQ(problem(R"({"__metadata__":{"a":1}})"), "its metadata are not text");
  EXPECT_EQ(problem(R"({"__metadata__":[]})"), "its metadata are not text");
  EXPECT_EQ(problem_with("F32", "6", "[0,24]"), "its header has a number where none belongs near 'w'");
  EXPECT_EQ(problem_with("F32", "[-6]", "[0,24]"),
            "its header has a negative number where none belongs near 'w'");
  EXPECT_EQ(problem_with("F32", "[[6]]", "[0,24]"), "its header has a list where none belongs near 'w'");
  const std::string fraction =
      "its header has a fraction, or a number beyond 64 bits, where none belongs near 'w'";
  EXPECT_EQ(problem_with("F32", "[6.0]", "[0,24]"), fraction);
  EXPECT_EQ(problem_with("F32", "[18446744073709551616]", "[0,24]"), fraction);
  EXPECT_EQ(problem_with("F32", "[6]", "[0]"), "'w' has 1 data_offsets, not 2");
  EXPECT_EQ(problem_with("F32", "[6]", "[0,24,24]"), "'w' has 3 data_offsets, not 2");
  std::string ones = "[1";
  for (int i = 0; i < 64; ++i) ones += ",1";
  EXPECT_EQ(problem_with("F32", ones + "]", "[0,4]"), "'w' has too many numbers in a list");
}

TEST(Safetensors, HeaderLengthsThatLie) {
  Bytes file = make_safetensors("{}", Bytes(8));
  file[0] = 11;
  EXPECT_EQ(problem_of(file), "the safetensors file is cut off in its header");
  file[7] = 0x80;
  EXPECT_EQ(problem_of(file), "the safetensors file is damaged: its header claims 9223372036854775819 bytes");
}

TEST(Safetensors, NamesOfStrangersStayOnOneLine) {
  const std::string error =
      problem("{" + entry("a\\nb\\u001b" + std::string(200, 'x'), "F99", "[1]", "[0,4]") + "}");
  EXPECT_EQ(error, "'a?b?" + std::string(76, 'x') + "…' is of unknown type 'F99'");
}

}  // namespace
}  // namespace roundoff
