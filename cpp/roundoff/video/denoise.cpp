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

double noise_level(std::span<const Rgba> frame, const Means& means) {
  constexpr size_t kEvery = 13;
  constexpr int kFromTheEnds = 8;
  constexpr size_t kSteps = 512;  // sixteenths of a level, up to 32 levels
  std::array<uint32_t, kSteps> count{};
  uint32_t counted = 0;
  for (size_t i = 0; i < frame.size(); i += kEvery) {
    const int now = static_cast<int>(frame[i] >> 8u & 0xFFu);
    if (now < kFromTheEnds || now > 255 - kFromTheEnds) continue;
    const int distance = std::abs((now << kMeanFraction) - static_cast<int>(means.rg[i] >> 16u));
    ++count[std::min(static_cast<size_t>(distance), kSteps - 1)];
    ++counted;
  }
  if (counted == 0) return 0;

  // The quartile, as if the distances of one step lay evenly across it.
  const double quarter = counted / 4.0;
  double below = 0;
  size_t step = 0;
  while (below + count[step] < quarter) below += count[step++];
  const double quartile = (static_cast<double>(step) - 0.5 + (quarter - below) / count[step]) / 16;

  // A quarter of normal distances is below 0.3186 standard deviations. What is measured is the noise of the frame and,
  // independent of it, that of the mean: 1 / 15 of its variance where each frame counts an eighth.
  constexpr double kQuartileOfDistance = 0.3186 * 1.0328;
  return quartile <= 0 ? 0 : quartile / kQuartileOfDistance;
}

}  // namespace roundoff
