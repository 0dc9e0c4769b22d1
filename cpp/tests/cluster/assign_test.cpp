#include "roundoff/cluster/assign.h"

#include <gtest/gtest.h>

#include "roundoff/cluster/reassign.h"
#include "tests/cluster/pictures.h"

namespace roundoff {
namespace {

Centroids random_centroids(Random& random, size_t k, double scale) {
  Centroids centroids(k);
  for (auto& c : centroids) {
    for (float& x : c) x = static_cast<float>((random.uniform() * 1.2 - 0.1) * scale);
  }
  return centroids;
}

double scale_of(ColorSpace space) { return 255 * (space == ColorSpace::kSrgb ? 1 : 257); }

class EverySpace : public ::testing::TestWithParam<ColorSpace> {};
INSTANTIATE_TEST_SUITE_P(Spaces, EverySpace,
                         ::testing::Values(ColorSpace::kSrgb, ColorSpace::kLinear, ColorSpace::kOklab));

TEST_P(EverySpace, FastEqualsReference) {
  Random random(11);
  for (const auto& picture : testing::all_pictures()) {
    const ColorHistogram histogram = picture.histogram();
    const ColorPoints points(histogram, GetParam());
    for (const PointSet* level : {&points.fine, &points.coarse, &points.coarsest}) {
      for (const size_t k : {1, 2, 3, 7, 16, 33, 100, 256}) {
        Centroids centroids = random_centroids(random, k, scale_of(GetParam()));
        if (k > 2) centroids[2] = centroids[0];                     // a tie everywhere
        if (k > 6) centroids[6] = level->point(level->size() - 1);  // a point that is hit
        std::vector<uint16_t> fast(level->size());
        std::vector<uint16_t> plain(level->size());
        EXPECT_EQ(assign(*level, centroids, fast), assign_ref(*level, centroids, plain))
            << picture.name << " k=" << k;
        EXPECT_EQ(fast, plain) << picture.name << " k=" << k;
      }
    }
  }
}

TEST_P(EverySpace, CentroidsOnGridTiesGoToTheLowestIndex) {
  for (const auto& picture : testing::all_pictures()) {
    const ColorHistogram histogram = picture.histogram();
    const ColorPoints points(histogram, GetParam());
    Centroids centroids;  // midway between grid colours: equal distances, exactly
    for (int r = 8; r < 256; r += 64) {
      for (int g = 8; g < 256; g += 64)
        centroids.push_back({static_cast<float>(r), static_cast<float>(g), 40.0F});
    }
    std::vector<uint16_t> fast(points.fine.size());
    std::vector<uint16_t> plain(points.fine.size());
    EXPECT_EQ(assign(points.fine, centroids, fast), assign_ref(points.fine, centroids, plain))
        << picture.name;
    EXPECT_EQ(fast, plain) << picture.name;
  }
}

// Centroids that jump, creep and stand still: every answer must be the plain one.
TEST_P(EverySpace, ReassignerEqualsReferenceWhateverMoves) {
  Random random(23);
  const double scale = scale_of(GetParam());
  for (const auto& picture : testing::all_pictures()) {
    const ColorHistogram histogram = picture.histogram();
    const ColorPoints points(histogram, GetParam());
    for (const size_t k : {1, 5, 40, 256}) {
      Reassigner reassigner(points.fine);
      Centroids centroids = random_centroids(random, k, scale);
      for (int step = 0; step < 25; ++step) {
        EXPECT_EQ(reassigner.assign(centroids), assign_ref(points.fine, centroids))
            << picture.name << " k=" << k << " step " << step;
        const double reach = step % 9 == 8 ? scale / 4 : scale / 255 / (1 << (step % 6));
        for (auto& c : centroids) {
          if (random.below(3) == 0) continue;
          for (float& x : c) x += static_cast<float>((random.uniform() - 0.5) * reach);
        }
      }
    }
  }
}

TEST(Assign, SharesAddUpToThePicture) {
  const auto picture = testing::blobs(4, 9000);
  const ColorHistogram histogram = picture.histogram();
  const ColorPoints points(histogram, ColorSpace::kSrgb);
  Random random(1);
  Moments sum;
  for (const Moments& share : assign(points.fine, random_centroids(random, 20, 255))) sum.add(share);
  EXPECT_EQ(sum.weight, 9000);
}

}  // namespace
}  // namespace roundoff
