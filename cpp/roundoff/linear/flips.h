// The loops of adaptive rounding over the roundings of one row; a `_ref` says what each must give, bit for bit.
#pragma once

#include <cstddef>
#include <span>

namespace roundoff::linear {

// A row's error e = ŵ − w counts as eᵀ H e. Flipping its j-th rounding adds step[j] to e[j] and turns the step round; a
// step of 0 is no choice. All have the row's length.
struct Flips {
  std::span<float> gradient;  // H e
  std::span<float> step;
  std::span<const float> curvature;  // H's diagonal
  std::span<float> change;  // of eᵀ H e by each flip alone: step[j] (2 gradient[j] + step[j] curvature[j])
};

// gradient += by · row; then the changes anew.
void move(const Flips& flips, std::span<const float> row, float by);
void move_ref(const Flips& flips, std::span<const float> row, float by);

// A flip, or the second of a pair, and the change that it makes.
struct Flip {
  size_t index = 0;
  float change = 0;
};

// The least of change[j] + by · step[j] · row[j], the first of equals. Not empty.
Flip best_flip(const Flips& flips, std::span<const float> row, float by);
Flip best_flip_ref(const Flips& flips, std::span<const float> row, float by);

}  // namespace roundoff::linear
