#include "roundoff/cluster/kmeans.h"

#include <algorithm>
#include <string>

#include "roundoff/cluster/lloyd.h"
#include "roundoff/cluster/refine.h"

namespace roundoff {
namespace {

// Relative gains of inertia below which an iteration is the last. On the dog, halving them changes the result less than
// another seed would.
constexpr double kCoarseTolerance = 2e-4;
constexpr double kTolerance = 5e-5;
constexpr int kDraftIterations = 3;
// With few clusters a start can be far from the best, and another try is cheap: so many draws of k-means++ compete with
// the split, a little below their end.
constexpr size_t kFewClusters = 12;
constexpr uint64_t kRivals = 4;
constexpr double kRivalTolerance = 1e-3;
// A level serves k clusters when it has at least this many points for each.
constexpr size_t kPointsPerCluster = 4;

void order(std::vector<Rgb8>& colors) {
  std::sort(colors.begin(), colors.end(), darker);
  colors.erase(std::unique(colors.begin(), colors.end()), colors.end());
}

Centroids centroids_of(std::span<const Rgb8> colors, ColorSpace space) {
  Centroids centroids;
  for (const Rgb8 color : colors) {
    const auto at = to_coordinates(color, space);
    centroids.push_back({static_cast<float>(at[0]), static_cast<float>(at[1]), static_cast<float>(at[2])});
  }
  return centroids;
}

TraceFrame frame_of(const Centroids& centroids, const ColorPoints& points, double mse) {
  const ColorSpace space = points.space;
  std::vector<uint16_t> nearest(points.coarsest.size());
  assign(points.coarsest, centroids, nearest);
  TraceFrame frame{centroids, mse, {nearest.begin(), nearest.end()}};
  if (space == ColorSpace::kSrgb) return frame;
  for (auto& c : frame.centroids) {
    const Rgb8 color = from_coordinates(c, space);
    c = {static_cast<float>(color.r), static_cast<float>(color.g), static_cast<float>(color.b)};
  }
  return frame;
}

}  // namespace

// What the quantizer knows of the picture in one colour space.
struct ColorQuantizer::InSpace {
  InSpace(const ColorHistogram& histogram, ColorSpace space) : points(histogram, space) {}

  // The coarsest set of points that can still tell k clusters apart.
  const PointSet& level_for(size_t k) const {
    return points.coarse.size() >= kPointsPerCluster * k ? points.coarse : points.fine;
  }
  const PointSet& seed_level_for(size_t k) const {
    return points.coarsest.size() >= kPointsPerCluster * k ? points.coarsest : level_for(k);
  }

  Centroids seeds(const KMeansOptions& options) {
    const auto k = static_cast<size_t>(options.k);
    const PointSet& level = seed_level_for(k);
    switch (options.seeding) {
      case Seeding::kPlusPlus:
        return seed_plus_plus(level, k, options.seed);
      case Seeding::kRandom:
        return seed_random(level, k, options.seed);
      case Seeding::kCorner:
        return seed_corner(level, k);
      case Seeding::kSplit:
        break;
    }
    return survey_for(k).split.centroids(k);
  }

  // The points in order, and their splits so far: for the level that seeds k clusters.
  struct Survey {
    explicit Survey(const PointSet& level)
        : points(level), sorted(sort_by_axes(level)), split(level, sorted) {}

    const PointSet& points;
    Sorted sorted;
    SplitSequence split;
  };
  Survey& survey_for(size_t k) {
    const PointSet& level = seed_level_for(k);
    if (!survey || &survey->points != &level) survey = std::make_unique<Survey>(level);
    return *survey;
  }

  // The split's centroids, or those of a rival that came out lower.
  Centroids best_start(const KMeansOptions& options) {
    Centroids split_seeds = seeds(options);
    const auto k = static_cast<size_t>(options.k);
    if (k == 1 || k > kFewClusters) return split_seeds;
    const PointSet& level = seed_level_for(k);
    LloydOptions rough;
    rough.tolerance = kRivalTolerance;
    Clustering best = lloyd(level, std::move(split_seeds), points.sum_of_squares, rough);
    for (uint64_t rival = 0; rival < kRivals; ++rival) {
      Clustering next = lloyd(level, seed_plus_plus(level, k, options.seed * kRivals + rival),
                              points.sum_of_squares, rough);
      if (next.inertia < best.inertia) best = std::move(next);
    }
    return best.centroids;
  }

