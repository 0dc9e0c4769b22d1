#include "roundoff/cluster/kmeans.h"

#include <gtest/gtest.h>

#include <set>

#include "roundoff/cluster/lloyd.h"
#include "roundoff/cluster/refine.h"
#include "tests/cluster/pictures.h"

namespace roundoff {
namespace {

constexpr Seeding kSeedings[] = {Seeding::kSplit, Seeding::kPlusPlus, Seeding::kRandom, Seeding::kCorner};
constexpr ColorSpace kSpaces[] = {ColorSpace::kSrgb, ColorSpace::kLinear, ColorSpace::kOklab};

TEST(Lloyd, InertiaNeverRises) {
  for (const auto& picture : testing::all_pictures()) {
    const ColorHistogram histogram = picture.histogram();
    const ColorPoints points(histogram, ColorSpace::kSrgb);
    for (const size_t k : {1, 4, 30}) {
      double last = std::numeric_limits<double>::infinity();
      LloydOptions options;
      options.watch = [&](const Centroids&, double distortion) {
        EXPECT_LE(distortion, last * (1 + 1e-12)) << picture.name << " k=" << k;
        last = distortion;
      };
      const Clustering found =
          lloyd(points.fine, seed_random(points.fine, k, 2), points.sum_of_squares, options);
      EXPECT_LE(found.inertia, last * (1 + 1e-12) + 1e-6);
    }
  }
}

TEST(Lloyd, EndsWhereNothingMoves) {
  const auto picture = testing::blobs(9, 5000);
  const ColorHistogram histogram = picture.histogram();
  const ColorPoints points(histogram, ColorSpace::kSrgb);
  const Clustering found = lloyd(points.fine, seed_plus_plus(points.fine, 12, 3), points.sum_of_squares);
  const Shares again = assign_ref(points.fine, found.centroids);
  for (size_t j = 0; j < again.size(); ++j) EXPECT_EQ(again[j].mean(), found.centroids[j]);
}

TEST(Lloyd, CentroidsWithoutPointsAreMovedToTheWorstFit) {
  const auto picture = testing::blobs(6, 3000);
  const ColorHistogram histogram = picture.histogram();
  const ColorPoints points(histogram, ColorSpace::kSrgb);
  const Centroids same(10, {10, 10, 10});
  const Clustering found = lloyd(points.fine, same, points.sum_of_squares);
  for (const Moments& share : found.shares) EXPECT_GT(share.weight, 0);
}

TEST(Refine, NeverWorseThanItsStart) {
  for (const auto& picture : testing::all_pictures()) {
    const ColorHistogram histogram = picture.histogram();
    const ColorPoints points(histogram, ColorSpace::kSrgb);
    const Clustering start = lloyd(points.fine, seed_corner(points.fine, 20), points.sum_of_squares);
    const Clustering better =
        refine(points.fine, start, points.sum_of_squares, points.coarsest, sort_by_axes(points.coarsest));
    EXPECT_LE(better.inertia, start.inertia) << picture.name;
  }
}

TEST(Seeds, AreWithinThePointsAndAsManyAsAsked) {
  const auto picture = testing::blobs(8, 5000);
  const ColorHistogram histogram = picture.histogram();
  const ColorPoints points(histogram, ColorSpace::kSrgb);
  SplitSequence split(points.fine, sort_by_axes(points.fine));
  for (const size_t k : {1, 2, 9, 64, 256}) {
    EXPECT_EQ(split.centroids(k).size(), k);
    EXPECT_EQ(seed_plus_plus(points.fine, k, 1).size(), k);
    EXPECT_EQ(seed_random(points.fine, k, 1).size(), k);
    EXPECT_EQ(seed_corner(points.fine, k).size(), k);
  }
  EXPECT_NE(seed_random(points.fine, 9, 1), seed_random(points.fine, 9, 2));
  EXPECT_EQ(seed_plus_plus(points.fine, 9, 1), seed_plus_plus(points.fine, 9, 1));
}

TEST(Seeds, SplittingDoesNotDependOnWhatWasAskedBefore) {
  const auto picture = testing::blobs(8, 5000);
  const ColorHistogram histogram = picture.histogram();
  const ColorPoints points(histogram, ColorSpace::kSrgb);
  SplitSequence up(points.coarse, sort_by_axes(points.coarse));
  SplitSequence down(points.coarse, sort_by_axes(points.coarse));
  const Centroids many = down.centroids(50);
  const Centroids few = down.centroids(5);
  EXPECT_EQ(up.centroids(5), few);
  EXPECT_EQ(up.centroids(50), many);
}

TEST(KMeans, PaletteOfAPictureWithFewColorsIsExact) {
  for (const auto& picture : testing::all_pictures()) {
    const ColorHistogram histogram = picture.histogram();
    if (histogram.size() > kMaxColors) continue;
    ColorQuantizer quantizer(histogram);
    KMeansOptions options;
    for (const int k : {static_cast<int>(histogram.size()), kMaxColors}) {
      options.k = k;
      const auto palette = quantizer.cluster(options);
      ASSERT_TRUE(palette.ok());
      EXPECT_TRUE(palette->exact) << picture.name;
      EXPECT_EQ(palette->colors.size(), histogram.size());
      EXPECT_EQ(quantizer.use(palette->colors, options.space).squared_error, 0u);
    }
  }
}

TEST(KMeans, UseIsConsistentInEverySpaceAndFromEverySeeding) {
  for (const auto& picture : testing::all_pictures()) {
    const ColorHistogram histogram = picture.histogram();
    for (const ColorSpace space : kSpaces) {
      ColorQuantizer quantizer(histogram);
      for (const Seeding seeding : kSeedings) {
        for (const Effort effort : {Effort::kDraft, Effort::kFull}) {
          KMeansOptions options{.k = 11, .space = space, .seeding = seeding, .effort = effort};
          const auto palette = quantizer.cluster(options);
          ASSERT_TRUE(palette.ok());
          ASSERT_GE(palette->colors.size(), 1u);
          ASSERT_LE(palette->colors.size(), 11u);
          const PaletteUse use = quantizer.use(palette->colors, space);
          uint64_t pixels = 0;
          for (const uint32_t count : use.counts) pixels += count;
          EXPECT_EQ(pixels, histogram.pixels());
          uint64_t squared_error = 0;
          const std::vector<uint8_t> indices = pixel_indices(histogram, use);
          for (size_t p = 0; p < indices.size(); ++p) {
            squared_error +=
                static_cast<uint64_t>(squared_distance(picture.pixels[p], palette->colors[indices[p]]));
          }
          EXPECT_EQ(use.squared_error, squared_error) << picture.name;
        }
      }
    }
  }
}

TEST(KMeans, IsDeterministicAndIndependentOfEarlierCalls) {
  const auto picture = testing::blobs(12, 20000);
  const ColorHistogram histogram = picture.histogram();
  ColorQuantizer busy(histogram);
  for (int k = 40; k >= 2; k -= 7) {
    ColorQuantizer fresh(histogram);
    const KMeansOptions options{.k = k};
    const auto a = busy.cluster(options);
    const auto b = fresh.cluster(options);
    ASSERT_TRUE(a.ok() && b.ok());
    EXPECT_EQ(a->colors, b->colors);
    EXPECT_EQ(a->inertia, b->inertia);
    EXPECT_EQ(a->iterations, b->iterations);
  }
}

TEST(KMeans, OneColorIsTheMean) {
  const auto picture = testing::blobs(13, 777);
  const ColorHistogram histogram = picture.histogram();
  ColorQuantizer quantizer(histogram);
  const auto palette = quantizer.cluster({.k = 1});
  double r = 0;
  for (const Rgb8 p : picture.pixels) r += p.r;
  ASSERT_TRUE(palette.ok());
  ASSERT_EQ(palette->colors.size(), 1u);
  EXPECT_NEAR(palette->colors[0].r, r / 777, 0.51);
}

TEST(KMeans, SettlesFromAGivenPaletteWithoutRaisingItsError) {
  for (const auto& picture : testing::all_pictures()) {
    const ColorHistogram histogram = picture.histogram();
    ColorQuantizer quantizer(histogram);
    Random random(3);
    for (const size_t k : {1, 3, 8}) {
      std::vector<Rgb8> start;
      for (size_t i = 0; i < k; ++i) start.push_back(testing::random_color(random));
      const double before = static_cast<double>(quantizer.use(start, ColorSpace::kSrgb).squared_error);
      const Palette settled = quantizer.settle(start, ColorSpace::kSrgb);
      EXPECT_LE(settled.colors.size(), k);
      EXPECT_LE(settled.inertia, before * (1 + 1e-12) + 1e-6) << picture.name << " k=" << k;
      // Means are rounded to eight bits: each channel of each pixel by half a level at most.
      const auto after = static_cast<double>(quantizer.use(settled.colors, ColorSpace::kSrgb).squared_error);
      EXPECT_LE(after, settled.inertia + 0.75 * static_cast<double>(histogram.pixels()) + 1e-6)
          << picture.name;
    }
  }
}

TEST(KMeans, SettlingRepeatsOfOneColorSpreadsThem) {
  const auto picture = testing::blobs(6, 3000);
  const ColorHistogram histogram = picture.histogram();
  ColorQuantizer quantizer(histogram);
  const std::vector<Rgb8> same(5, Rgb8{10, 10, 10});
  EXPECT_EQ(quantizer.settle(same, ColorSpace::kSrgb).colors.size(), 5u);
}

TEST(KMeans, PaletteGoesFromDarkToLightWithoutRepeats) {
  const auto picture = testing::blobs(14, 8000);
  const ColorHistogram histogram = picture.histogram();
  ColorQuantizer quantizer(histogram);
  const auto palette = quantizer.cluster({.k = 100});
  ASSERT_TRUE(palette.ok());
  int last = -1;
  std::set<uint32_t> seen;
  for (const Rgb8 c : palette->colors) {
    const int luma = 299 * c.r + 587 * c.g + 114 * c.b;
    EXPECT_GE(luma, last);
    last = luma;
    EXPECT_TRUE(seen.insert(z_order(c)).second);
  }
}

TEST(KMeans, TraceStartsAtTheSeedsAndEndsAtThePalette) {
  const auto picture = testing::blobs(15, 8000);
  const ColorHistogram histogram = picture.histogram();
  ColorQuantizer quantizer(histogram);
  const auto palette = quantizer.cluster({.k = 6, .seeding = Seeding::kCorner, .trace = true});
  ASSERT_TRUE(palette.ok());
  ASSERT_GE(palette->trace.size(), 2u);
  EXPECT_EQ(palette->trace.size(), static_cast<size_t>(palette->iterations));
  for (const TraceFrame& frame : palette->trace) {
    EXPECT_EQ(frame.centroids.size(), 6u);
    std::vector<uint16_t> nearest(frame.nearest.size());
    assign_ref(quantizer.points(ColorSpace::kSrgb).coarsest, frame.centroids, nearest);
    EXPECT_TRUE(std::equal(nearest.begin(), nearest.end(), frame.nearest.begin(), frame.nearest.end()));
  }
  EXPECT_LT(palette->trace.back().mse, palette->trace.front().mse);
}

TEST(KMeans, RefusesKOutOfRangeByName) {
  const auto picture = testing::blobs(16, 10);
  const ColorHistogram histogram = picture.histogram();
  ColorQuantizer quantizer(histogram);
  for (const int k : {-1, 0, 257}) {
    const auto palette = quantizer.cluster({.k = k});
    ASSERT_FALSE(palette.ok());
    EXPECT_NE(palette.error().find(std::to_string(k)), std::string::npos);
  }
}

}  // namespace
}  // namespace roundoff
