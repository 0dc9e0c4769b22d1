#include "roundoff/measure/error_map.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <span>

namespace roundoff {
namespace {

// Errors are summed in units of 1 / 1024 level: whole numbers, so that a sliding sum never drifts and ties are exact.
constexpr float kUnits = 1024;

uint64_t to_units(float error) { return static_cast<uint64_t>(error * kUnits + 0.5F); }

bool overlaps(const Region& region, size_t x, size_t y) {
  const auto apart = [&](size_t p, size_t q) { return p + region.size <= q || q + region.size <= p; };
  return !apart(region.x, x) && !apart(region.y, y);
}

// The worst square of side `size` that overlaps none of `taken`. One pass: the sums over `size` rows are kept for
// each column, and a window of `size` columns slides over them.
struct Square {
  size_t x = 0;
  size_t y = 0;
  uint64_t sum = 0;
};

Square worst_square(Span2D<const float> error, size_t size, std::span<const Region> taken) {
  std::vector<uint64_t> columns(error.width());
  Square worst;
  for (size_t bottom = 0; bottom < error.height(); ++bottom) {
    const auto entering = error.row(bottom);
    for (size_t x = 0; x < columns.size(); ++x) columns[x] += to_units(entering[x]);
    if (bottom + 1 < size) continue;
    const size_t y = bottom + 1 - size;
    uint64_t sum = 0;
    for (size_t right = 0; right < columns.size(); ++right) {
      sum += columns[right];
      if (right + 1 < size) continue;
      const size_t x = right + 1 - size;
      const auto hit = [&](const Region& region) { return overlaps(region, x, y); };
      if (sum > worst.sum && std::none_of(taken.begin(), taken.end(), hit)) worst = {x, y, sum};
      sum -= columns[x];
    }
    const auto leaving = error.row(y);
    for (size_t x = 0; x < columns.size(); ++x) columns[x] -= to_units(leaving[x]);
  }
  return worst;
}

}  // namespace

ErrorMap error_map(Span2D<const Rgb8> before, Span2D<const Rgb8> after) {
  assert(before.height() == after.height() && before.width() == after.width() && before.size() > 0);
  ErrorMap map;
  map.error.resize(before.size());
  const auto p = before.flat();
  const auto q = after.flat();
  int largest = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    const int squared = squared_distance(p[i], q[i]);
    map.error[i] = std::sqrt(static_cast<float>(squared));
    largest = std::max(largest, squared);
  }
  double sum = 0;
  for (const float error : map.error) sum += static_cast<double>(error);
  map.mean = sum / static_cast<double>(p.size());
  map.max = std::sqrt(static_cast<float>(largest));
  return map;
}

std::vector<Region> worst_regions(Span2D<const float> error, size_t size, size_t count) {
  size = std::min({size, error.height(), error.width()});
  std::vector<Region> regions;
  while (size > 0 && regions.size() < count) {
    const Square worst = worst_square(error, size, regions);
    if (worst.sum == 0) break;
    const double area = static_cast<double>(size) * static_cast<double>(size);
    const double mean = static_cast<double>(worst.sum) / static_cast<double>(kUnits) / area;
    regions.push_back({worst.x, worst.y, size, mean});
  }
  return regions;
}

}  // namespace roundoff
