// What k-means runs on: weighted points in some colour space, grouped so that near points lie together.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/color/histogram.h"
#include "roundoff/color/space.h"

namespace roundoff {

// Zeroth and first moments of weighted points. Whole numbers, so that a sum is the same in every order.
struct Moments {
  int64_t weight = 0;
  std::array<int64_t, 3> sum{};

  void add(const Moments& other) {
    weight += other.weight;
    for (int axis = 0; axis < 3; ++axis) sum[axis] += other.sum[axis];
  }
  void subtract(const Moments& other) {
    weight -= other.weight;
    for (int axis = 0; axis < 3; ++axis) sum[axis] -= other.sum[axis];
  }
  std::array<float, 3> mean() const {
    const auto n = static_cast<double>(weight);
    return {static_cast<float>(static_cast<double>(sum[0]) / n),
            static_cast<float>(static_cast<double>(sum[1]) / n),
            static_cast<float>(static_cast<double>(sum[2]) / n)};
  }
  friend bool operator==(const Moments&, const Moments&) = default;
};

// A run of consecutive points (or of consecutive groups): [begin, end).
struct Run {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t size() const { return end - begin; }
};

// Smallest axis-parallel box around some points.
struct Box {
  std::array<float, 3> low;
  std::array<float, 3> high;
};

// Consecutive children (points of a group, groups of a block) and the box around their points.
struct Group {
  Run run;
  Box box;
  Moments moments;
};

// Points are stored axis by axis for SIMD; each axis has kPadding floats behind its end that may be read.
struct PointSet {
  static constexpr size_t kPadding = 64;

  std::array<std::vector<float>, 3> axis;
  std::vector<Moments> moments;  // per point: its weight, and its weight times its coordinates
  std::vector<Group> groups;     // runs of points
  std::vector<Group> blocks;     // runs of groups

  size_t size() const { return moments.size(); }
  std::array<float, 3> point(size_t i) const { return {axis[0][i], axis[1][i], axis[2][i]}; }
};

// A histogram's colours in one space, at three resolutions.
struct ColorPoints {
  ColorPoints(const ColorHistogram& histogram, ColorSpace space);

  ColorSpace space;
  PointSet fine;      // one point a unique colour
  PointSet coarse;    // one point a cube of 4 × 4 × 4 sRGB levels, at the mean of its colours
  PointSet coarsest;  // the same with cubes of 8 × 8 × 8
  // Σ w |x|² over the colours: inertia is this minus what the centroids explain.
  double sum_of_squares = 0;
};

// Points at the coarsest resolution from cubes of 8 × 8 × 8 levels that were counted elsewhere. `keys` ascend: z_order() of
// any colour of each cube.
PointSet cube_points(std::span<const uint32_t> keys, std::span<const Moments> cubes);

}  // namespace roundoff
