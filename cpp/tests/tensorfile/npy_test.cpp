#include "roundoff/tensorfile/npy.h"

#include <cmath>
#include <limits>

#include "tests/tensorfile/read.h"

namespace roundoff {
namespace {

using test::Bytes;
using test::make_npy;
using test::problem_of;
using Shape = std::vector<size_t>;

Bytes golden(const std::string& name) { return test::golden("tensorfile/" + name + ".npy"); }

std::string header(const std::string& descr, const std::string& order, const std::string& shape) {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

Bytes with_shape(const std::string& shape, size_t data_bytes = 24) {
  return make_npy(header("'<f4'", "False", shape), Bytes(data_bytes));
}

TEST(Npy, ReadsWhatNumPyWrites) {
  for (const std::string name :
       {"float32", "version_2", "version_3", "fortran", "float64_big_endian", "float16_fortran_big_endian"}) {
    const Bytes file = golden(name);
    const auto tensors = test::list_of(file);
    ASSERT_EQ(tensors.size(), 1u) << name;
    EXPECT_EQ(tensors[0].shape, (Shape{2, 3, 4})) << name;
    EXPECT_EQ(tensors[0].name, "") << name;
    EXPECT_EQ(test::read_first(file), test::ramp(24)) << name;
  }
  EXPECT_EQ(test::list_of(golden("float32"))[0].dtype, "float32");
  EXPECT_EQ(test::list_of(golden("float64_big_endian"))[0].dtype, "float64");
  EXPECT_EQ(test::list_of(golden("float64_big_endian"))[0].bytes, 192u);
  EXPECT_EQ(test::list_of(golden("float16_fortran_big_endian"))[0].dtype, "float16");
}

TEST(Npy, ScalarsAndEmptyArrays) {
  EXPECT_EQ(test::list_of(golden("scalar"))[0].shape, Shape{});
  EXPECT_EQ(test::read_first(golden("scalar")), (std::vector<float>{-1}));
  EXPECT_EQ(test::list_of(golden("empty"))[0].shape, (Shape{0, 3}));
  EXPECT_TRUE(test::read_first(golden("empty")).empty());
}

TEST(Npy, IntegersThatFloat32HoldsAreRead) {
  for (const std::string code : {"i1", "u1", "i2", "u2"}) {
    const std::vector<float> values = test::read_first(golden("integers_" + code));
    ASSERT_EQ(values.size(), 24u) << code;
    for (size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(values[i], static_cast<float>(i) - (code[0] == 'i' ? 12 : 0)) << code;
    }
  }
}

TEST(Npy, OtherTypesAreListedButNotRead) {
  EXPECT_EQ(test::list_of(golden("int64"))[0].dtype, "int64");
  EXPECT_EQ(test::list_of(golden("text"))[0].dtype, "<U2");
  EXPECT_EQ(problem_of(golden("int64")), "the array is of type int64, which float32 cannot stand in for");
  EXPECT_EQ(problem_of(golden("objects")),
            "the .npy array holds Python objects (pickle), which are never loaded");
  EXPECT_EQ(problem_of(golden("structured")),
            "the .npy array is damaged: its elements are of a structured type, or of none");
}

TEST(Npy, NanAndInfinityStayThemselves) {
  const std::vector<float> values = {std::numeric_limits<float>::quiet_NaN(),
                                     -std::numeric_limits<float>::infinity(), -0.0F, 1e-45F};
  Bytes data = test::bytes_of(values);
  data.insert(data.end(), {0x01, 0x00, 0x80, 0x7f});  // a signalling NaN with a payload
  const std::vector<float> read = test::read_first(make_npy(header("'<f4'", "False", "(5,)"), data));
  ASSERT_EQ(read.size(), 5u);
  EXPECT_TRUE(std::isnan(read[0]));
  EXPECT_EQ(read[1], values[1]);
  EXPECT_TRUE(read[2] == 0 && std::signbit(read[2]));
  EXPECT_EQ(read[3], 1e-45F);
  EXPECT_TRUE(std::isnan(read[4]));
}

TEST(Npy, AFloat64IsRoundedToNearest) {
  const double huge = 1e300;
  const double third = 1.0 / 3;
  Bytes data(16);
  std::memcpy(data.data(), &huge, 8);
  std::memcpy(data.data() + 8, &third, 8);
  EXPECT_EQ(test::read_first(make_npy(header("'<f8'", "False", "(2,)"), data)),
            (std::vector<float>{std::numeric_limits<float>::infinity(), 1.0F / 3}));
}

TEST(Npy, TheDictionaryMayBeWrittenInOtherWays) {
  const Bytes data = test::bytes_of(test::ramp(6));
  for (const std::string text : {R"({"shape":(3,2),"fortran_order":False,"descr":"<f4"})",
                                 "{ 'fortran_order' :False ,'descr': '=f4','shape': ( 3L , 2L, ) }   ",
                                 "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)}"}) {
    EXPECT_EQ(test::read_first(make_npy(text, data)), test::ramp(6)) << text;
  }
}

TEST(Npy, CutAnywhereItIsRefused) {
  for (const std::string name : {"float32", "version_2", "fortran", "scalar"}) {
    test::expect_refused_when_cut(golden(name));
  }
}

TEST(Npy, LyingShapesAreRefusedBeforeTheyCostMemory) {
  EXPECT_EQ(problem_of(with_shape("(2, 3)")), "");
  EXPECT_EQ(problem_of(with_shape("(2, 4)")),
            "the .npy array is cut off: its shape [2, 4] of float32 takes 32 bytes, and 24 are there");
  EXPECT_EQ(problem_of(with_shape("(2, 2)")), "the .npy array is damaged: 8 bytes follow it");
  EXPECT_EQ(problem_of(with_shape("(9223372036854775808,)")),
            "the .npy array is damaged: no file can hold its shape [9223372036854775808]");
  EXPECT_EQ(problem_of(with_shape("(4294967296, 4294967296)")),
            "the .npy array is damaged: no file can hold its shape [4294967296, 4294967296]");
  // Nothing of it is there, but strides of it could not be computed.
  EXPECT_EQ(problem_of(with_shape("(0, 4294967296, 4294967296)", 0)),
            "the .npy array is damaged: no file can hold its shape [0, 4294967296, 4294967296]");
  const std::string no_shape =
      "the .npy array is damaged: 'shape' is no tuple of sizes that memory could hold";
  std::string many = "(";
  for (int i = 0; i < 65; ++i) many += "1,";
  for (const std::string& shape :
       {std::string("(18446744073709551616,)"), std::string("(-1,)"), std::string("(6)"), std::string("6"),
        std::string("(2,,3)"), std::string("(2 3)"), std::string("(2.0,)"), std::string("(2, 3"),
        many + ")"}) {
    EXPECT_EQ(problem_of(with_shape(shape)), no_shape) << shape;
  }
}

TEST(Npy, NonsenseInTheHeaderIsRefused) {
  const Bytes data(24);
  const auto problem = [&](const std::string& text, uint8_t major = 1) {
    const std::string error = problem_of(make_npy(text, data, major));
    EXPECT_TRUE(error.starts_with("the .npy array is damaged: ")) << error;
    return error.substr(std::string("the .npy array is damaged: ").size());
  };
  const std::string malformed = "its header is not the dictionary that it should be";
  EXPECT_EQ(problem(""), malformed);
  EXPECT_EQ(problem("[]"), malformed);
  EXPECT_EQ(problem("{"), malformed);
  EXPECT_EQ(problem("{'descr"), malformed);
  EXPECT_EQ(problem(header("'<f4'", "False", "(6,)") + "x"), malformed);
  EXPECT_EQ(problem("{}"), "its header lacks 'descr', 'fortran_order' or 'shape'");
  EXPECT_EQ(problem("{'descr': '<f4', 'descr': '<f4'}"), "its header has an unexpected key 'descr'");
  EXPECT_EQ(problem("{'pwn\x1b[2J': 1}"), "its header has an unexpected key 'pwn?[2J'");
  EXPECT_EQ(problem(header("'<f4'", "Maybe", "(6,)")), "'fortran_order' is neither True nor False");
  for (const std::string descr : {"", "<", "f", "<f", "<z4", "<f-4", "<f4x", "f4444444444"}) {
    EXPECT_EQ(problem(header("'" + descr + "'", "False", "(6,)")), "'" + descr + "' names no type");
  }
  EXPECT_EQ(problem(header("'\\x3cf4'", "False", "(6,)")),
            "its elements are of a structured type, or of none");
  EXPECT_EQ(problem(std::string(70000, ' '), 2), "its header claims 70000 bytes");
  EXPECT_EQ(problem_of(make_npy(header("'<f4'", "False", "(6,)"), data, 4)),
            "version 4.0 of .npy is not known");
}

TEST(Npy, WhatIsWrittenReadsBack) {
  const std::vector<float> values = test::ramp(6);
  for (const Shape& shape : {Shape{6}, Shape{2, 3}, Shape{1, 3, 2, 1}}) {
    const Bytes file = write_npy(values, shape);
    EXPECT_EQ(file.size() % 64, 24u);  // the data begin at a multiple of 64
    EXPECT_EQ(test::list_of(file)[0].shape, shape);
    EXPECT_EQ(test::read_first(file), values);
  }
  EXPECT_EQ(test::read_first(write_npy(test::ramp(1), Shape{})), test::ramp(1));
  EXPECT_EQ(write_npy(test::ramp(24), Shape{2, 3, 4}), golden("float32"));  // to the byte

  const std::vector<int8_t> signed_bytes = {-128, 0, 127};
  const std::vector<uint8_t> bytes = {0, 128, 255};
  const std::vector<uint16_t> words = {0, 256, 65535};
  EXPECT_EQ(test::read_first(write_npy(signed_bytes, Shape{3})), (std::vector<float>{-128, 0, 127}));
  EXPECT_EQ(test::read_first(write_npy(bytes, Shape{3})), (std::vector<float>{0, 128, 255}));
  EXPECT_EQ(test::read_first(write_npy(words, Shape{3})), (std::vector<float>{0, 256, 65535}));
}

}  // namespace
}  // namespace roundoff
