#include "roundoff/video/denoise.h"

#include <gtest/gtest.h>

#include "roundoff/video/noise.h"
#include "tests/video/frames.h"

namespace roundoff {
namespace {

constexpr size_t kSizes[] = {0, 1, 2, 3, 4, 5, 15, 16, 17, 64, 1001};

TEST(Denoise, FastEqualsReference) {
  Random random(3);
  for (const size_t size : kSizes) {
    for (const int reach : {-1, 0, 1, 40, 4080, 32767}) {
      for (const int share : {1, 2, 3, 4}) {
        Means fast(size);
        Means plain(size);
        std::vector<Rgba> fast_out(size);
        std::vector<Rgba> plain_out(size);
        std::vector<Rgba> frame = test::random_pixels(random, size);
        for (int t = 0; t < 6; ++t) {
          EXPECT_EQ(denoise(frame, {reach, share}, fast, fast_out),
                    denoise_ref(frame, {reach, share}, plain, plain_out));
          ASSERT_EQ(fast, plain) << size << " pixels, reach " << reach << ", share " << share;
          ASSERT_EQ(fast_out, plain_out) << size << " pixels, reach " << reach << ", share " << share;
          // Some stay, some move a little, some jump.
          for (Rgba& pixel : frame) {
            const uint64_t fate = random.below(4);
            if (fate == 0) pixel = static_cast<Rgba>(random.next());
            if (fate == 1) pixel ^= 0x00010203u;
          }
        }
      }
    }
  }
}

TEST(Denoise, AFrameAloneComesBackAsItIs) {
  Random random(4);
  const std::vector<Rgba> frame = test::random_pixels(random, 300);
  Means means(frame.size());
  std::vector<Rgba> out(frame.size());
  EXPECT_EQ(denoise(frame, {-1, 3}, means, out), frame.size());
  for (size_t i = 0; i < frame.size(); ++i) EXPECT_EQ(out[i], frame[i] | kMoved);
  EXPECT_EQ(denoise(frame, {0, 3}, means, out), 0u);
  for (size_t i = 0; i < frame.size(); ++i) EXPECT_EQ(out[i], frame[i] & ~kMoved);
}

TEST(Denoise, LevelsOutNoiseAndFollowsAJumpAtOnce) {
  const std::vector<Rgba> grey(10000, 0x808080);
  SensorNoise noise(4, 1);
  Means means(grey.size());
  std::vector<Rgba> out(grey.size());
  std::vector<Rgba> frame = grey;
  denoise(frame, {-1, 3}, means, out);
  for (int t = 0; t < 40; ++t) {
    frame = grey;
    noise.add_to(frame);
    denoise(frame, {20 * 16, 3}, means, out);
  }
  double squares = 0;
  for (const Rgba pixel : out) {
    const double off = static_cast<double>(pixel & 0xFFu) - 128;
    squares += off * off;
  }
  // 1 / 15 of the noise's variance, and 1 / 12 for rounding to levels.
  EXPECT_NEAR(squares / 10000, 16.0 / 15 + 1.0 / 12, 0.1);

  const std::vector<Rgba> white(grey.size(), 0xFFFFFF);
  EXPECT_EQ(denoise(white, {20 * 16, 3}, means, out), grey.size());
  EXPECT_EQ(out[77], 0xFFFFFFFFu);
}

TEST(NoiseLevel, IsWhatWasAdded) {
  for (const double sigma : {1.0, 2.0, 4.0}) {
    std::vector<Rgba> still = test::small_dog().pixels;
    SensorNoise noise(sigma, 5);
    Means means(still.size());
    std::vector<Rgba> out(still.size());
    denoise(still, {-1, 3}, means, out);
    for (int t = 0; t < 40; ++t) {
      std::vector<Rgba> frame = still;
      noise.add_to(frame);
      if (t == 39) {
        const test::Frame& dog = test::small_dog();
        const auto level = noise_level({frame.data(), dog.height, dog.width}, means);
        ASSERT_TRUE(level);
        EXPECT_NEAR(*level, sigma, 0.2 + 0.1 * sigma);
      }
      denoise(frame, {32767, 3}, means, out);
    }
  }
}

TEST(NoiseLevel, IsNothingWhereNothingCanBeHeardAndZeroWhereAllIsStill) {
  EXPECT_FALSE(noise_level({}, Means(0)));
  const std::vector<Rgba> black(10000, 0);
  EXPECT_FALSE(noise_level({black.data(), 100, 100}, Means(10000)));
  const std::vector<Rgba> grey(10000, 0x808080);
  Means means(10000);
  std::vector<Rgba> out(10000);
  denoise(grey, {-1, 3}, means, out);
  EXPECT_EQ(noise_level({grey.data(), 100, 100}, means), 0.0);
  EXPECT_FALSE(noise_level({grey.data(), 1, 10000}, means));
  EXPECT_FALSE(noise_level({grey.data(), 10000, 1}, means));
}

}  // namespace
}  // namespace roundoff
