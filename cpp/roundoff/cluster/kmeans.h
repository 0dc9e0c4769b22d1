// A palette of k colours for a picture, by k-means over its colour histogram.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/cluster/points.h"
#include "roundoff/cluster/seed.h"
#include "roundoff/color/histogram.h"
#include "roundoff/color/space.h"

namespace roundoff {

struct Clustering;

enum class Effort : uint8_t {
  kDraft,  // good seeds and a few iterations, for while the hand moves
  kFull,   // to convergence
};

struct KMeansOptions {
  int k = 16;  // 1 … kMaxColors
  ColorSpace space = ColorSpace::kSrgb;
  Seeding seeding = Seeding::kSplit;
  uint64_t seed = 1;  // for what draws lots: three of the seedings, and the default's rivals at small k
  Effort effort = Effort::kFull;
  // Plain Lloyd on every unique colour from the very seeds, keeping the centroids of each iteration.
  bool trace = false;
};

inline constexpr int kMaxColors = 256;

// Centroids at the time of an assignment, in sRGB levels, and the mean over pixels of the squared distance to the
// nearest of them, in the clustered space's own units.
struct TraceFrame {
  std::vector<std::array<float, 3>> centroids;
  double mse = 0;
  std::vector<uint8_t> nearest;  // the centroid that each of the coarsest points joins
};

struct Palette {
  // At most k sRGB colours, no two the same, from dark to light. Fewer than k where the picture has fewer colours, or
  // where two centroids round to one.
  std::vector<Rgb8> colors;
  // Every unique colour of the picture is there.
  bool exact = false;
  // Sum over pixels of the squared distance to the nearest centroid before rounding to eight bits; sRGB: squared
  // levels; linear and Oklab: of coordinates whose unit is 1.
  double inertia = 0;
  int iterations = 0;
  std::vector<TraceFrame> trace;
};

// Where the picture's colours go in a palette.
struct PaletteUse {
  std::vector<uint8_t> entry_of_color;  // for each of the histogram's colours
  std::vector<uint32_t> counts;         // pixels for each palette entry
  uint64_t squared_error = 0;           // sum over pixels of the squared sRGB distance, in levels
};

class ColorQuantizer {
 public:
  // `histogram` must outlive this. What one call needs of a colour space is kept for the next.
  explicit ColorQuantizer(const ColorHistogram& histogram);
  ~ColorQuantizer();
  ColorQuantizer(ColorQuantizer&&) noexcept;

  // The same palette for the same options on every machine, native or WASM. Errors: k outside 1 … 256.
  Result<Palette> cluster(const KMeansOptions& options);

  // From a palette of 1 … 256 colours on by Lloyd's algorithm alone, until nothing moves: a local minimum of the squared
  // error near the start, while cluster() looks for a low one.
  Palette settle(std::span<const Rgb8> start, ColorSpace space);

  // Every colour to the palette entry nearest to it in `space`; ties go to the darker. The palette has 1 … 256 colours.
  PaletteUse use(std::span<const Rgb8> palette, ColorSpace space);

  // The picture's colours as k-means sees them.
  const ColorPoints& points(ColorSpace space);

 private:
  struct InSpace;
  InSpace& in(ColorSpace space);
  // The palette's colours and numbers, from its clusters.
  void finish(Palette& palette, const Clustering& found, ColorSpace space) const;

  const ColorHistogram& histogram_;
  std::array<std::unique_ptr<InSpace>, 3> spaces_;
};

// The palette index of every pixel, row by row.
std::vector<uint8_t> pixel_indices(const ColorHistogram& histogram, const PaletteUse& use);

}  // namespace roundoff
