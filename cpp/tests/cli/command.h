// Runs the command as a shell would.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/files.h"

namespace roundoff::test {

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

// With a folder of its own, which goes when the test ends.
class Command : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("roundoff_cli_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  Outcome run(const std::string& arguments) const {
    const std::string command =
        std::string(ROUNDOFF_CLI) + " " + arguments + " >" + path("stdout") + " 2>" + path("stderr");
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(path("stdout")), text_of(path("stderr"))};
  }

  // Exit code 2, nothing on stdout, and exactly this line on stderr.
  void expect_refused(const std::string& arguments, const std::string& line) const {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << arguments;
    EXPECT_EQ(outcome.out, "") << arguments;
    EXPECT_EQ(outcome.err, "roundoff: " + line + "\n") << arguments;
  }

  std::filesystem::path folder_;

 private:
  static std::string text_of(const std::string& path) {
    const Bytes bytes = read_file(path);
    return {bytes.begin(), bytes.end()};
  }
};

}  // namespace roundoff::test
