#include <gtest/gtest.h>

#include "tests/tensorfile/read.h"

namespace roundoff {
namespace {

using test::Bytes;
using test::make_zip;
using test::Member;
using test::problem_of;

Member member(const std::string& name, bool deflated = false) {
  Member m;
  m.name = name;
  m.data = test::make_float_npy(test::ramp(100));
  m.deflated = deflated;
  return m;
}

TEST(Npz, ReadsWhatNumPyWrites) {
  const Bytes stored = test::golden("tensorfile/stored.npz");
  const auto tensors = test::list_of(stored);
  ASSERT_EQ(tensors.size(), 3u);
  EXPECT_EQ(tensors[0].name, "layer.weight");
  EXPECT_EQ(tensors[0].shape, (std::vector<size_t>{2, 3, 4}));
  EXPECT_EQ(tensors[1].name, "layer.bias");
  EXPECT_EQ(tensors[1].dtype, "float64");
  EXPECT_EQ(tensors[2].dtype, "int64");
  EXPECT_EQ(*read_tensor(stored, tensors[0]), test::ramp(24));
  EXPECT_EQ(*read_tensor(stored, tensors[1]), test::ramp(5));

  const Bytes deflated = test::golden("tensorfile/deflated.npz");
  const auto packed = test::list_of(deflated);
  ASSERT_EQ(packed.size(), 4u);
  EXPECT_EQ(packed[0].name, "zeros");
  EXPECT_EQ(packed[0].bytes, 40000u);
  EXPECT_EQ(*read_tensor(deflated, packed[0]), std::vector<float>(10000));
  EXPECT_EQ(*read_tensor(deflated, packed[1]), test::ramp(24));
}

TEST(Npz, CutAnywhereItIsRefused) {
  test::expect_refused_when_cut(make_zip({member("a.npy"), member("b.npy", true)}));
}

TEST(Npz, MembersThatAreNoArraysArePassedOver) {
  Member note = member("note.txt");
  note.data = {'h', 'i'};
  EXPECT_EQ(test::list_of(make_zip({note, member("a.npy")})).size(), 1u);
  EXPECT_EQ(problem_of(make_zip({note})), "the zip archive holds no .npy arrays");
  note.name = "a.npy";
  EXPECT_EQ(problem_of(make_zip({note})), "'a.npy': not an .npy array");
}

TEST(Npz, AZipBombUnpacksToWhatItClaimsOrNothing) {
  Member bomb = member("a.npy", true);
  bomb.data.resize(10'000'000);
  EXPECT_LT(make_zip({bomb}).size(), 20'000u);
  const Bytes small = member("a.npy").data;
  EXPECT_EQ(problem_of(make_zip({bomb})),
            "'a.npy': the .npy array is damaged: " + std::to_string(bomb.data.size() - small.size()) +
                " bytes follow it");
  // The array alone, so that its header is believed.
  bomb.bytes = static_cast<int64_t>(small.size());
  EXPECT_EQ(problem_of(make_zip({bomb})), "the zip archive is damaged: 'a.npy' does not unpack to the " +
                                              std::to_string(small.size()) + " bytes that it claims");
  Member modest = member("a.npy", true);
  modest.bytes = 2'000'000'000;
  const std::string error = problem_of(make_zip({modest}));
  EXPECT_TRUE(error.starts_with("the zip archive is damaged: 'a.npy' claims 2000000000 bytes in ")) << error;
}

TEST(Npz, DamagedDataIsFoundOut) {
  for (const bool deflated : {false, true}) {
    Member wrong = member("a.npy", deflated);
    wrong.crc = 1;
    EXPECT_EQ(problem_of(make_zip({wrong})),
              "the zip archive is damaged: the checksum of 'a.npy' does not match");
  }
  Bytes file = make_zip({member("a.npy", true)});
  file[30 + 5] = 0xff;  // the first block is of a kind that does not exist
  EXPECT_EQ(problem_of(file), "the zip archive is damaged: 'a.npy' does not unpack");
}

TEST(Npz, MembersMayNotShareBytes) {
  Member twin = member("b.npy");
  twin.offset = 0;
  EXPECT_EQ(problem_of(make_zip({member("a.npy"), twin})),
            "the zip archive is damaged: 'a.npy' and 'b.npy' overlap");
  EXPECT_EQ(problem_of(make_zip({member("a.npy"), member("a.npy")})),
            "the zip archive is damaged: it has two tensors named 'a'");
}

TEST(Npz, OffsetsOutsideTheFileAreRefused) {
  for (const int64_t offset :
       {int64_t{1}, int64_t{400}, int64_t{500}, int64_t{100000}, int64_t{0xfffffffe}}) {
    Member astray = member("a.npy");
    astray.offset = offset;
    EXPECT_EQ(problem_of(make_zip({astray})), "the zip archive is damaged: 'a.npy' lies outside it")
        << offset;
  }
}

TEST(Npz, WhatIsNotHandledIsSaid) {
  Member m = member("a.npy", true);
  m.method = 12;
  EXPECT_EQ(problem_of(make_zip({m})),
            "the zip archive's 'a.npy' is packed by method 12; stored and deflated members are handled");
  m = member("a.npy");
  m.flags = 1;
  EXPECT_EQ(problem_of(make_zip({m})), "the zip archive's 'a.npy' is encrypted");
  m = member("a.npy");
  m.bytes = 0xffffffff;
  EXPECT_EQ(problem_of(make_zip({m})), "the zip archive's 'a.npy' has zip64 sizes, which are not handled");
  Bytes file = make_zip({member("a.npy")});
  for (size_t i = 0; i < 4; ++i) file[file.size() - 6 + i] = 0xff;
  EXPECT_EQ(problem_of(file), "zip64 archives (4 GB and above, or 65,535 members) are not handled");
}

}  // namespace
}  // namespace roundoff
