#include "roundoff/measure/ssim.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "roundoff/base/random.h"
#include "tests/support/files.h"

namespace roundoff {
namespace {

constexpr double kFast = 1e-4;  // single precision, in the worst case: flat pictures far from middle grey

std::vector<Rgb8> noise(size_t pixels, Random& random, unsigned levels) {
  std::vector<Rgb8> picture(pixels);
  for (Rgb8& p : picture) {
    p = {static_cast<uint8_t>(random.below(levels)), static_cast<uint8_t>(random.below(levels)),
         static_cast<uint8_t>(random.below(levels))};
  }
  return picture;
}

std::vector<Rgb8> from_hex(const std::string& hex) {
  std::vector<Rgb8> pixels;
  const auto byte = [&](size_t i) {
    return static_cast<uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  };
  for (size_t i = 0; i < hex.size() / 2; i += 3) pixels.push_back({byte(i), byte(i + 1), byte(i + 2)});
  return pixels;
}

TEST(Ssim, AgreesWithScikitImage) {
  const auto file = test::golden("ssim.json");
  for (const auto& pair : nlohmann::json::parse(file)) {
    const size_t width = pair["width"];
    const size_t height = pair["height"];
    const auto before = from_hex(pair["before"]);
    const auto after = from_hex(pair["after"]);
    ASSERT_EQ(before.size(), width * height);
    const Span2D<const Rgb8> p{before.data(), height, width};
    const Span2D<const Rgb8> q{after.data(), height, width};
    const double expected = pair["ssim"];
    EXPECT_NEAR(ssim_ref(p, q), expected, 1e-9) << pair["name"];
    EXPECT_NEAR(SsimReference(p).compare(q), expected, kFast) << pair["name"];
  }
}

TEST(Ssim, FastAgreesWithPlainAtEverySize) {
  Random random(7);
  for (const auto& [height, width] : std::vector<std::pair<size_t, size_t>>{
           {1, 1}, {1, 40}, {40, 1}, {10, 10}, {11, 11}, {11, 12}, {12, 11}, {10, 30}, {5, 200}, {29, 37}}) {
    for (const unsigned levels : {1u, 2u, 256u}) {
      const auto before = noise(height * width, random, levels);
      const auto after = noise(height * width, random, 256);
      const Span2D<const Rgb8> p{before.data(), height, width};
      const Span2D<const Rgb8> q{after.data(), height, width};
      EXPECT_NEAR(SsimReference(p).compare(q), ssim_ref(p, q), kFast)
          << width << " × " << height << ", " << levels << " levels";
    }
  }
}

TEST(Ssim, IdenticalPicturesGiveOne) {
  Random random(8);
  for (const size_t side : {1, 4, 11, 30}) {
    const auto picture = noise(side * side, random, 256);
    const Span2D<const Rgb8> view{picture.data(), side, side};
    EXPECT_NEAR(ssim_ref(view, view), 1, 1e-12);
    EXPECT_NEAR(SsimReference(view).compare(view), 1, 1e-6);
  }
}

TEST(Ssim, FlatPicturesDifferInLuminanceAlone) {
  const std::vector<Rgb8> dark(20 * 20, {50, 50, 50});
  const std::vector<Rgb8> light(20 * 20, {200, 200, 200});
  const double c1 = 2.55 * 2.55;
  const double expected = (2 * 50.0 * 200 + c1) / (50.0 * 50 + 200.0 * 200 + c1);
  const Span2D<const Rgb8> p{dark.data(), 20, 20};
  const Span2D<const Rgb8> q{light.data(), 20, 20};
  EXPECT_NEAR(ssim_ref(p, q), expected, 1e-12);
  EXPECT_NEAR(SsimReference(p).compare(q), expected, kFast);
}

TEST(Ssim, ComparingTwiceGivesTheSameBits) {
  Random random(9);
  const auto before = noise(50 * 40, random, 256);
  const auto after = noise(50 * 40, random, 256);
  const SsimReference reference({before.data(), 40, 50});
  const double first = reference.compare({after.data(), 40, 50});
  EXPECT_EQ(first, reference.compare({after.data(), 40, 50}));
}

}  // namespace
}  // namespace roundoff
