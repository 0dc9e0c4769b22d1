#include "roundoff/model/noise.h"

#include <cmath>

#include "roundoff/base/elementary.h"
#include "roundoff/base/random.h"

namespace roundoff::model {

std::vector<float> noise(uint64_t seed, size_t faces) {
  std::vector<float> numbers;
  numbers.reserve(faces * kLatentNumbers);
  for (size_t face = 0; face < faces; ++face) {
    Random random(Random(seed + face).next());
    for (size_t i = 0; i < kLatentNumbers; i += 2) {
      const double u = random.uniform();
      const double w = random.uniform();
      const double radius = std::sqrt(-2 * natural_logarithm(1 - u));
      const CosSin angle = cos_sin_of_turns(w);
      numbers.push_back(static_cast<float>(radius * angle.cos));
      numbers.push_back(static_cast<float>(radius * angle.sin));
    }
  }
  return numbers;
}

std::array<float, kTimeNumbers> time_numbers(float t) {
  constexpr size_t kHalf = kTimeNumbers / 2;
  constexpr auto kStep = static_cast<float>(-9.210340371976184 / 31);  // −ln 10⁴ / 31
  constexpr double kTurn = 6.283185307179586;
  std::array<float, kTimeNumbers> numbers{};
  for (size_t i = 0; i < kHalf; ++i) {
    const auto frequency =
        static_cast<float>(exponential(static_cast<double>(static_cast<float>(i) * kStep)));
    const float angle = 1000 * t * frequency;
    const CosSin found = cos_sin_of_turns(static_cast<double>(angle) / kTurn);
    numbers[i] = static_cast<float>(found.cos);
    numbers[kHalf + i] = static_cast<float>(found.sin);
  }
  return numbers;
}

}  // namespace roundoff::model
