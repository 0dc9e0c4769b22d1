#include "roundoff/video/noise.h"

#include <algorithm>
#include <array>

#include "roundoff/base/random.h"

namespace roundoff {
namespace {

constexpr size_t kLevels = size_t{1} << 16;
constexpr size_t kRun = 64;  // pixels

}  // namespace

// Twelve uniform draws have variance 1 and nearly a normal sum, without libm.
SensorNoise::SensorNoise(double sigma, uint64_t seed) : state_(seed) {
  Random random(seed);
  for (size_t i = 0; i < kLevels + 3 * kRun; ++i) {
    double sum = -6;
    for (int draw = 0; draw < 12; ++draw) sum += random.uniform();
    const double level =
        std::clamp(sum * sigma, -100.0, 100.0) + 1000.5;  // above 0, so that the cast rounds down
    levels_.push_back(static_cast<int8_t>(static_cast<int>(level) - 1000));
  }
}

void SensorNoise::add_to(std::span<Rgba> frame) {
  Random random(state_);
  state_ = random.next();
  for (size_t begin = 0; begin < frame.size(); begin += kRun) {
    const int8_t* noise = &levels_[static_cast<size_t>(random.below(kLevels))];
    const size_t end = std::min(begin + kRun, frame.size());
    for (size_t i = begin; i < end; ++i) {
      Rgba color = kMoved;
      for (unsigned shift = 0; shift < 24; shift += 8) {
        const int level = static_cast<int>(frame[i] >> shift & 0xFFu) + *noise++;
        color |= static_cast<Rgba>(std::clamp(level, 0, 255)) << shift;
      }
      frame[i] = color;
    }
  }
}

}  // namespace roundoff
