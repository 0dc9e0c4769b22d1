#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "roundoff/base/random_tensor.h"
#include "roundoff/compress/rate.h"
#include "roundoff/tensorfile/npy.h"
#include "tests/cli/command.h"

namespace roundoff {
namespace {

using nlohmann::json;
using Shape = std::vector<size_t>;

class CliRate : public test::Command {
 protected:
  void write(const std::vector<float>& values) const {
    test::write_file(path("w.npy"), write_npy(values, Shape{values.size()}));
  }
};

TEST_F(CliRate, PrintsWhatTheCoreFinds) {
  const std::vector<float> values = random_tensor(5000, {});
  write(values);
  const test::Outcome outcome = run("rate " + path("w.npy") + " --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json report = json::parse(outcome.out);
  EXPECT_EQ(report["shape"], (Shape{5000}));
  EXPECT_EQ(report["values"], 5000);
  const Tensor tensor({values.size()}, values);
  EXPECT_EQ(report["bounds"]["gaussian_db"], rate_bounds(tensor)->gaussian_db);
  EXPECT_EQ(report["bounds"]["own_db"], rate_bounds(tensor)->own_db.value());
  size_t seen = 0;
  for (const json& point : report["points"]) {
    const auto quantizer = parse_rate_quantizer(point["quantizer"].get<std::string>());
    ASSERT_TRUE(quantizer.has_value());
    const RateSetting setting{*quantizer, point.value("bits", 0), point.value("step", 0.0)};
    const auto again = code(tensor, setting);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(point["entropy"], again->point.entropy);
    EXPECT_EQ(point["huffman"], again->point.huffman);
    EXPECT_EQ(point["sqnr_db"], again->point.sqnr_db);
    ++seen;
  }
  EXPECT_EQ(seen, 7u + 37 + 8);
}

TEST_F(CliRate, PrintsATableForPeople) {
  write(random_tensor(400, {}));
  const test::Outcome outcome = run("rate " + path("w.npy"));
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(outcome.out.starts_with("values    400, mean ")) << outcome.out;
  EXPECT_NE(outcome.out.find("kmeans            8 bits"), std::string::npos) << outcome.out;
}

TEST_F(CliRate, EqualValuesAreInfinitelyGood) {
  write(std::vector<float>(9, 2));
  const test::Outcome outcome = run("rate " + path("w.npy") + " --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json report = json::parse(outcome.out);
  EXPECT_TRUE(report["bounds"]["gaussian_db"].is_null());
  EXPECT_TRUE(report["bounds"]["own_db"].is_null());
  EXPECT_TRUE(report["points"][0]["sqnr_db"].is_null() || report["points"][0]["sqnr_db"] > 40);
}

TEST_F(CliRate, RefusesInOneLine) {
  write({NAN, INFINITY});
  expect_refused("rate " + path("w.npy"), path("w.npy") + ": the tensor has no finite values");
  expect_refused("rate", "FILE is required");
}

}  // namespace
}  // namespace roundoff
