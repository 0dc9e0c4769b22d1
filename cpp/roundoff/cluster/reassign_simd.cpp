// Reassigner's two loops through Highway: deciding what can change hands, and comparing what can.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/cluster/reassign_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "roundoff/cluster/candidates-inl.h"
#include "roundoff/cluster/reassign.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::HWY_NAMESPACE {
namespace {

// A point is decided when its nearest centroid, moved away by its slack, is still nearer than any other moved closer by
// its own. The undecided among a vector of points make a part, with the candidates that are within reach of any of them.
// A relative margin covers the rounding of distances.
HWY_INLINE void decide_points(const PointSet& points, Run run, const Candidates& candidates, Moments* shares,
                              Reassigner::Undecided& undecided) {
  const F f;
  const I i32;
  const size_t lanes = hn::Lanes(f);
  HWY_ALIGN_MAX std::array<int32_t, kMaxLanes> found{};
  HWY_ALIGN_MAX std::array<int32_t, kMaxLanes> is_open;
  HWY_ALIGN_MAX std::array<float, kMaxCentroids * kMaxLanes>
      closest;  // candidate by candidate, a vector of points each

  for (uint32_t i = run.begin; i < run.end; i += static_cast<uint32_t>(lanes)) {
    const auto x = hn::LoadU(f, &points.axis[0][i]);  // may run into the padding
    const auto y = hn::LoadU(f, &points.axis[1][i]);
    const auto z = hn::LoadU(f, &points.axis[2][i]);
    auto best = hn::Set(f, 3e38F);
    auto best_low = hn::Set(f, 3e38F);   // the nearest's distance less its slack
    auto best_high = hn::Set(f, 3e38F);  // and plus it
    auto other_low = hn::Set(f, 3e38F);
    auto best_index = hn::Zero(i32);
    for (size_t j = 0; j < candidates.size; ++j) {
      const auto d =
          squared_distance(hn::Sub(x, hn::Set(f, candidates.x[j])), hn::Sub(y, hn::Set(f, candidates.y[j])),
                           hn::Sub(z, hn::Set(f, candidates.z[j])));
      const auto root = hn::Sqrt(d);
      const auto slack = hn::Set(f, candidates.slack[j]);
      const auto low = hn::Sub(root, slack);
      hn::Store(low, f, &closest[j * lanes]);
      const auto nearer = hn::Lt(d, best);
      other_low = hn::Min(other_low, hn::IfThenElse(nearer, best_low, low));
      best = hn::IfThenElse(nearer, d, best);
      best_low = hn::IfThenElse(nearer, low, best_low);
      best_high = hn::IfThenElse(nearer, hn::Add(root, slack), best_high);
      best_index = hn::IfThenElse(hn::RebindMask(i32, nearer), hn::Set(i32, candidates.index[j]), best_index);
    }

    const auto in_run = hn::FirstN(f, run.end - i);
    const auto reach = hn::Mul(best_high, hn::Set(f, 1.00001F));
    const auto open = hn::And(in_run, hn::Le(other_low, reach));
    hn::Store(best_index, i32, found.data());
    hn::Store(hn::IfThenElseZero(hn::RebindMask(i32, open), hn::Set(i32, 1)), i32, is_open.data());
    const auto first = static_cast<uint32_t>(undecided.moments.size());
    const size_t n = std::min<size_t>(lanes, run.end - i);
    for (size_t lane = 0; lane < n; ++lane) {
      shares[found[lane]].add(points.moments[i + lane]);
      if (is_open[lane] == 0) continue;
      for (int axis = 0; axis < 3; ++axis) undecided.axis[axis].push_back(points.axis[axis][i + lane]);
      undecided.moments.push_back(points.moments[i + lane]);
      undecided.nearest.push_back(found[lane]);
    }
    const auto last = static_cast<uint32_t>(undecided.moments.size());
    if (first == last) continue;

    const auto reach_of_open = hn::IfThenElse(open, reach, hn::Set(f, -3e38F));
    const auto first_candidate = static_cast<uint32_t>(undecided.candidates.size());
    for (size_t j = 0; j < candidates.size; ++j) {
      if (!hn::AllFalse(f, hn::Le(hn::Load(f, &closest[j * lanes]), reach_of_open))) {
        undecided.candidates.push_back(static_cast<uint16_t>(candidates.index[j]));
      }
    }
    const auto last_candidate = static_cast<uint32_t>(undecided.candidates.size());
    undecided.parts.push_back({{first, last}, {first_candidate, last_candidate}});
  }
}

void decide(const PointSet& points, const Centroids& centroids, const float* slack, Moments* shares,
            Reassigner::Undecided& undecided) {
  Candidates all;
  Candidates in_block;
  Candidates in_group;
  all.fill(centroids, slack);
  for (const Group& block : points.blocks) {
    narrow<true>(all, block.box, in_block);
    for (uint32_t g = block.run.begin; g < block.run.end; ++g) {
      const Group& group = points.groups[g];
      narrow<true>(in_block, group.box, in_group);
      if (in_group.size == 1) {
        shares[in_group.index[0]].add(group.moments);
      } else {
        decide_points(points, group.run, in_group, shares, undecided);
      }
    }
  }
  for (auto& axis : undecided.axis) axis.resize(undecided.moments.size() + PointSet::kPadding);
  undecided.nearest.resize(undecided.moments.size() + PointSet::kPadding);
}

// Moves the undecided points that have changed hands from one share to the other: few do, once centroids settle.
void compare_undecided(const Centroids& centroids, Reassigner::Undecided& undecided, Moments* shares) {
  const F f;
  const I i32;
  HWY_ALIGN_MAX std::array<int32_t, kMaxLanes> found{};
  for (const auto& part : undecided.parts) {
    const uint32_t i = part.points.begin;
    const auto x = hn::LoadU(f, &undecided.axis[0][i]);
    const auto y = hn::LoadU(f, &undecided.axis[1][i]);
    const auto z = hn::LoadU(f, &undecided.axis[2][i]);
    auto best = hn::Set(f, 3e38F);
    auto best_index = hn::Zero(i32);
    for (uint32_t j = part.candidates.begin; j < part.candidates.end; ++j) {
      const uint16_t index = undecided.candidates[j];
      const std::array<float, 3>& c = centroids[index];
      const auto d = squared_distance(hn::Sub(x, hn::Set(f, c[0])), hn::Sub(y, hn::Set(f, c[1])),
                                      hn::Sub(z, hn::Set(f, c[2])));
      const auto nearer = hn::Lt(d, best);
      best = hn::IfThenElse(nearer, d, best);
      best_index = hn::IfThenElse(hn::RebindMask(i32, nearer), hn::Set(i32, index), best_index);
    }
    int32_t* nearest = &undecided.nearest[i];
    const auto moved = hn::Ne(best_index, hn::LoadU(i32, nearest));
    if (hn::AllFalse(i32, hn::And(hn::FirstN(i32, part.points.size()), moved))) continue;

    hn::Store(best_index, i32, found.data());
    for (size_t lane = 0; lane < part.points.size(); ++lane) {
      if (found[lane] == nearest[lane]) continue;
      shares[nearest[lane]].subtract(undecided.moments[i + lane]);
      shares[found[lane]].add(undecided.moments[i + lane]);
      nearest[lane] = found[lane];
    }
  }
}

}  // namespace
}  // namespace roundoff::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff {
namespace {

double distance(const std::array<float, 3>& a, const std::array<float, 3>& b) {
  double squared = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const double d = static_cast<double>(a[axis]) - static_cast<double>(b[axis]);
    squared += d * d;
  }
  return std::sqrt(squared);
}