  // From coarse to fine; only the default seeding is refined, the others are there to be compared.
  Clustering cluster(const KMeansOptions& options) {
    const double squares = points.sum_of_squares;
    const auto k = static_cast<size_t>(options.k);
    const PointSet& level = level_for(k);
    LloydOptions coarse;
    coarse.tolerance = kCoarseTolerance;
    const bool draft = options.effort == Effort::kDraft;
    const bool refined = options.seeding == Seeding::kSplit && !draft;
    if (draft) coarse.max_iterations = kDraftIterations;
    Clustering now = lloyd(level, refined ? best_start(options) : seeds(options), squares, coarse);
    if (draft) return now;

    if (refined) {
      RefineOptions refining;
      refining.lloyd = coarse;
      const Survey& scouts = survey_for(k);
      now = refine(level, std::move(now), squares, scouts.points, scouts.sorted, refining);
    }
    LloydOptions fine;
    fine.tolerance = kTolerance;
    Clustering last = lloyd(points.fine, std::move(now.centroids), squares, fine);
    last.iterations += now.iterations;
    return last;
  }

  ColorPoints points;
  std::unique_ptr<Survey> survey;  // of the level that was last asked for
};

ColorQuantizer::ColorQuantizer(const ColorHistogram& histogram) : histogram_(histogram) {}
ColorQuantizer::~ColorQuantizer() = default;
ColorQuantizer::ColorQuantizer(ColorQuantizer&&) noexcept = default;

ColorQuantizer::InSpace& ColorQuantizer::in(ColorSpace space) {
  auto& slot = spaces_[static_cast<size_t>(space)];
  if (!slot) slot = std::make_unique<InSpace>(histogram_, space);
  return *slot;
}

Result<Palette> ColorQuantizer::cluster(const KMeansOptions& options) {
  if (options.k < 1 || options.k > kMaxColors) {
    return Error{"k must be between 1 and " + std::to_string(kMaxColors) + ", not " +
                 std::to_string(options.k)};
  }
  Palette palette;
  if (static_cast<size_t>(options.k) >= histogram_.size() && !options.trace) {
    palette.colors.assign(histogram_.colors().begin(), histogram_.colors().end());
    order(palette.colors);
    palette.exact = true;
    return palette;
  }

  InSpace& here = in(options.space);
  const double unit = coordinate_unit(options.space);
  Clustering found;
  if (options.trace) {
    LloydOptions watched;
    watched.tolerance = kTolerance;
    const double per_pixel = unit * unit / static_cast<double>(histogram_.pixels());
    watched.watch = [&](const Centroids& centroids, double distortion) {
      palette.trace.push_back(frame_of(centroids, here.points, distortion * per_pixel));
    };
    found = lloyd(here.points.fine, here.seeds(options), here.points.sum_of_squares, watched);
  } else {
    found = here.cluster(options);
  }

  finish(palette, found, options.space);
  return palette;
}

Palette ColorQuantizer::settle(std::span<const Rgb8> start, ColorSpace space) {
  InSpace& here = in(space);
  Palette palette;
  finish(palette, lloyd(here.points.fine, centroids_of(start, space), here.points.sum_of_squares), space);
  return palette;
}

void ColorQuantizer::finish(Palette& palette, const Clustering& found, ColorSpace space) const {
  const double unit = coordinate_unit(space);
  for (const auto& centroid : found.centroids) palette.colors.push_back(from_coordinates(centroid, space));
  order(palette.colors);
  palette.exact = palette.colors.size() == histogram_.size();
  palette.inertia = found.inertia * unit * unit;
  palette.iterations = found.iterations;
}

PaletteUse ColorQuantizer::use(std::span<const Rgb8> palette, ColorSpace space) {
  const Centroids entries = centroids_of(palette, space);
  std::vector<uint16_t> nearest(histogram_.size());
  const Shares shares = assign(in(space).points.fine, entries, nearest);

  PaletteUse use;
  use.entry_of_color.assign(nearest.begin(), nearest.end());
  for (const Moments& share : shares) use.counts.push_back(static_cast<uint32_t>(share.weight));
  for (size_t i = 0; i < histogram_.size(); ++i) {
    const auto squared = static_cast<uint64_t>(squared_distance(histogram_.colors()[i], palette[nearest[i]]));
    use.squared_error += squared * histogram_.counts()[i];
  }
  return use;
}

const ColorPoints& ColorQuantizer::points(ColorSpace space) { return in(space).points; }

std::vector<uint8_t> pixel_indices(const ColorHistogram& histogram, const PaletteUse& use) {
  const std::span<const uint32_t> colors = histogram.color_of_pixel();
  std::vector<uint8_t> indices(colors.size());
  for (size_t i = 0; i < colors.size(); ++i) indices[i] = use.entry_of_color[colors[i]];
  return indices;
}

}  // namespace roundoff
