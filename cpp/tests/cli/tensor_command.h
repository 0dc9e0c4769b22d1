// What the tests of `roundoff tensor` share.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "roundoff/tensorfile/npy.h"
#include "tests/cli/command.h"
#include "tests/tensorfile/read.h"

namespace roundoff::test {

// Rows of very different reach, as weights have them.
inline std::vector<float> weights(size_t rows, size_t columns) {
  std::vector<float> values;
  for (size_t i = 0; i < rows * columns; ++i) {
    const auto x = static_cast<float>(i);
    values.push_back(std::sin(x * 12.9898F) * static_cast<float>(1 + i / columns) / 8 + 0.01F);
  }
  return values;
}

// `roundoff tensor` with a file w.npy of those.
class TensorCommand : public Command {
 protected:
  void SetUp() override {
    Command::SetUp();
    write_file(path("w.npy"), write_npy(values_, shape_));
  }

  nlohmann::json run_json(const std::string& arguments) const {
    const Outcome outcome = run("tensor " + arguments + " --json");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "") << arguments;
    return nlohmann::json::parse(outcome.out, nullptr, false);
  }

  std::vector<float> read(const std::string& name) const { return read_first(read_file(path(name))); }

  const std::vector<size_t> shape_ = {6, 40};
  const std::vector<float> values_ = weights(6, 40);
};

// The path of one of the golden files.
inline std::string golden_tensors(const std::string& name) {
  return std::string(ROUNDOFF_GOLDEN_DIR) + "/tensorfile/" + name;
}

}  // namespace roundoff::test
