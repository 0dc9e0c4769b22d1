#include "roundoff/codebook/kmeans1d.h"

#include <algorithm>
#include <array>
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

// Ascending, by the four bytes of their keys: for many values faster than comparing them, and without a branch.
std::vector<float> sorted_finite(std::span<const float> values) {
  std::vector<uint32_t> keys;
  keys.reserve(values.size());
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    // As integers, negative floats descend below the positive ones, which ascend.
    keys.push_back(bits ^ ((bits >> 31u) != 0 ? 0xffffffffu : 0x80000000u));
  }
  std::array<std::array<uint32_t, 256>, 4> ends{};
  for (const uint32_t key : keys) {
    for (size_t byte = 0; byte < 4; ++byte) ++ends[byte][key >> (8 * byte) & 255u];
  }
  std::vector<uint32_t> other(keys.size());
  for (size_t byte = 0; byte < 4; ++byte) {
    uint32_t before = 0;
    for (uint32_t& end : ends[byte]) before += std::exchange(end, before);
    for (const uint32_t key : keys) other[ends[byte][key >> (8 * byte) & 255u]++] = key;
    keys.swap(other);
  }
  std::vector<float> sorted(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    sorted[i] = from_bits(keys[i] ^ ((keys[i] >> 31u) != 0 ? 0x80000000u : 0xffffffffu));
  }
  return sorted;
}

// The dynamic programme: a row for each number of clusters so far, best[i] being the least cost of the first i points.
class Programme {
 public:
  Programme(const Line& line, size_t k)
      : weight_(line.weight_before()),
        sum_(line.sum_before()),
        squares_(line.squares_before()),
        row_size_(line.size() + 1),
        best_(row_size_),
        lead_(row_size_),
        first_(k * row_size_) {
    const size_t n = line.size();
    for (size_t i = 1; i + k <= n + 1; ++i) best_[i] = line.cost(0, i);
    for (size_t q = 1; q < k; ++q) {
      // q + 1 clusters need as many points, and leave one for each cluster to come; the last row needs its end alone.
      const size_t end = n - (k - 1 - q);
      for (size_t j = q; j < end; ++j) lead_[j] = best_[j] - squares_[j];
      previous_ = &first_[(q - 1) * row_size_];
      previous_end_ = end - 1;
      now_ = &first_[q * row_size_];
      fill(q + 1 < k ? q + 1 : n, end + 1, q, end - 1);
    }
  }

  // Where the last of q + 1 clusters of the first `end` points begins.
  size_t first(size_t q, size_t end) const { return q == 0 ? 0 : first_[q * row_size_ + end]; }

 private:
  // Fills best_[begin … end) whose last cluster begins within low … high: by halves, as the first points of last
  // clusters ascend, and from the right where few are left.
  void fill(size_t begin, size_t end, size_t low, size_t high) {
    constexpr size_t kFew = 16;
    if (end - begin <= kFew) {
      for (size_t i = end; i-- > begin;) high = find(i, low, high);
      return;
    }
    const size_t i = begin + (end - begin) / 2;
    const size_t at = find(i, low, high);
    fill(begin, i, low, at);
    fill(i + 1, end, at, high);
  }

  // The last cluster begins no earlier than with one cluster less (Knuth, "Optimum binary search trees", Acta
  // Informatica 1971), which bounds most searches well.
  size_t find(size_t i, size_t low, size_t high) {
    const size_t from = std::max<size_t>(low, previous_[std::min(i, previous_end_)]);
    const size_t to = std::max(from, std::min(high, i - 1));
    double least = std::numeric_limits<double>::infinity();
    size_t at = from;
    for (size_t j = from; j <= to; ++j) {
      const double sum = sum_[i] - sum_[j];
      const double cost = lead_[j] - sum * sum / (weight_[i] - weight_[j]);
      at = cost < least ? j : at;
      least = std::min(least, cost);
    }
    best_[i] = least + squares_[i];
    now_[i] = static_cast<uint32_t>(at);
    return at;
  }

  std::span<const double> weight_;
  std::span<const double> sum_;
  std::span<const double> squares_;
  size_t row_size_;
  std::vector<double> best_;
  std::vector<double> lead_;  // best_ of one cluster less, where the last one is to begin, less squares_
  std::vector<uint32_t> first_;
  const uint32_t* previous_ = nullptr;
  size_t previous_end_ = 0;
  uint32_t* now_ = nullptr;
};

}  // namespace

Line::Line(std::vector<double> values, std::span<const double> weights) : values_(std::move(values)) {
  assert(values_.size() == weights.size());
  const size_t n = values_.size();
  weight_before_.resize(n + 1);
  sum_before_.resize(n + 1);
  squares_before_.resize(n + 1);
  for (size_t i = 0; i < n; ++i) weight_before_[i + 1] = weight_before_[i] + weights[i];
  // Outwards: what lies far out, to either side, takes digits from no sum nearer to the middle.
  const size_t middle = n / 2;
  if (n > 0) origin_ = values_[middle];
  for (size_t i = middle; i < n; ++i) {
    const double x = values_[i] - origin_;
    sum_before_[i + 1] = sum_before_[i] + weights[i] * x;
    squares_before_[i + 1] = squares_before_[i] + weights[i] * x * x;
  }
  for (size_t i = middle; i-- > 0;) {
    const double x = values_[i] - origin_;
    sum_before_[i] = sum_before_[i + 1] - weights[i] * x;
    squares_before_[i] = squares_before_[i + 1] - weights[i] * x * x;
  }
}

Line Line::sorted(std::span<const float> values) {
  const std::vector<float> all = sorted_finite(values);
  std::vector<double> places;
  std::vector<double> weights;
  places.reserve(all.size());
  weights.reserve(all.size());
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

size_t Line::beyond(double border) const {
  return static_cast<size_t>(std::upper_bound(values_.begin(), values_.end(), border) - values_.begin());
}

std::vector<double> optimal_means(const Line& line, size_t k) {
  assert(k >= 1 && k <= line.size());
  const Programme programme(line, k);
  std::vector<double> means(k);
  size_t end = line.size();
  for (size_t q = k; q-- > 0;) {
    const size_t begin = programme.first(q, end);
    means[q] = line.mean(begin, end);
    end = begin;
  }
  return means;
}

std::vector<double> optimal_means_ref(const Line& line, size_t k) {
  const size_t n = line.size();
  assert(k >= 1 && k <= n);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<std::vector<double>> best(k + 1, std::vector<double>(n + 1, kInfinity));
  std::vector<std::vector<size_t>> first(k + 1, std::vector<size_t>(n + 1));
  best[0][0] = 0;
  for (size_t q = 1; q <= k; ++q) {
    for (size_t i = q; i <= n; ++i) {
      for (size_t j = q - 1; j < i; ++j) {
        const double cost = best[q - 1][j] + line.cost(j, i);
        if (cost >= best[q][i]) continue;
        best[q][i] = cost;
        first[q][i] = j;
      }
    }
  }
  std::vector<double> means(k);
  size_t end = n;
  for (size_t q = k; q > 0; --q) {
    means[q - 1] = line.mean(first[q][end], end);
    end = first[q][end];
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
