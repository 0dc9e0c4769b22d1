#include "roundoff/cluster/match.h"

#include <cassert>
#include <limits>

namespace roundoff {
namespace {

double cost_between(const std::array<float, 3>& a, const std::array<float, 3>& b) {
  double squared = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const double d = static_cast<double>(a[axis]) - static_cast<double>(b[axis]);
    squared += d * d;
  }
  return squared;
}

}  // namespace

std::vector<size_t> match(const Centroids& from, const Centroids& to) {
  const size_t rows = from.size();
  const size_t columns = to.size();
  assert(rows <= columns);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();

  // Column 0 is a place to start from: a row that still looks for its partner stands there.
  std::vector<double> row_price(rows + 1);
  std::vector<double> column_price(columns + 1);
  std::vector<size_t> row_of(columns + 1);  // 0: free
  for (size_t row = 1; row <= rows; ++row) {
    std::vector<double> distance(columns + 1, kInfinity);
    std::vector<size_t> came_from(columns + 1);
    std::vector<bool> reached(columns + 1);
    row_of[0] = row;
    size_t at = 0;
    do {
      reached[at] = true;
      const size_t here = row_of[at];
      double shortest = kInfinity;
      size_t next = 0;
      for (size_t column = 1; column <= columns; ++column) {
        if (reached[column]) continue;
        const double through =
            cost_between(from[here - 1], to[column - 1]) - row_price[here] - column_price[column];
        if (through < distance[column]) {
          distance[column] = through;
          came_from[column] = at;
        }
        if (distance[column] < shortest) {
          shortest = distance[column];
          next = column;
        }
      }
      for (size_t column = 0; column <= columns; ++column) {
        if (reached[column]) {
          row_price[row_of[column]] += shortest;
          column_price[column] -= shortest;
        } else {
          distance[column] -= shortest;
        }
      }
      at = next;
    } while (row_of[at] != 0);
    // Back along the path, each row moves over to the column that it was reached through.
    for (; at != 0; at = came_from[at]) row_of[at] = row_of[came_from[at]];
  }

  std::vector<size_t> partner(rows);
  for (size_t column = 1; column <= columns; ++column) {
    if (row_of[column] != 0) partner[row_of[column] - 1] = column - 1;
  }
  return partner;
}

}  // namespace roundoff
