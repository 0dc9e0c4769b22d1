#include "roundoff/measure/ssim.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <span>
#include <utility>

namespace roundoff {
namespace {

constexpr size_t kTaps = 11;
constexpr size_t kHalf = kTaps / 2;
constexpr double kC1 = (0.01 * 255) * (0.01 * 255);
constexpr double kC2 = (0.03 * 255) * (0.03 * 255);

// exp(−x² / (2 · 1.5²)) for x = 0 … 5, normalized so that the eleven sum to 1; the window is its outer product.
// Written out, since libm's exp may differ in its last bit from machine to machine.
constexpr std::array<double, kHalf + 1> kGaussian = {0.26601172486179431, 0.21300553771125366,
                                                     0.10936068950970000, 0.03600077212843082,
                                                     0.00759875813523918, 0.00102838008447911};

// Luma less 128: smaller numbers lose less where squares of them are subtracted, and SSIM's means are put back.
constexpr float kMiddle = 128;

template <class T>
struct Plane {
  size_t height = 0;
  size_t width = 0;
  std::vector<T> values;  // height × width
};

// Thousandths of BT.601 luma are whole numbers, so a single rounding is all that T adds.
template <class T>
T centered_luma(Rgb8 color) {
  const int thousandths = 299 * color.r + 587 * color.g + 114 * color.b - 128000;
  return static_cast<T>(thousandths) / T{1000};
}

// The picture's luma, extended to kTaps × kTaps where it is smaller.
template <class T>
Plane<T> luma_plane(Span2D<const Rgb8> picture) {
  Plane<T> plane{std::max(picture.height(), kTaps), std::max(picture.width(), kTaps), {}};
  plane.values.resize(plane.height * plane.width);
  const size_t top = (plane.height - picture.height()) / 2;
  const size_t left = (plane.width - picture.width()) / 2;
  const auto clamped = [](size_t at, size_t before, size_t size) {
    return at < before ? 0 : std::min(at - before, size - 1);
  };
  T* out = plane.values.data();
  for (size_t y = 0; y < plane.height; ++y) {
    const auto row = picture.row(clamped(y, top, picture.height()));
    if (row.size() == plane.width) {
      for (const Rgb8 color : row) *out++ = centered_luma<T>(color);
    } else {
      for (size_t x = 0; x < plane.width; ++x) *out++ = centered_luma<T>(row[clamped(x, left, row.size())]);
    }
  }
  return plane;
}

// The Gaussian over eleven rows or over eleven neighbours, symmetric taps added first. at(i) is the i-th operand.
template <class Operand>
inline float gaussian(Operand at) {
  float sum = static_cast<float>(kGaussian[0]) * at(kHalf);
  for (size_t i = 1; i <= kHalf; ++i) {
    sum += static_cast<float>(kGaussian[i]) * (at(kHalf - i) + at(kHalf + i));
  }
  return sum;
}

// Blurs rows as they come: each is blurred along its length when it enters, and once eleven are held, across them.
class RollingBlur {
 public:
  explicit RollingBlur(size_t width) : width_(width - kTaps + 1), rows_(kTaps * width_) {}

  // `row` has the full width.
  void push(const float* row) {
    float* out = rows_.data() + (pushed_++ % kTaps) * width_;
    for (size_t x = 0; x < width_; ++x) out[x] = gaussian([=](size_t i) { return row[x + i]; });
  }

  // The blur around the row pushed five before the last; at least eleven have been pushed.
  void blurred(float* out) const {
    std::array<const float*, kTaps> row{};
    for (size_t i = 0; i < kTaps; ++i) row[i] = rows_.data() + ((pushed_ + i) % kTaps) * width_;
    for (size_t x = 0; x < width_; ++x) out[x] = gaussian([&](size_t i) { return row[i][x]; });
  }