// Mean over the centroids of the distance to the next one.
double mean_gap(const Centroids& centroids) {
  double sum = 0;
  for (size_t i = 0; i < centroids.size(); ++i) {
    float nearest = 3e38F;
    for (size_t j = 0; j < centroids.size(); ++j) {
      if (i == j) continue;
      const float dx = centroids[i][0] - centroids[j][0];
      const float dy = centroids[i][1] - centroids[j][1];
      const float dz = centroids[i][2] - centroids[j][2];
      nearest = std::min(nearest, (dx * dx + dy * dy) + dz * dz);
    }
    sum += std::sqrt(static_cast<double>(nearest));
  }
  return sum / static_cast<double>(centroids.size());
}

// While centroids still move by more than this share of the way to their neighbours, slack would leave nothing decided.
constexpr double kSettling = 1.0 / 80;

}  // namespace

HWY_EXPORT(decide);
HWY_EXPORT(compare_undecided);

void Reassigner::Undecided::clear(size_t most) {
  parts.clear();
  for (auto& a : axis) a.clear();
  moments.clear();
  nearest.clear();
  candidates.clear();
  for (auto& a : axis) a.reserve(most + PointSet::kPadding);
  moments.reserve(most);
  nearest.reserve(most + PointSet::kPadding);
}

bool Reassigner::within_slack(const Centroids& centroids) const {
  if (origin_.size() != centroids.size()) return false;
  for (size_t j = 0; j < centroids.size(); ++j) {
    // A hair less than the slack, so that no rounding of distances and slacks adds up to a wrong decision.
    if (distance(centroids[j], origin_[j]) > 0.9999 * static_cast<double>(slack_[j])) return false;
  }
  return true;
}

double Reassigner::mean_move(const Centroids& centroids) const {
  double sum = 0;
  for (size_t j = 0; j < centroids.size(); ++j) sum += distance(centroids[j], last_[j]);
  return sum / static_cast<double>(centroids.size());
}

// Ten moves like the last one, and fourteen like the average, since a centroid that stood still may be pushed: measured
// as the best trade between deciding again and comparing more.
void Reassigner::choose_slack(const Centroids& centroids, double mean_move) {
  slack_.resize(centroids.size());
  for (size_t j = 0; j < centroids.size(); ++j) {
    slack_[j] = static_cast<float>(10 * distance(centroids[j], last_[j]) + 14 * mean_move);
  }
}

Shares Reassigner::assign(const Centroids& centroids) {
  const bool known = last_.size() == centroids.size();
  const double move = known ? mean_move(centroids) : 0;
  if (!known || (!within_slack(centroids) && move > kSettling * mean_gap(centroids))) {
    origin_.clear();
    last_ = centroids;
    return roundoff::assign(points_, centroids);
  }
  if (!within_slack(centroids)) {
    choose_slack(centroids, move);
    origin_ = centroids;
    shares_.assign(centroids.size(), {});
    undecided_.clear(points_.size());
    HWY_DYNAMIC_DISPATCH(decide)(points_, centroids, slack_.data(), shares_.data(), undecided_);
  } else {
    HWY_DYNAMIC_DISPATCH(compare_undecided)(centroids, undecided_, shares_.data());
  }
  last_ = centroids;
  return shares_;
}

}  // namespace roundoff
#endif
