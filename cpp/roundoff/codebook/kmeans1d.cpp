#include "roundoff/codebook/kmeans1d.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

namespace roundoff::codebook {
namespace {

constexpr uint32_t kLowBits = 12;  // of the mantissa, which values of one bin need not share
constexpr size_t kBins = size_t{1} << (32 - kLowBits);
constexpr uint32_t kLowMask = (1u << kLowBits) - 1;

// Values of one bin differ in their low bits only, whose sum is exact.
struct Bin {
  uint64_t count = 0;
  uint64_t low_sum = 0;
};

float from_bits(uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

double mean_of(uint32_t key, const Bin& bin) {
  const uint32_t base = key << kLowBits;
  const auto first = static_cast<double>(from_bits(base));
  const double step = static_cast<double>(from_bits(base | 1u)) - first;
  return first + step * (static_cast<double>(bin.low_sum) / static_cast<double>(bin.count));
}

// One row of the dynamic programme. best[i]: the least cost of the first i points in the clusters so far.
class Row {
 public:
  Row(const Line& line, const std::vector<double>& before, std::vector<double>& best, uint32_t* first)
      : line_(line), before_(before), best_(best), first_(first) {}

  // Fills best[begin … end) whose last cluster begins within low … high.
  void fill(size_t begin, size_t end, size_t low, size_t high) {
    if (begin >= end) return;
    const size_t i = begin + (end - begin) / 2;
    double least = std::numeric_limits<double>::infinity();
    size_t at = low;
    for (size_t j = low; j <= std::min(high, i - 1); ++j) {
      const double cost = before_[j] + line_.cost(j, i);
      if (cost < least) {
        least = cost;
        at = j;
      }
    }
    best_[i] = least;
    first_[i] = static_cast<uint32_t>(at);
    fill(begin, i, low, at);
    fill(i + 1, end, at, high);
  }

 private:
  const Line& line_;
  const std::vector<double>& before_;
  std::vector<double>& best_;
  uint32_t* first_;  // where the last cluster of the first i points begins
};

}  // namespace

Line::Line(std::vector<double> values, std::span<const double> weights) : values_(std::move(values)) {
  assert(values_.size() == weights.size());
  const size_t n = values_.size();
  weight_before_.resize(n + 1);
  sum_before_.resize(n + 1);
  squares_before_.resize(n + 1);
  if (n > 0) origin_ = values_[n / 2];
  for (size_t i = 0; i < n; ++i) {
    const double x = values_[i] - origin_;
    weight_before_[i + 1] = weight_before_[i] + weights[i];
    sum_before_[i + 1] = sum_before_[i] + weights[i] * x;
    squares_before_[i + 1] = squares_before_[i] + weights[i] * x * x;
  }
}

Line Line::sorted(std::span<const float> values) {
  std::vector<float> all(values.begin(), values.end());
  std::sort(all.begin(), all.end());
  std::vector<double> places;
  std::vector<double> weights;
  for (const float x : all) {
    const auto place = static_cast<double>(x);
    if (places.empty() || places.back() != place) {
      places.push_back(place);
      weights.push_back(0);
    }
    weights.back() += 1;
  }
  return Line(std::move(places), weights);
}

Line Line::binned(std::span<const float> values) {
  std::vector<Bin> bins(kBins);
  for (const float x : values) {
    uint32_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    Bin& bin = bins[bits >> kLowBits];
    ++bin.count;
    bin.low_sum += bits & kLowMask;
  }
  std::vector<double> places;
  std::vector<double> weights;
  const auto add = [&](uint32_t key) {
    const Bin& bin = bins[key];
    if (bin.count == 0) return;
    const double place = mean_of(key, bin);
    const auto weight = static_cast<double>(bin.count);
    if (!places.empty() && places.back() == place) {  // −0 and 0
      weights.back() += weight;
      return;
    }
    places.push_back(place);
    weights.push_back(weight);
  };
  // As integers, float32 bits ascend from 0 to infinity, and with the sign bit from −0 to −infinity.
  constexpr uint32_t kInfinity = 0x7f800000u >> kLowBits;
  constexpr uint32_t kSign = 0x80000000u >> kLowBits;
  for (uint32_t key = kInfinity; key-- > 0;) add(kSign + key);
  for (uint32_t key = 0; key < kInfinity; ++key) add(key);
  return Line(std::move(places), weights);
}

Line Line::joined(size_t points) const {
  const size_t n = size();
  if (n <= points) return *this;
  const double width = (values_.back() - values_.front()) / static_cast<double>(points);
  const double weight = weight_before_[n] / static_cast<double>(points);
  std::vector<double> places;
  std::vector<double> weights;
  for (size_t begin = 0; begin < n;) {
    size_t end = begin + 1;
    while (end < n && values_[end] - values_[begin] <= width &&
           weight_before_[end + 1] - weight_before_[begin] <= weight) {
      ++end;
    }
    places.push_back(mean(begin, end));
    weights.push_back(weight_before_[end] - weight_before_[begin]);
    begin = end;
  }
  return Line(std::move(places), weights);
}

double Line::mean(size_t begin, size_t end) const {
  return origin_ + (sum_before_[end] - sum_before_[begin]) / (weight_before_[end] - weight_before_[begin]);
}

double Line::cost(size_t begin, size_t end) const {
  if (end - begin <= 1) return 0;
  const double sum = sum_before_[end] - sum_before_[begin];
  const double weight = weight_before_[end] - weight_before_[begin];
  return std::max(0.0, squares_before_[end] - squares_before_[begin] - sum * (sum / weight));
}

size_t Line::beyond(double border) const {
  return static_cast<size_t>(std::upper_bound(values_.begin(), values_.end(), border) - values_.begin());
}

std::vector<double> optimal_means(const Line& line, size_t k) {
  const size_t n = line.size();
  assert(k >= 1 && k <= n);
  std::vector<double> before(n + 1);
  std::vector<double> best(n + 1);
  std::vector<uint32_t> first(k * (n + 1));
  for (size_t i = 1; i <= n; ++i) before[i] = line.cost(0, i);
  for (size_t q = 1; q < k; ++q) {
    // q + 1 clusters need as many points; the last begins where the q before it have had theirs.
    Row(line, before, best, &first[q * (n + 1)]).fill(q + 1, n + 1, q, n - 1);
    std::swap(before, best);
  }
  std::vector<double> means(k);
  size_t end = n;
  for (size_t q = k; q-- > 0;) {
    const size_t begin = q == 0 ? 0 : first[q * (n + 1) + end];
    means[q] = line.mean(begin, end);
    end = begin;
  }
  return means;
}

std::vector<double> settle(const Line& line, std::vector<double> means) {
  constexpr int kMaxIterations = 300;
  std::vector<size_t> ends(means.size());
  for (int iteration = 0; iteration < kMaxIterations; ++iteration) {
    bool moved = false;
    for (size_t j = 0; j < means.size(); ++j) {
      const size_t end = j + 1 == means.size() ? line.size() : line.beyond((means[j] + means[j + 1]) / 2);
      moved |= end != ends[j];
      ends[j] = end;
    }
    if (!moved) break;
    for (size_t j = 0; j < means.size(); ++j) {
      const size_t begin = j == 0 ? 0 : ends[j - 1];
      if (begin < ends[j]) means[j] = line.mean(begin, ends[j]);
    }
  }
  return means;
}

}  // namespace roundoff::codebook
