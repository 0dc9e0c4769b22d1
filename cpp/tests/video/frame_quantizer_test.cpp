#include "roundoff/video/frame_quantizer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "roundoff/video/noise.h"
#include "tests/video/frames.h"

namespace roundoff {
namespace {

FrameQuantizer quantizer_for(const test::Frame& scene) {
  auto quantizer = FrameQuantizer::of(scene.width, scene.height);
  EXPECT_TRUE(quantizer.ok());
  return std::move(*quantizer);
}

void show(FrameQuantizer& quantizer, const std::vector<Rgba>& pixels, SensorNoise& noise,
          const FrameOptions& options) {
  std::copy(pixels.begin(), pixels.end(), quantizer.frame().begin());
  noise.add_to(quantizer.frame());
  quantizer.cluster(options);
  quantizer.assign();
}

struct Worst {
  double changed = 0;
  int palette_step = 0;
};

// A still scene in front of a noisy camera; the largest flicker from one frame to the next.
Worst watch(const FrameOptions& options, double sigma, int frames = 30) {
  const test::Frame& scene = test::small_dog();
  FrameQuantizer quantizer = quantizer_for(scene);
  SensorNoise noise(sigma, 7);
  Worst worst;
  for (int t = 0; t < frames; ++t) {
    show(quantizer, scene.pixels, noise, options);
    if (t == 0) continue;
    worst.changed = std::max(worst.changed, quantizer.flicker().changed);
    worst.palette_step = std::max(worst.palette_step, quantizer.flicker().palette_step);
  }
  return worst;
}

class NoiseClip : public ::testing::TestWithParam<std::pair<size_t, double>> {};
INSTANTIATE_TEST_SUITE_P(KAndSigma, NoiseClip,
                         ::testing::Values(std::pair{2, 4.0}, std::pair{16, 2.0}, std::pair{16, 4.0},
                                           std::pair{64, 3.0}));

TEST_P(NoiseClip, DoesNotFlickerInFollowAndFrozenMode) {
  const auto [k, sigma] = GetParam();
  const Worst follow = watch({k, PaletteMode::kFollow}, sigma);
  const Worst frozen = watch({k, PaletteMode::kFrozen}, sigma);
  const Worst naive = watch({k, PaletteMode::kNew}, sigma, 6);
  std::printf(
      "k = %zu, noise %.0f: at most %.3f%% of the indices change and %d levels of the palette; "
      "frozen %.3f%%, naive %.1f%% and %d\n",
      k, sigma, 100 * follow.changed, follow.palette_step, 100 * frozen.changed, 100 * naive.changed,
      naive.palette_step);
  EXPECT_LE(follow.changed, 0.005);
  EXPECT_LE(follow.palette_step, 1);
  EXPECT_LE(frozen.changed, 0.005);
  EXPECT_EQ(frozen.palette_step, 0);
  EXPECT_GT(naive.changed, 10 * follow.changed);
}

// Nothing but noise to divide among the entries.
TEST(FrameQuantizer, AnEvenWallDoesNotFlickerEither) {
  const test::Frame wall{160, 120, std::vector<Rgba>(19200, 0x8899AA)};
  FrameQuantizer quantizer = quantizer_for(wall);
  SensorNoise noise(3, 1);
  for (int t = 0; t < 60; ++t) {
    show(quantizer, wall.pixels, noise, {16, PaletteMode::kFollow});
    if (t < 30) continue;
    EXPECT_LE(quantizer.flicker().changed, 0.005) << t;
    EXPECT_LE(quantizer.flicker().palette_step, 1) << t;
  }
}

TEST(FrameQuantizer, FollowsACutWithinThreeFrames) {
  const test::Frame& dog = test::small_dog();
  std::vector<Rgba> negative = dog.pixels;
  for (Rgba& pixel : negative) pixel = ~pixel << 8u | (~pixel >> 16u & 0xFFu);
  const FrameOptions options{16, PaletteMode::kFollow};
  SensorNoise noise(2, 3);
  FrameQuantizer quantizer = quantizer_for(dog);
  for (int t = 0; t < 10; ++t) show(quantizer, dog.pixels, noise, options);
  for (int t = 0; t < 3; ++t) show(quantizer, negative, noise, options);
  const double followed = quantizer.mse();

  FrameQuantizer fresh = quantizer_for(dog);
  for (int t = 0; t < 3; ++t) show(fresh, negative, noise, options);
  EXPECT_LT(followed, 1.1 * fresh.mse());
}

// A quarter of the scene changes: no cut, but new colours are needed.
TEST(FrameQuantizer, FollowsWhatComesIntoTheScene) {
  const test::Frame& dog = test::small_dog();
  std::vector<Rgba> ball = dog.pixels;
  for (size_t y = 0; y < dog.height / 2; ++y) {
    for (size_t x = 0; x < dog.width / 2; ++x)
      ball[y * dog.width + x] =
          test::pack({static_cast<uint8_t>(200 + x % 50), 20, static_cast<uint8_t>(180 + y % 60)});
  }
  const FrameOptions options{16, PaletteMode::kFollow};
  SensorNoise noise(2, 3);
  FrameQuantizer quantizer = quantizer_for(dog);
  for (int t = 0; t < 10; ++t) show(quantizer, dog.pixels, noise, options);
  for (int t = 0; t < 16; ++t) show(quantizer, ball, noise, options);
  const double followed = quantizer.mse();

  FrameQuantizer fresh = quantizer_for(dog);
  for (int t = 0; t < 16; ++t) show(fresh, ball, noise, options);
  EXPECT_LT(followed, 1.15 * fresh.mse());
}

TEST(FrameQuantizer, DoesNotTakeMotionForNoiseNorMissNoiseThatGrows) {
  const test::Frame& dog = test::small_dog();
  const FrameOptions options{16, PaletteMode::kFollow};
  FrameQuantizer quantizer = quantizer_for(dog);
  SensorNoise noise(2, 3);
  for (int t = 0; t < 15; ++t) show(quantizer, dog.pixels, noise, options);
  const double still = quantizer.noise();
  EXPECT_NEAR(still, 2, 0.3);
  std::vector<Rgba> pan = dog.pixels;
  for (int t = 0; t < 30; ++t) {
    std::rotate(pan.begin(), pan.begin() + 2, pan.end());
    show(quantizer, pan, noise, options);
  }
  EXPECT_LT(quantizer.noise(), 1.7 * still);
  // What moves is shown as it is, nearly as well as by a clustering of this very frame.
  FrameQuantizer fresh = quantizer_for(dog);
  std::copy(quantizer.frame().begin(), quantizer.frame().end(), fresh.frame().begin());
  fresh.cluster({16, PaletteMode::kNew});
  fresh.assign();
  std::printf("panning: MSE %.0f, of the frame alone %.0f, noise %.2f\n", quantizer.mse(), fresh.mse(),
              quantizer.noise());
  EXPECT_LT(quantizer.mse(), 1.15 * fresh.mse());

  FrameQuantizer dusk = quantizer_for(dog);
  SensorNoise little(0.25, 3);
  SensorNoise much(4, 3);
  for (int t = 0; t < 15; ++t) show(dusk, dog.pixels, little, options);
  for (int t = 0; t < 120; ++t) show(dusk, dog.pixels, much, options);
  EXPECT_NEAR(dusk.noise(), 4, 0.5);
}

TEST(FrameQuantizer, AFrozenPaletteStaysUntilKChanges) {
  const test::Frame& dog = test::small_dog();
  FrameQuantizer quantizer = quantizer_for(dog);
  SensorNoise noise(2, 3);
  show(quantizer, dog.pixels, noise, {16, PaletteMode::kFrozen});
  const std::vector<Rgb8> first(quantizer.palette().begin(), quantizer.palette().end());
  const std::vector<Rgba> black(dog.pixels.size(), 0);
  for (int t = 0; t < 5; ++t) show(quantizer, black, noise, {16, PaletteMode::kFrozen});
  EXPECT_EQ(first, std::vector<Rgb8>(quantizer.palette().begin(), quantizer.palette().end()));
  show(quantizer, dog.pixels, noise, {5, PaletteMode::kFrozen});
  EXPECT_EQ(quantizer.palette().size(), 5u);
}

TEST(FrameQuantizer, NaiveModeIsEachFrameByItself) {
  const test::Frame& dog = test::small_dog();
  FrameQuantizer busy = quantizer_for(dog);
  SensorNoise noise(4, 3);
  for (int t = 0; t < 5; ++t) show(busy, dog.pixels, noise, {9, PaletteMode::kNew});
  FrameQuantizer fresh = quantizer_for(dog);
  std::copy(busy.frame().begin(), busy.frame().end(), fresh.frame().begin());
  fresh.cluster({9, PaletteMode::kNew});
  fresh.assign();
  EXPECT_TRUE(
      std::equal(busy.indices().flat().begin(), busy.indices().flat().end(), fresh.indices().flat().begin()));
}

TEST(FrameQuantizer, PaintsPaletteAndErrorAndCountsEveryPixel) {
  const test::Frame& dog = test::small_dog();
  FrameQuantizer quantizer = quantizer_for(dog);
  SensorNoise noise(0, 1);
  show(quantizer, dog.pixels, noise, {16, PaletteMode::kFollow});
  std::vector<Rgba> out(dog.pixels.size());
  quantizer.paint(out);
  uint64_t squared = 0;
  for (size_t i = 0; i < out.size(); ++i) {
    const Rgb8 color = quantizer.palette()[quantizer.indices().flat()[i]];
    ASSERT_EQ(out[i], test::pack(color) | kMoved);
    const Rgba before = dog.pixels[i];
    squared += static_cast<uint64_t>(
        squared_distance(color, {static_cast<uint8_t>(before), static_cast<uint8_t>(before >> 8u),
                                 static_cast<uint8_t>(before >> 16u)}));
  }
  EXPECT_DOUBLE_EQ(quantizer.mse(), static_cast<double>(squared) / static_cast<double>(out.size()));
  uint64_t counted = 0;
  for (const uint32_t count : quantizer.counts()) counted += count;
  EXPECT_EQ(counted, out.size());
  quantizer.paint_error(out);
  EXPECT_GE(quantizer.error_scale(), 1);
  for (const Rgba pixel : out) ASSERT_EQ(pixel & kMoved, kMoved);
}

TEST(FrameQuantizer, TakesIndicesFoundElsewhereAndRefusesThoseThatNameNoEntry) {
  const test::Frame& dog = test::small_dog();
  FrameQuantizer own = quantizer_for(dog);
  FrameQuantizer fed = quantizer_for(dog);
  SensorNoise noise(3, 5);
  for (int t = 0; t < 4; ++t) {
    const FrameOptions options = {t < 2 ? size_t{16} : size_t{5}, PaletteMode::kFollow};
    show(own, dog.pixels, noise, options);
    std::copy(own.frame().begin(), own.frame().end(), fed.frame().begin());
    fed.cluster(options);
    const auto before = fed.indices().flat();
    std::vector<uint8_t> found(before.begin(), before.end());
    assign_pixels_ref(fed.denoised(), fed.palette(), fed.stickiness(), found);
    ASSERT_TRUE(fed.take(found));
    EXPECT_EQ(own.flicker().changed, fed.flicker().changed);
    EXPECT_EQ(own.mse(), fed.mse());
    ASSERT_TRUE(std::equal(found.begin(), found.end(), own.indices().flat().begin()));
    EXPECT_FALSE(fed.take(std::span(found).first(found.size() - 1)));
    found.back() = static_cast<uint8_t>(fed.palette().size());
    EXPECT_FALSE(fed.take(found));
    EXPECT_EQ(own.mse(), fed.mse());
  }
}

TEST(FrameQuantizer, TakesFramesOfAnySizeAndOfOneColor) {
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 1}, {1, 7}, {33, 31}}) {
    auto quantizer = FrameQuantizer::of(width, height);
    ASSERT_TRUE(quantizer.ok());
    for (const PaletteMode mode : {PaletteMode::kFollow, PaletteMode::kNew, PaletteMode::kFrozen}) {
      for (const Rgba color : {0u, 0xFFFFFFFFu, 0x00336699u}) {
        std::fill(quantizer->frame().begin(), quantizer->frame().end(), color);
        quantizer->cluster({64, mode});
        quantizer->assign();
        EXPECT_GE(quantizer->palette().size(), 1u);
      }
    }
  }
}

