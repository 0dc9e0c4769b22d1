#include <gtest/gtest.h>

#include "tests/tensorfile/read.h"

namespace roundoff {
namespace {

using test::Bytes;
using test::Gguf;
using test::problem_of;

constexpr uint32_t kF32 = 0;
constexpr uint32_t kF16 = 1;
constexpr uint32_t kQ4_0 = 2;
constexpr uint32_t kBf16 = 30;

// Metadata of every kind, and tensors of the float types and of a block format.
Bytes whole_file(uint32_t version = 3) {
  Gguf file(4, 6, version);
  file.text("general.architecture").number(uint32_t{8}).text("llama");
  file.text("general.alignment").number(uint32_t{4}).number(uint32_t{64});
  file.text("a.truth").number(uint32_t{7}).number(uint8_t{1});
  file.text("a.fraction").number(uint32_t{12}).number(uint64_t{0});
  file.text("tokens").number(uint32_t{9}).number(uint32_t{8}).number(uint64_t{2}).text("<s>").text("");
  file.text("scores").number(uint32_t{9}).number(uint32_t{6}).number(uint64_t{3});
  for (uint32_t i = 0; i < 3; ++i) file.number(i);
  file.tensor("w", {3, 2}, kF32, 0);
  file.tensor("h", {3}, kF16, 64);
  file.tensor("b", {2}, kBf16, 128);
  file.tensor("q", {32, 1}, kQ4_0, 192);
  Bytes data = test::bytes_of(test::ramp(6));
  data.resize(64);
  test::put_text(data, std::string_view("\x00\x3e\x00\xc0\x01\x00", 6));
  data.resize(128);
  test::put_text(data, std::string_view("\xc0\x3f\x00\xc0", 4));
  data.resize(192 + 18);
  return file.data(data, 64);
}

TEST(Gguf, ReadsFloatTensorsAndListsTheRest) {
  for (const uint32_t version : {2U, 3U}) {
    const Bytes file = whole_file(version);
    const auto tensors = test::list_of(file);
    ASSERT_EQ(tensors.size(), 4u);
    EXPECT_EQ(tensors[0].name, "w");
    EXPECT_EQ(tensors[0].shape, (std::vector<size_t>{2, 3}));  // GGUF's first axis is the contiguous one
    EXPECT_EQ(*read_tensor(file, tensors[0]), test::ramp(6));
    EXPECT_EQ(*read_tensor(file, tensors[1]), (std::vector<float>{1.5F, -2, 0x1p-24F}));
    EXPECT_EQ(*read_tensor(file, tensors[2]), (std::vector<float>{1.5F, -2}));
    EXPECT_EQ(tensors[3].dtype, "Q4_0");
    EXPECT_EQ(tensors[3].bytes, 18u);
    EXPECT_EQ(read_tensor(file, tensors[3]).error(),
              "'q' is of type Q4_0, which float32 cannot stand in for");
  }
  EXPECT_TRUE(test::list_of(Gguf(0, 0).data({})).empty());
}

TEST(Gguf, CutAnywhereItIsRefused) {
  const Bytes file = whole_file();
  for (size_t size = 0; size < file.size(); ++size) {
    const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    const Result<TensorFile> listed = list_tensors(cut);
    EXPECT_FALSE(listed.ok()) << size;
  }
}

std::string one_tensor(const std::vector<uint64_t>& dimensions, uint32_t type = kF32, uint64_t offset = 0) {
  return problem_of(Gguf(1, 0).tensor("w", dimensions, type, offset).data(Bytes(64)));
}

TEST(Gguf, LyingTensorsAreRefused) {
  EXPECT_EQ(one_tensor({4, 4}), "");
  EXPECT_EQ(one_tensor({4, 5}), "the GGUF file is cut off: 'w' reaches beyond its end");
  EXPECT_EQ(one_tensor({4}, kF32, 96), "the GGUF file is cut off: 'w' reaches beyond its end");
  EXPECT_EQ(one_tensor({4}, kF32, 0xffffffffffffffe0),
            "the GGUF file is cut off: 'w' reaches beyond its end");
  EXPECT_EQ(one_tensor({4}, kF32, 4),
            "the GGUF file is damaged: 'w' does not begin at a multiple of its alignment");
  const std::string too_large = "the GGUF file is damaged: no file can hold the shape of 'w'";
  EXPECT_EQ(one_tensor({uint64_t{1} << 63U}), too_large);
  EXPECT_EQ(one_tensor({uint64_t{1} << 32U, uint64_t{1} << 32U}), too_large);
  EXPECT_EQ(one_tensor({0, uint64_t{1} << 63U, 2}), too_large);
  EXPECT_EQ(one_tensor({1, 1, 1, 1, 1}), "the GGUF file is damaged: 'w' has 5 axes");
  EXPECT_EQ(one_tensor({33}, kQ4_0),
            "the GGUF file is damaged: rows of 33 in 'w' are not whole blocks of Q4_0");
  EXPECT_EQ(one_tensor({4}, 99), "'w' is of GGUF type 99, which is not known");
}

TEST(Gguf, TensorsThatOverlapOrShareANameAreRefused) {
  EXPECT_EQ(problem_of(Gguf(2, 0).tensor("a", {9}, kF32, 0).tensor("b", {4}, kF32, 32).data(Bytes(64))),
            "the GGUF file is damaged: 'a' and 'b' overlap");
  EXPECT_EQ(problem_of(Gguf(2, 0).tensor("a", {8}, kF32, 0).tensor("a", {4}, kF32, 32).data(Bytes(64))),
            "the GGUF file is damaged: it has two tensors named 'a'");
}

TEST(Gguf, LyingCountsAndMetadataAreRefused) {
  const std::string cut_off = "the GGUF file is cut off";
  constexpr uint64_t kMany = uint64_t{1} << 63U;
  EXPECT_EQ(problem_of(Gguf(kMany, 0).data({})), cut_off);
  EXPECT_EQ(problem_of(Gguf(0, kMany).data({})), cut_off);
  const auto with_value = [](auto write) {
    Gguf file(0, 1);
    file.text("key");
    write(file);
    return problem_of(file.data({}));
  };
  EXPECT_EQ(with_value([](Gguf& f) { f.number(uint32_t{8}).number(kMany); }), cut_off);
  for (const uint32_t type : {0U, 5U, 8U, 12U}) {
    EXPECT_EQ(with_value([&](Gguf& f) { f.number(uint32_t{9}).number(type).number(kMany); }), cut_off)
        << type;
  }
  const std::string unknown = "the GGUF file is damaged: the metadata of 'key' are of no known type";
  EXPECT_EQ(with_value([](Gguf& f) { f.number(uint32_t{13}).number(uint64_t{0}); }), unknown);
  EXPECT_EQ(with_value([](Gguf& f) { f.number(uint32_t{9}).number(uint32_t{9}).number(uint64_t{0}); }),
            unknown);
  for (const uint32_t alignment : {0U, 3U, 0xffffffffU}) {
    Gguf file(0, 1);
    file.text("general.alignment").number(uint32_t{4}).number(alignment);
    EXPECT_EQ(problem_of(file.data({})), "the GGUF file is damaged: its alignment is " +
                                             std::to_string(alignment) + ", which is no power of two");
  }
}

TEST(Gguf, OtherVersionsAreRefused) {
  EXPECT_EQ(problem_of(whole_file(1)), "version 1 of GGUF is not handled; 2 and 3 are");
  EXPECT_EQ(problem_of(whole_file(4)), "version 4 of GGUF is not handled; 2 and 3 are");
  EXPECT_EQ(problem_of(whole_file(0x03000000)), "big-endian GGUF files are not handled");
}

}  // namespace
}  // namespace roundoff