 private:
  size_t width_;
  std::vector<float> rows_;
  size_t pushed_ = 0;
};

}  // namespace

double ssim_ref(Span2D<const Rgb8> before, Span2D<const Rgb8> after) {
  assert(before.height() == after.height() && before.width() == after.width() && before.size() > 0);
  const Plane<double> p = luma_plane<double>(before);
  const Plane<double> q = luma_plane<double>(after);
  double total = 0;
  for (size_t top = 0; top + kTaps <= p.height; ++top) {
    for (size_t left = 0; left + kTaps <= p.width; ++left) {
      double mean_p = 0, mean_q = 0, square_p = 0, square_q = 0, product = 0;
      for (size_t dy = 0; dy < kTaps; ++dy) {
        for (size_t dx = 0; dx < kTaps; ++dx) {
          const double weight = kGaussian[dy < kHalf ? kHalf - dy : dy - kHalf] *
                                kGaussian[dx < kHalf ? kHalf - dx : dx - kHalf];
          const double u = p.values[(top + dy) * p.width + left + dx];
          const double v = q.values[(top + dy) * q.width + left + dx];
          mean_p += weight * u;
          mean_q += weight * v;
          square_p += weight * u * u;
          square_q += weight * v * v;
          product += weight * u * v;
        }
      }
      const double variance_p = square_p - mean_p * mean_p;
      const double variance_q = square_q - mean_q * mean_q;
      const double covariance = product - mean_p * mean_q;
      mean_p += kMiddle;
      mean_q += kMiddle;
      total += (2 * mean_p * mean_q + kC1) * (2 * covariance + kC2) /
               ((mean_p * mean_p + mean_q * mean_q + kC1) * (variance_p + variance_q + kC2));
    }
  }
  return total / static_cast<double>((p.height - kTaps + 1) * (p.width - kTaps + 1));
}

SsimReference::SsimReference(Span2D<const Rgb8> before) {
  assert(before.size() > 0);
  Plane<float> plane = luma_plane<float>(before);
  height_ = plane.height;
  width_ = plane.width;
  luma_ = std::move(plane.values);
  const size_t windows = width_ - kTaps + 1;
  mean_.resize((height_ - kTaps + 1) * windows);
  variance_.resize(mean_.size());

  RollingBlur mean(width_);
  RollingBlur square(width_);
  std::vector<float> squares(width_);
  for (size_t y = 0; y < height_; ++y) {
    const float* row = luma_.data() + y * width_;
    for (size_t x = 0; x < width_; ++x) squares[x] = row[x] * row[x];
    mean.push(row);
    square.push(squares.data());
    if (y + 1 < kTaps) continue;
    float* m = mean_.data() + (y + 1 - kTaps) * windows;
    float* v = variance_.data() + (y + 1 - kTaps) * windows;
    mean.blurred(m);
    square.blurred(v);
    for (size_t x = 0; x < windows; ++x) v[x] -= m[x] * m[x];
  }
}

double SsimReference::compare(Span2D<const Rgb8> after) const {
  const Plane<float> plane = luma_plane<float>(after);
  assert(plane.height == height_ && plane.width == width_);
  const size_t windows = width_ - kTaps + 1;
  RollingBlur mean(width_);
  RollingBlur square(width_);
  RollingBlur product(width_);
  std::vector<float> squares(width_);
  std::vector<float> products(width_);
  std::vector<float> means(windows);
  std::vector<float> square_means(windows);
  std::vector<float> product_means(windows);
  double total = 0;
  for (size_t y = 0; y < height_; ++y) {
    const float* p = luma_.data() + y * width_;
    const float* q = plane.values.data() + y * width_;
    for (size_t x = 0; x < width_; ++x) {
      squares[x] = q[x] * q[x];
      products[x] = p[x] * q[x];
    }
    mean.push(q);
    square.push(squares.data());
    product.push(products.data());
    if (y + 1 < kTaps) continue;
    mean.blurred(means.data());
    square.blurred(square_means.data());
    product.blurred(product_means.data());
    const float* mean_p = mean_.data() + (y + 1 - kTaps) * windows;
    const float* variance_p = variance_.data() + (y + 1 - kTaps) * windows;
    for (size_t x = 0; x < windows; ++x) {
      const float variance_q = square_means[x] - means[x] * means[x];
      const float covariance = product_means[x] - mean_p[x] * means[x];
      const float u = mean_p[x] + kMiddle;
      const float v = means[x] + kMiddle;
      const float c1 = static_cast<float>(kC1);
      const float c2 = static_cast<float>(kC2);
      square_means[x] = (2 * u * v + c1) * (2 * covariance + c2) /
                        ((u * u + v * v + c1) * (variance_p[x] + variance_q + c2));
    }
    // In a fixed order and in doubles: the sum must not depend on how many lanes a machine has.
    for (const float value : square_means) total += static_cast<double>(value);
  }
  return total / static_cast<double>(mean_.size());
}

}  // namespace roundoff
