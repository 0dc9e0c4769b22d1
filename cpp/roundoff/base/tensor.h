// A tensor that somebody else owns: its shape, and its values row by row.
#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace roundoff {

// Row-major without gaps. An empty shape is a scalar; a dimension may be 0.
struct Tensor {
  std::vector<size_t> shape;
  std::span<const float> values;  // as many as the dimensions multiply to

  Tensor(std::vector<size_t> dimensions, std::span<const float> elements)
      : shape(std::move(dimensions)), values(elements) {
    assert(count(shape) == values.size());
  }

  static size_t count(std::span<const size_t> shape) {
    size_t n = 1;
    for (const size_t dimension : shape) n *= dimension;
    return n;
  }

  size_t size() const { return values.size(); }
  // The last axis, along which values lie side by side.
  size_t row_size() const { return shape.empty() ? 1 : shape.back(); }
};

// An interval of values, both ends in it.
struct Range {
  float min = 0;
  float max = 0;
  friend bool operator==(const Range&, const Range&) = default;
};

}  // namespace roundoff
