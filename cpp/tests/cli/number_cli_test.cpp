// roundoff number, dot and pack: what the figures of single numbers show.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "roundoff/format/dot_product.h"
#include "roundoff/format/number.h"
#include "tests/cli/command.h"

namespace roundoff {
namespace {

using nlohmann::json;

class CliNumbers : public test::Command {
 protected:
  json report(const std::string& arguments) const {
    const test::Outcome outcome = run(arguments + " --json");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return json::parse(outcome.out);
  }
};

TEST_F(CliNumbers, ReadsEachFormatAsTheCoreDoes) {
  for (const format::NumberFormat each : format::kNumberFormats) {
    const std::string name(format::layout(each).name);
    for (const double asked : {0.1, -37.0, 0.0, 1e-9, 70000.0}) {
      const json found = report("number " + std::to_string(asked) + " --format " + name);
      const double read = std::stod(std::to_string(asked));
      const format::NumberReading reading = format::read_number(each, format::nearest_number(each, read));
      EXPECT_EQ(found["kind"], format::name(reading.kind)) << name << " " << asked;
      EXPECT_EQ(found["fields"]["mantissa"], reading.mantissa);
      if (std::isfinite(reading.value)) {
        EXPECT_EQ(found["value"], reading.value);
        EXPECT_EQ(found["spacing"], reading.spacing);
        EXPECT_EQ(found["error"], reading.value - read);
      } else {
        EXPECT_TRUE(found["value"].is_null());
      }
    }
  }
}

TEST_F(CliNumbers, BitsAreReadAndWritten) {
  EXPECT_EQ(report("number 0.1 --format float16")["bits"], "0 01011 1001100110");
  EXPECT_EQ(report("number -37 --format int8")["bits"], "11011011");
  const json found = report("number --bits 0x47 --format fp8_e4m3");
  EXPECT_EQ(found["bits"], "0 1000 111");
  EXPECT_EQ(found["value"], 3.75);
  EXPECT_EQ(found["below"], 3.5);
  EXPECT_EQ(found["above"], 4);
  EXPECT_FALSE(found.contains("asked"));
  const test::Outcome text = run("number 0.1 --format float16");
  EXPECT_TRUE(text.out.starts_with("value     0.0999755859375 (normal)\nbits      0 01011 1001100110\n"))
      << text.out;
}

TEST_F(CliNumbers, WhatIsNoNumberHereIsRefused) {
  expect_refused(
      "number 1 --format float17",
      "there is no number format float17: one of float32, float16, bfloat16, fp8_e4m3, fp8_e5m2, fp4, "
      "int8, int4, int2");
  expect_refused("number --format int4", "either a VALUE or --bits is wanted");
  expect_refused("number 1 --bits 1 --format int4", "either a VALUE or --bits is wanted");
  expect_refused("number --bits 0x10 --format int4", "int4 has 4 bits, and --bits more");
  expect_refused("number --bits 0x100000000 --format float32", "float32 has 32 bits, and --bits more");
  expect_refused("number ten --format int4", "Could not convert: VALUE = ten");
}

TEST_F(CliNumbers, DotPrintsTheCoresErrors) {
  const json found = report("dot --length 300 --values uniform --seeds 5 --seed 7");
  format::DotProductOptions options{300, 5, 7, format::Distribution::kUniform};
  const auto rows = format::dot_product_errors(options);
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(found["rows"].size(), rows->size());
  for (size_t i = 0; i < rows->size(); ++i) {
    const json& row = found["rows"][i];
    EXPECT_EQ(row["accumulation"], format::name((*rows)[i].accumulation));
    EXPECT_EQ(row["overflows"], (*rows)[i].overflows);
    if (std::isfinite((*rows)[i].median)) {
      EXPECT_EQ(row["median"], (*rows)[i].median);
    }
    EXPECT_EQ(row["errors"].size(), 5u);
  }
  expect_refused("dot --length 0", "a dot product is 1 to 1048576 numbers long, not 0");
  expect_refused("dot --values odd", "--values is normal or uniform, not odd");
}

TEST_F(CliNumbers, PacksAndUnpacks) {
  EXPECT_EQ(run("pack -3 1 -7 2").out, "89 26\n");
  EXPECT_EQ(run("pack --bits 2 1 -2 0 -1 1").out, "201 192\n");
  EXPECT_EQ(run("pack --unpack 89 26").out, "-3 1 -7 2\n");
  const json found = report("pack --unpack --bits 8 255 128");
  EXPECT_EQ(found["integers"], (std::vector<int>{-1, -128}));
  expect_refused("pack 8", "integers of 4 bits are whole numbers from -8 to 7, not 8");
  expect_refused("pack --unpack -- -1", "bytes are whole numbers from 0 to 255, not -1");
  expect_refused("pack --bits 3 1", "integers of 2, 4 or 8 bits are packed, not 3");
  expect_refused("pack", "NUMBERS is required");
}

}  // namespace
}  // namespace roundoff
