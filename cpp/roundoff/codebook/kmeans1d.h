// k-means on a line, where clusters are intervals.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace roundoff::codebook {

// Points on the line, ascending, with the prefix sums that make the cost of an interval one subtraction.
class Line {
 public:
  // Different finite values, ascending, each with how many stand there.
  Line(std::vector<double> values, std::span<const double> weights);

  // Of any values: the finite ones sorted, equal ones together.
  static Line sorted(std::span<const float> values);

  // The same for many values in one pass without sorting: those that agree in sign, exponent and the upper 11 mantissa
  // bits become one point at their mean, so a point is off by less than one part in 4096. Not finite ones are skipped.
  static Line binned(std::span<const float> values);

  // At most about twice `points` of them: neighbours joined as long as they are neither far apart nor heavy.
  Line joined(size_t points) const;

  size_t size() const { return values_.size(); }
  double value(size_t i) const { return values_[i]; }
  double weight(size_t i) const { return weight_before_[i + 1] - weight_before_[i]; }
  double mean(size_t begin, size_t end) const;
  // Σ weight · (value − mean)²
  double cost(size_t begin, size_t end) const {
    if (end - begin <= 1) return 0;
    const double sum = sum_before_[end] - sum_before_[begin];
    const double weight = weight_before_[end] - weight_before_[begin];
    return std::max(0.0, squares_before_[end] - squares_before_[begin] - sum * (sum / weight));
  }
  // Before each point and before the end: the sum of the weights so far; those of weight · (value − c) and weight ·
  // (value − c)² from the middle point on, whose value is c, and so below 0 to its left where the squares are summed.
  std::span<const double> weight_before() const { return weight_before_; }
  std::span<const double> sum_before() const { return sum_before_; }
  std::span<const double> squares_before() const { return squares_before_; }
  // The first point beyond `border`.
  size_t beyond(double border) const;

 private:
  std::vector<double> values_;
  double origin_ = 0;  // the middle point's
  std::vector<double> weight_before_;
  std::vector<double> sum_before_;
  std::vector<double> squares_before_;
};

// The k means of least cost, ascending: dynamic programming over clusters, each row by divide and conquer since the
// best border only moves right (Wang & Song, "Ckmeans.1d.dp", R Journal 2011; Grønlund et al., "Fast exact k-means,
// k-medians and Bregman divergence clustering in 1D", 2017). O(k n log n) time, 4 k n bytes. 1 ≤ k ≤ line.size(). The
// plain one tries every border: O(k n²).
std::vector<double> optimal_means(const Line& line, size_t k);
std::vector<double> optimal_means_ref(const Line& line, size_t k);

// Lloyd's iterations from `means` until no point changes hands: O(k log n) each.
std::vector<double> settle(const Line& line, std::vector<double> means);

}  // namespace roundoff::codebook
