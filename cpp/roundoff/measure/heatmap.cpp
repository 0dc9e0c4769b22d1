#include "roundoff/measure/heatmap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace roundoff {
namespace {

// Control points of a uniform cubic B-spline, inside sRGB all along. The first and the last are met, since each is
// mirrored at its neighbour.
constexpr std::array<Oklab, 7> kControl = {{
    {0.08, 0.000, -0.010},  // near-black
    {0.22, 0.055, -0.090},  // night blue
    {0.40, 0.130, -0.090},  // purple
    {0.56, 0.185, 0.030},   // crimson
    {0.68, 0.155, 0.115},   // red-orange
    {0.80, 0.055, 0.135},   // amber
    {0.97, -0.020, 0.060},  // pale yellow
}};

constexpr Oklab kNan = {0.66, 0, 0};
constexpr Oklab kInfinity = {0.86, -0.050, -0.070};

Oklab weighted(double p, const Oklab& a, double q, const Oklab& b) {
  return {p * a.L + q * b.L, p * a.a + q * b.a, p * a.b + q * b.b};
}

double distance(const Oklab& p, const Oklab& q) {
  const double dL = p.L - q.L;
  const double da = p.a - q.a;
  const double db = p.b - q.b;
  return std::sqrt(dL * dL + da * da + db * db);
}

// The spline as a fine polyline.
std::vector<Oklab> polyline() {
  constexpr int kPieces = 512;  // of each segment
  std::vector<Oklab> points;
  const auto control = [](ptrdiff_t i) {
    constexpr auto kLast = static_cast<ptrdiff_t>(kControl.size()) - 1;
    if (i < 0) return weighted(2, kControl[0], -1, kControl[1]);
    if (i > kLast) return weighted(2, kControl[kLast], -1, kControl[kLast - 1]);
    return kControl[i];
  };
  for (ptrdiff_t segment = 0; segment + 1 < static_cast<ptrdiff_t>(kControl.size()); ++segment) {
    for (int piece = segment == 0 ? 0 : 1; piece <= kPieces; ++piece) {
      const double t = piece / static_cast<double>(kPieces);
      const double u = 1 - t;
      const Oklab outer = weighted(u * u * u / 6, control(segment - 1), t * t * t / 6, control(segment + 2));
      const Oklab inner = weighted((3 * t * t * t - 6 * t * t + 4) / 6, control(segment),
                                   (3 * u * u * u - 6 * u * u + 4) / 6, control(segment + 1));
      points.push_back(weighted(1, outer, 1, inner));
    }
  }
  return points;
}

// The polyline's points at equal distances along it.
std::array<Oklab, kMapEntries> resampled(const std::vector<Oklab>& points) {
  std::vector<double> length(points.size());
  for (size_t i = 1; i < points.size(); ++i) length[i] = length[i - 1] + distance(points[i - 1], points[i]);
  std::array<Oklab, kMapEntries> path;
  size_t next = 1;
  for (size_t i = 0; i < kMapEntries; ++i) {
    const double along = length.back() * static_cast<double>(i) / (kMapEntries - 1);
    while (next + 1 < points.size() && length[next] < along) ++next;
    const double t = (along - length[next - 1]) / (length[next] - length[next - 1]);
    path[i] = weighted(1 - t, points[next - 1], t, points[next]);
  }
  return path;
}

// NaN compares as no less, and so is at the bright end.
uint8_t level(float error, float steps_per_error) {
  return static_cast<uint8_t>(std::min(255.0F, std::abs(error) * steps_per_error + 0.5F));
}

// Finite, so that no error is at the dark end whatever the scale.
float steps_per_error(float scale_max) {
  return scale_max > 0 ? std::min(255 / scale_max, std::numeric_limits<float>::max()) : 0;
}

}  // namespace

std::span<const Oklab, kMapEntries> heat_path() {
  static const std::array<Oklab, kMapEntries> path = resampled(polyline());
  return path;
}

std::span<const Rgb8, kMapEntries> heat_colors() {
  static const std::array<Rgb8, kMapEntries> colors = [] {
    std::array<Rgb8, kMapEntries> rounded;
    std::transform(heat_path().begin(), heat_path().end(), rounded.begin(), from_oklab);
    return rounded;
  }();
  return colors;
}

float heat_scale(std::span<const float> error) {
  constexpr size_t kLevels = 443;  // the largest error, 255 · √3, rounds up to 442
  std::array<size_t, kLevels> pixels{};
  for (const float e : error) ++pixels[std::min(static_cast<size_t>(std::ceil(e)), kLevels - 1)];
  size_t scale = 1;
  size_t within = pixels[0] + pixels[1];
  while (within * 100 < error.size() * 99) within += pixels[++scale];
  return static_cast<float>(scale);
}

std::vector<uint8_t> heat_levels(std::span<const float> error, float scale_max) {
  const float steps = steps_per_error(scale_max);
  std::vector<uint8_t> levels(error.size());
  std::transform(error.begin(), error.end(), levels.begin(), [=](float e) { return level(e, steps); });
  return levels;
}

OddColors heat_odd_colors() { return {from_oklab(kNan), from_oklab(kInfinity), from_oklab(kInfinity)}; }

void paint_heat(std::span<const float> error, float scale_max, std::span<uint8_t> rgba) {
  static const MapPixels pixels = map_pixels(heat_colors(), heat_odd_colors());
  paint_places(error, {steps_per_error(scale_max), 0, kMapEntries - 1, 0, true}, pixels, rgba);
}

}  // namespace roundoff
