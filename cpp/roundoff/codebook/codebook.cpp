#include "roundoff/codebook/codebook.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "roundoff/base/packed_bytes.h"
#include "roundoff/codebook/kmeans1d.h"

namespace roundoff::codebook {
namespace {

constexpr size_t kMaxCentroids = 256;
constexpr size_t kManyValues = size_t{1} << 16;  // from here on, binning is faster than sorting
constexpr size_t kSeedPoints = 2048;             // joined points, of all slices, that seeds are optimal for

// The centroids' places among all floats. A value is nearest to the centroid whose index is the number of borders that
// it is beyond; on a border it stays below.
class Borders {
 public:
  explicit Borders(std::span<const float> centroids) {
    while (steps_ < centroids.size()) steps_ *= 2;
    border_.assign(steps_, kInfinity);
    for (size_t j = 0; j + 1 < centroids.size(); ++j) {
      const double middle = (static_cast<double>(centroids[j]) + static_cast<double>(centroids[j + 1])) / 2;
      auto border = static_cast<float>(middle);
      if (static_cast<double>(border) > middle) border = std::nextafter(border, -kInfinity);
      border_[j] = border;
    }
  }

  // A binary search without branches. NaN is beyond nothing.
  uint8_t index(float x) const {
    size_t at = 0;
    for (size_t step = steps_ / 2; step > 0; step /= 2) at += x > border_[at + step - 1] ? step : 0;
    return static_cast<uint8_t>(at);
  }

 private:
  static constexpr float kInfinity = std::numeric_limits<float>::infinity();
  size_t steps_ = 1;
  std::vector<float> border_;
};

// As float32, ascending, no two the same.
std::vector<float> to_centroids(std::span<const double> means) {
  std::vector<float> centroids;
  for (const double mean : means) {
    const auto centroid = static_cast<float>(mean);
    if (centroids.empty() || centroid > centroids.back()) centroids.push_back(centroid);
  }
  return centroids;
}

std::vector<double> places(const Line& line) {
  std::vector<double> all(line.size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = line.value(i);
  return all;
}

// The optimum, or that for a coarser line and then as many iterations on the line itself as change anything.
std::vector<double> near_optimal_means(const Line& line, size_t k, size_t seed_points) {
  const size_t points = std::max(seed_points, 8 * k);
  if (line.size() <= points) return optimal_means(line, k);
  const Line coarse = line.joined(points);
  return settle(line, optimal_means(coarse, std::min(k, coarse.size())));
}

Result<std::vector<float>> find_centroids(std::span<const float> values, const Options& options,
                                          size_t seed_points) {
  const auto k = static_cast<size_t>(options.k);
  if (!options.exact && values.size() >= kManyValues) {
    const Line line = Line::binned(values);
    if (line.size() > k) return to_centroids(near_optimal_means(line, k, seed_points));
  }
  const Line line = Line::sorted(values);
  if (line.size() == 0) return std::vector<float>{0.0F};
  if (line.size() <= k) return to_centroids(places(line));
  if (!options.exact) return to_centroids(near_optimal_means(line, k, seed_points));
  if (line.size() > kMaxExactValues) {
    return Error{"exact k-means takes at most " + std::to_string(kMaxExactValues) +
                 " different values, not " + std::to_string(line.size())};
  }
  return to_centroids(optimal_means(line, k));
}

}  // namespace

Result<Quantized> quantize(const Tensor& tensor, const Options& options) {
  if (options.k < 2 || options.k > static_cast<int>(kMaxCentroids)) {
    return Error{"k must be 2 to 256, not " + std::to_string(options.k)};
  }
  const Result<Slices> slices = Slices::of(tensor.shape, options.slicing);
  if (!slices) return Error{slices.error()};

  Quantized result;
  result.shape = tensor.shape;
  result.slicing = options.slicing;
  result.k = options.k;
  result.first.push_back(0);
  std::vector<Borders> borders;
  borders.reserve(slices->count());
  std::string failed;
  slices->for_each_slice(tensor.values, [&](size_t, std::span<const float> values) {
    if (!failed.empty()) return;
    const auto centroids = find_centroids(values, options, kSeedPoints / slices->count());
    if (!centroids) {
      failed = centroids.error();
      return;
    }
    result.centroids.insert(result.centroids.end(), centroids->begin(), centroids->end());
    result.first.push_back(result.centroids.size());
    borders.emplace_back(*centroids);
  });
  if (!failed.empty()) return Error{failed};

  result.indices.resize(tensor.size());
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    const Borders& border = borders[slice];
    const float* centroids = &result.centroids[result.first[slice]];
    for (size_t i = begin; i < begin + size; ++i) {
      const float x = tensor.values[i];
      const bool nan = std::isnan(x);
      const uint8_t index = border.index(nan ? 0 : x);
      result.indices[i] = index;
      result.nan += nan ? 1 : 0;
      const double error = static_cast<double>(x) - static_cast<double>(centroids[index]);
      if (std::isfinite(error)) result.inertia += error * error;
    }
  });
  return result;
}

std::vector<float> dequantize(const Quantized& quantized) {
  std::vector<float> values(quantized.indices.size());
  const Result<Slices> slices = Slices::of(quantized.shape, quantized.slicing);
  assert(slices.ok());
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    const float* centroids = &quantized.centroids[quantized.first[slice]];
    for (size_t i = begin; i < begin + size; ++i) values[i] = centroids[quantized.indices[i]];
  });
  return values;
}

size_t Quantized::bytes() const {
  int bits = 0;
  while (1 << bits < k) ++bits;
  return packed_bytes(indices.size(), bits) + 4 * centroids.size();
}

}  // namespace roundoff::codebook
