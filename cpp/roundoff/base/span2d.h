// A view over rows of memory that somebody else owns.
#pragma once

#include <cassert>
#include <cstddef>
#include <span>

namespace roundoff {

// height × width elements, row by row without gaps.
template <class T>
class Span2D {
 public:
  Span2D() = default;
  Span2D(T* data, size_t height, size_t width) : data_(data), height_(height), width_(width) {}

  // A view of mutable elements serves wherever one of const elements is asked for.
  operator Span2D<const T>() const { return {data_, height_, width_}; }

  size_t height() const { return height_; }
  size_t width() const { return width_; }
  size_t size() const { return height_ * width_; }
  T* data() const { return data_; }
  std::span<T> flat() const { return {data_, size()}; }
  std::span<T> row(size_t y) const {
    assert(y < height_);
    return {data_ + y * width_, width_};
  }
  T& operator()(size_t y, size_t x) const {
    assert(y < height_ && x < width_);
    return data_[y * width_ + x];
  }

 private:
  T* data_ = nullptr;
  size_t height_ = 0;
  size_t width_ = 0;
};

}  // namespace roundoff
