// What the tests of every format ask of a file.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "roundoff/tensorfile/tensor_file.h"
#include "tests/support/tensor_files.h"

namespace roundoff::test {

inline std::vector<TensorInfo> list_of(const Bytes& file) {
  const Result<TensorFile> listed = list_tensors(file);
  EXPECT_TRUE(listed.ok()) << listed.error();
  return listed.ok() ? listed->tensors : std::vector<TensorInfo>{};
}

inline std::vector<float> read_first(const Bytes& file) {
  const std::vector<TensorInfo> tensors = list_of(file);
  if (tensors.empty()) return {};
  const Result<std::vector<float>> values = read_tensor(file, tensors[0]);
  EXPECT_TRUE(values.ok()) << values.error();
  return values.ok() ? *values : std::vector<float>{};
}

// "" where the file lists and every tensor in it reads.
inline std::string problem_of(const Bytes& file) {
  const Result<TensorFile> listed = list_tensors(file);
  if (!listed) return listed.error();
  for (const TensorInfo& tensor : listed->tensors) {
    const Result<std::vector<float>> values = read_tensor(file, tensor);
    if (!values) return values.error();
  }
  return "";
}

// Cut anywhere, the file is refused in one line.
inline void expect_refused_when_cut(const Bytes& file) {
  EXPECT_EQ(problem_of(file), "");
  for (size_t size = 0; size < file.size(); ++size) {
    const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    const std::string problem = problem_of(cut);
    EXPECT_NE(problem, "") << "cut to " << size << " of " << file.size();
    EXPECT_EQ(problem.find('\n'), std::string::npos) << problem;
  }
}

// 0, 1, … of the values that the golden files hold: i / 4 − 1.
inline std::vector<float> ramp(size_t count) {
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i) / 4 - 1;
  return values;
}

}  // namespace roundoff::test
