#include "roundoff/cluster/follow.h"

#include <gtest/gtest.h>

#include <set>

#include "roundoff/color/histogram.h"
#include "tests/cluster/pictures.h"

namespace roundoff {
namespace {

using Palette = std::vector<Rgb8>;

struct Colors {
  explicit Colors(const std::vector<Rgb8>& pixels)
      : histogram({pixels.data(), pixels.size(), 1}), points(histogram, ColorSpace::kSrgb) {}

  ColorHistogram histogram;
  ColorPoints points;
};

void follow(PaletteFollower& follower, const std::vector<Rgb8>& pixels, size_t k, bool cut = false) {
  const Colors colors(pixels);
  follower.follow(colors.points.coarsest, colors.points.sum_of_squares, k, cut);
}

Palette palette_of(const PaletteFollower& follower) {
  return {follower.palette().begin(), follower.palette().end()};
}

// Pixels around each centre, the same number each.
std::vector<Rgb8> around(const Palette& centers, uint64_t seed, int spread = 6) {
  Random random(seed);
  std::vector<Rgb8> pixels;
  for (const Rgb8 c : centers) {
    for (int i = 0; i < 400; ++i) {
      const auto near = [&](uint8_t level) {
        const int offset = static_cast<int>(random.below(static_cast<uint64_t>(2 * spread + 1))) - spread;
        return static_cast<uint8_t>(std::clamp(level + offset, 0, 255));
      };
      pixels.push_back({near(c.r), near(c.g), near(c.b)});
    }
  }
  return pixels;
}

const Palette kCenters = {{20, 20, 30}, {200, 40, 40}, {60, 120, 60}, {90, 140, 210}, {230, 220, 200}};

TEST(Follow, FirstPaletteGoesFromDarkToLight) {
  for (const auto& picture : testing::all_pictures()) {
    for (const size_t k : {1, 2, 16, 64}) {
      PaletteFollower follower;
      follow(follower, picture.pixels, k);
      ASSERT_GE(follower.palette().size(), 1u);
      EXPECT_LE(follower.palette().size(), k) << picture.name;
      for (size_t j = 1; j < follower.palette().size(); ++j) {
        EXPECT_LE(luma(follower.palette()[j - 1]), luma(follower.palette()[j])) << picture.name;
      }
    }
  }
}

TEST(Follow, ACalmPaletteMovesByAtMostOneLevel) {
  PaletteFollower follower;
  follow(follower, around(kCenters, 0), 5);
  for (uint64_t seed = 1; seed < 60; ++seed) {
    const Palette before = palette_of(follower);
    follow(follower, around(kCenters, seed), 5);
    EXPECT_LE(palette_step(before, follower.palette()), 1) << seed;
  }
}

TEST(Follow, ColorsKeepTheirPlacesWhileTheLightChanges) {
  Palette centers = kCenters;
  PaletteFollower follower;
  follow(follower, around(centers, 0), 5);
  // Until the darkest has become lighter than where others began.
  for (uint64_t t = 1; t <= 40; ++t) {
    centers[0].r = static_cast<uint8_t>(centers[0].r + 2);
    centers[0].g = static_cast<uint8_t>(centers[0].g + 2);
    centers[3].b = static_cast<uint8_t>(centers[3].b - 3);
    follow(follower, around(centers, t), 5);
  }
  const Palette first = [] {
    PaletteFollower fresh;
    follow(fresh, around(kCenters, 0), 5);
    return palette_of(fresh);
  }();
  for (size_t j = 0; j < first.size(); ++j) {
    size_t center = 0;
    for (size_t c = 1; c < kCenters.size(); ++c) {
      if (squared_distance(first[j], kCenters[c]) < squared_distance(first[j], kCenters[center])) center = c;
    }
    EXPECT_LT(squared_distance(follower.palette()[j], centers[center]), 30) << "entry " << j;
  }
}

TEST(Follow, AnotherSceneIsTakenAtOnceWhenItIsACutAndSoonWhenItIsNot) {
  const Palette other = {{250, 250, 90}, {10, 60, 10}, {120, 10, 120}, {10, 10, 200}, {190, 120, 90}};
  for (const bool cut : {true, false}) {
    PaletteFollower follower;
    follow(follower, around(kCenters, 0), 5);
    for (uint64_t t = 1; t <= (cut ? 1 : 15); ++t) follow(follower, around(other, t), 5, cut && t == 1);
    for (const Rgb8 center : other) {
      int nearest = 1 << 20;
      for (const Rgb8 c : follower.palette()) nearest = std::min(nearest, squared_distance(c, center));
      EXPECT_LT(nearest, 30) << (cut ? "cut" : "no cut");
    }
  }
}

TEST(Follow, WhatStaysInTheSceneKeepsItsPlaceThroughACut) {
  PaletteFollower follower;
  follow(follower, around(kCenters, 0), 5);
  const Palette before = palette_of(follower);
  Palette other = kCenters;
  other[1] = {20, 230, 230};
  follow(follower, around(other, 1), 5, true);
  int kept = 0;
  for (size_t j = 0; j < before.size(); ++j) {
    kept += squared_distance(before[j], follower.palette()[j]) < 30 ? 1 : 0;
  }
  EXPECT_EQ(kept, 4);
}

TEST(Follow, AnotherKKeepsThePlacesThatItCan) {
  PaletteFollower follower;
  follow(follower, around(kCenters, 0), 5);
  const Palette before = palette_of(follower);
  Palette more = kCenters;
  more.push_back({250, 120, 10});
  follow(follower, around(more, 1), 6);
  ASSERT_EQ(follower.palette().size(), 6u);
  for (size_t j = 0; j < before.size(); ++j)
    EXPECT_LT(squared_distance(before[j], follower.palette()[j]), 30) << "entry " << j;

  const Palette six = palette_of(follower);
  follow(follower, around(more, 2), 2);
  ASSERT_EQ(follower.palette().size(), 2u);
  follow(follower, around(more, 3), 64);
  EXPECT_EQ(follower.palette().size(), 64u);
}

TEST(Follow, SurvivesFewColorsAndGrowsWhenThereAreMore) {
  PaletteFollower follower;
  const std::vector<Rgb8> black(500, Rgb8{0, 0, 0});
  for (int t = 0; t < 20; ++t) {
    follow(follower, black, 16);
    ASSERT_EQ(follower.palette().size(), 1u);
    EXPECT_EQ(follower.palette()[0], (Rgb8{0, 0, 0}));
  }
  follow(follower, around(kCenters, 1, 40), 16, true);
  EXPECT_EQ(follower.palette().size(), 16u);
  for (int t = 0; t < 20; ++t) follow(follower, black, 16, t == 0);
  EXPECT_GE(follower.palette().size(), 1u);
}

TEST(Follow, RenewForgets) {
  PaletteFollower a;
  PaletteFollower b;
  follow(b, around(kCenters, 9), 7);
  const Colors colors(around(kCenters, 1, 30));
  for (PaletteFollower* follower : {&a, &b})
    follower->renew(colors.points.coarsest, colors.points.sum_of_squares, 7);
  EXPECT_EQ(palette_of(a), palette_of(b));
}

TEST(PaletteStep, IsTheLargestChangeOfAChannel) {
  const Palette a = {{1, 2, 3}, {4, 5, 6}};
  const Palette b = {{1, 2, 3}, {4, 9, 5}, {200, 200, 200}};
  EXPECT_EQ(palette_step(a, b), 4);
  EXPECT_EQ(palette_step(a, a), 0);
  EXPECT_EQ(palette_step({}, b), 0);
}

}  // namespace
}  // namespace roundoff
