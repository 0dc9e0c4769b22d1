#include "roundoff/video/denoise.h"

#include <array>
#include <cassert>
#include <cstdlib>

namespace roundoff {

size_t denoise_ref(std::span<const Rgba> frame, const DenoiseOptions& options, Means& means,
                   std::span<Rgba> out) {
  assert(frame.size() == out.size() && frame.size() == means.rg.size());
  const int half = 1 << (options.share - 1);
  size_t moved = 0;
  for (size_t i = 0; i < frame.size(); ++i) {
    std::array<int, 3> mean = {static_cast<int>(means.rg[i] & 0xFFFFu), static_cast<int>(means.rg[i] >> 16u),
                               static_cast<int>(means.b[i])};
    std::array<int, 3> now{};
    bool far = false;
    for (int c = 0; c < 3; ++c) {
      now[c] = static_cast<int>(frame[i] >> (8 * c) & 0xFFu) << kMeanFraction;
      far = far || std::abs(now[c] - mean[c]) > options.reach;
    }
    Rgba color = far ? kMoved : 0;
    for (int c = 0; c < 3; ++c) {
      mean[c] = far ? now[c] : mean[c] + ((now[c] - mean[c] + half) >> options.share);
      color |= static_cast<Rgba>((mean[c] + 8) >> kMeanFraction) << (8 * c);
    }
    means.rg[i] = static_cast<uint32_t>(mean[0] | mean[1] << 16);
    means.b[i] = static_cast<uint32_t>(mean[2]);
    out[i] = color;
    moved += far ? 1 : 0;
  }
  return moved;
}

std::optional<double> noise_level(Span2D<const Rgba> frame, const Means& means) {
  constexpr size_t kEvery = 5;  // columns of every other row
  constexpr int kFromTheEnds = 8;
  constexpr int kAlike = 8;
  constexpr size_t kApart = 4;  // pixels: what moves may be out of focus
  constexpr uint32_t kFew = 32;
  constexpr size_t kSteps = 512;  // sixteenths of a level, up to 32 levels
  const auto green = [](Rgba pixel) { return static_cast<int>(pixel >> 8u & 0xFFu); };
  std::array<uint32_t, kSteps> count{};
  uint32_t counted = 0;
  for (size_t y = kApart; y + kApart < frame.height(); y += 2) {
    const auto row = frame.row(y);
    const auto above = frame.row(y - kApart);
    const auto below = frame.row(y + kApart);
    const uint32_t* mean = &means.rg[y * frame.width()];
    for (size_t x = kApart + y % kEvery; x + kApart < frame.width(); x += kEvery) {
      const int now = green(row[x]);
      if (now < kFromTheEnds || now > 255 - kFromTheEnds) continue;
      if (std::abs(green(row[x - kApart]) - green(row[x + kApart])) > kAlike) continue;
      if (std::abs(green(above[x]) - green(below[x])) > kAlike) continue;
      const int distance = std::abs((now << kMeanFraction) - static_cast<int>(mean[x] >> 16u));
      ++count[std::min(static_cast<size_t>(distance), kSteps - 1)];
      ++counted;
    }
  }
  if (counted < kFew) return std::nullopt;

  // The quartile, as if the distances of one step lay evenly across it.
  const double quarter = counted / 4.0;
  double passed = 0;
  size_t step = 0;
  while (passed + count[step] < quarter) passed += count[step++];
  const double quartile = (static_cast<double>(step) - 0.5 + (quarter - passed) / count[step]) / 16;

  // A quarter of normal distances is below 0.3186 standard deviations. What is measured is the noise of the frame and,
  // independent of it, that of the mean: 1 / 15 of its variance where each frame counts an eighth.
  constexpr double kQuartileOfDistance = 0.3186 * 1.0328;
  return quartile <= 0 ? 0 : quartile / kQuartileOfDistance;
}

}  // namespace roundoff