TEST(FrameQuantizer, RefusesWhatItCannotDoByName) {
  EXPECT_FALSE(FrameQuantizer::of(0, 5).ok());
  EXPECT_FALSE(FrameQuantizer::of(size_t{1} << 40, size_t{1} << 40).ok());
  for (const int k : {-1, 0, 65}) {
    const auto options = FrameOptions::of(k, "follow");
    ASSERT_FALSE(options.ok());
    EXPECT_NE(options.error().find(std::to_string(k)), std::string::npos);
  }
  EXPECT_NE(FrameOptions::of(4, "quick").error().find("quick"), std::string::npos);
  EXPECT_EQ(FrameOptions::of(4, "frozen")->mode, PaletteMode::kFrozen);
}

// FNV-1a over the indices and the palette.
uint32_t fingerprint(const FrameQuantizer& quantizer) {
  uint32_t hash = 2166136261u;
  const auto take = [&](uint8_t byte) { hash = (hash ^ byte) * 16777619u; };
  for (const uint8_t index : quantizer.indices().flat()) take(index);
  for (const Rgb8 c : quantizer.palette()) {
    take(c.r);
    take(c.g);
    take(c.b);
  }
  return hash;
}

// One clip with noise, a change of k and of mode, and a cut. The browser's module is held to the same numbers
// (web/engine/camera.test.ts). ROUNDOFF_RENEW_GOLDEN=1 writes them anew.
TEST(FrameQuantizer, GivesTheSameBitsAsEver) {
  const test::Frame& dog = test::small_dog();
  std::vector<Rgba> turned(dog.pixels.rbegin(), dog.pixels.rend());
  FrameQuantizer quantizer = quantizer_for(dog);
  SensorNoise noise(3, 11);
  std::vector<uint32_t> found;
  for (int t = 0; t < 24; ++t) {
    const FrameOptions options{t < 8 ? size_t{16} : size_t{40}, t == 20  ? PaletteMode::kNew
                                                                : t > 20 ? PaletteMode::kFrozen
                                                                         : PaletteMode::kFollow};
    show(quantizer, t < 14 ? dog.pixels : turned, noise, options);
    found.push_back(fingerprint(quantizer));
  }
  const std::string path = std::string(ROUNDOFF_GOLDEN_DIR) + "/video/clip.json";
  if (std::getenv("ROUNDOFF_RENEW_GOLDEN") != nullptr) {
    std::ofstream(path) << nlohmann::json{{"fingerprints", found}}.dump(2) << '\n';
  }
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  EXPECT_EQ(nlohmann::json::parse(file)["fingerprints"].get<std::vector<uint32_t>>(), found);
}

}  // namespace
}  // namespace roundoff
