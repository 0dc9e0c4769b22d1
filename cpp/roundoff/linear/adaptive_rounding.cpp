#include "roundoff/linear/adaptive_rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "roundoff/base/slicing.h"
#include "roundoff/linear/flips.h"
#include "roundoff/linear/matrix.h"

namespace roundoff::linear {
namespace {

// Of H's mean diagonal, for as many features as samples: the fewer samples, the more of H is chance.
constexpr float kDamping = 0.1F;
// A gain below this part of a flip's own s² H_jj may be nothing but rounding errors.
constexpr float kLeastGain = 1e-5F;
// Bounds on the work for a row. Passes over all pairs: more of them gain next to nothing on unseen inputs. Flips for each
// weight: never reached but by rounding errors that go in circles.
constexpr int kPasses = 4;
constexpr size_t kFlipsEach = 16;

// XᵀX / samples, damped.
std::vector<float> gram_matrix(std::span<const float> inputs, size_t features) {
  const size_t samples = inputs.size() / features;
  std::vector<float> transposed(inputs.size());
  for (size_t s = 0; s < samples; ++s) {
    for (size_t f = 0; f < features; ++f) transposed[f * samples + s] = inputs[s * features + f];
  }
  std::vector<float> gram(features * features);
  matrix_product(transposed, inputs, samples, gram);
  const auto count = static_cast<float>(samples);
  for (float& h : gram) h /= count;
  float trace = 0;
  for (size_t f = 0; f < features; ++f) trace += gram[f * features + f];
  const float damping = kDamping * trace / count;  // trace / features · features / samples
  for (size_t f = 0; f < features; ++f) gram[f * features + f] += damping;
  return gram;
}

// The roundings of one row on their way down. Pairs matter: on 512 × 128 normal weights in 4 bits and 1024 samples of
// random_inputs() single flips leave 0.26 of rounding to nearest's error on other samples, pairs 0.20, and the paper's
// relaxation after 4000 steps of Adam 0.22.
class Row {
 public:
  // `change` is where the changes are kept.
  Row(std::span<const float> gram, std::span<const float> curvature, std::span<float> gradient,
      std::span<float> step, std::span<float> change)
      : n_(step.size()), gram_(gram), flips_{gradient, step, curvature, change} {
    move(flips_, gram_row(0), 0);
  }

  // Single flips, the best first; then, one rounding after the other, pairs with its best partner.
  void descend() {
    flip_singly();
    bool better = true;
    for (int pass = 0; better && pass < kPasses; ++pass) {
      better = false;
      for (size_t i = 0; i < n_; ++i) {
        if (flips_.step[i] == 0 || !flip_with_best_partner(i)) continue;
        flip_singly();
        better = true;
      }
    }
  }

 private:
  std::span<const float> gram_row(size_t j) const { return gram_.subspan(j * n_, n_); }
  float least_gain(size_t j) const {
    return kLeastGain * flips_.step[j] * flips_.step[j] * flips_.curvature[j];
  }

  void flip(size_t j) {
    const float step = flips_.step[j];
    flips_.step[j] = -step;
    move(flips_, gram_row(j), step);
    ++done_;
  }

  void flip_singly() {
    while (done_ < kFlipsEach * n_) {
      const Flip best = best_flip(flips_, gram_row(0), 0);
      if (!(best.change < -least_gain(best.index))) return;
      flip(best.index);
    }
  }

  // Together, flipping i and j changes the objective by what each does alone and 2 step[i] step[j] H[i][j].
  bool flip_with_best_partner(size_t i) {
    if (done_ >= kFlipsEach * n_) return false;
    const float alone = flips_.change[i];
    flips_.change[i] = std::numeric_limits<float>::max();  // no partner of itself
    const Flip partner = best_flip(flips_, gram_row(i), 2 * flips_.step[i]);
    flips_.change[i] = alone;
    if (!(alone + partner.change < -least_gain(i) - least_gain(partner.index))) return false;
    flip(i);
    flip(partner.index);
    return true;
  }

  size_t n_;
  std::span<const float> gram_;
  Flips flips_;
  size_t done_ = 0;
};

// A layer's roundings to nearest: the error of each, and the step to the other choice.
struct Choices {
  std::vector<float> error;
  std::vector<float> step;
};

Choices choices(std::span<const float> weights, const Quantized& quantized) {
  Choices c{std::vector<float>(weights.size()), std::vector<float>(weights.size())};
  const Result<Slices> slices = Slices::of(quantized.shape, quantized.slicing);
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    const Parameters p = parameters(quantized.ranges[slice], quantized.mode, quantized.bits);
    const auto low = static_cast<float>(p.q_min - p.zero_point);
    const auto high = static_cast<float>(p.q_max - p.zero_point);
    for (size_t i = begin; i < begin + size; ++i) {
      if (!std::isfinite(weights[i])) continue;
      const float exact = weights[i] * (1.0F / p.scale);
      const auto nearest = static_cast<float>(quantized.integers[i] - p.zero_point);
      c.error[i] = p.scale * nearest - weights[i];
      if (exact <= low || exact >= high || exact == nearest) continue;
      c.step[i] = exact > nearest ? p.scale : -p.scale;
    }
  });
  return c;
}

// Mean over samples of the squared error of each output, which the weights' errors make.
std::vector<double> output_errors(std::span<const float> errors, std::span<const float> inputs,
                                  size_t features) {
  const size_t samples = inputs.size() / features;
  const size_t rows = errors.size() / features;
  std::vector<float> outputs(samples * rows);
  linear_forward(errors, {}, inputs, samples, outputs);
  std::vector<double> mean(rows);
  for (size_t i = 0; i < outputs.size(); ++i) {
    const auto y = static_cast<double>(outputs[i]);
    mean[i % rows] += y * y / static_cast<double>(samples);
  }
  return mean;
}

}  // namespace

Result<AdaptivelyRounded> quantize_adaptively(const Tensor& weights, std::span<const float> inputs,
                                              const Options& options) {
  const size_t features = weights.row_size();
  if (inputs.empty()) return Error{"adaptive rounding needs at least one sample of the layer's inputs"};
  if (features == 0 || inputs.size() % features != 0) {
    return Error{std::to_string(inputs.size()) + " numbers are no whole samples of the layer's " +
                 std::to_string(features) + " inputs"};
  }
  if (!std::all_of(inputs.begin(), inputs.end(), [](float x) { return std::isfinite(x); })) {
    return Error{"the layer's inputs hold NaN or infinity: adaptive rounding needs finite ones"};
  }
  Options to_nearest = options;
  to_nearest.rounding = Rounding::kNearestEven;
  Result<Quantized> quantized = quantize(weights, to_nearest);
  if (!quantized) return Error{quantized.error()};

  AdaptivelyRounded result;
  result.quantized = std::move(*quantized);
  const Choices nearest = choices(weights.values, result.quantized);
  const size_t rows = weights.size() / features;
  const std::vector<double> nearest_error = output_errors(nearest.error, inputs, features);
  const std::vector<float> gram = gram_matrix(inputs, features);
  std::vector<float> gradient(weights.size());
  matrix_product(nearest.error, gram, features, gradient);
  std::vector<float> curvature(features);
  for (size_t f = 0; f < features; ++f) curvature[f] = gram[f * (features + 1)];
  std::vector<float> change(features);
  std::vector<float> step = nearest.step;
  std::vector<float> error = nearest.error;
  for (size_t row = 0; row < rows; ++row) {
    const size_t begin = row * features;
    Row(gram, curvature, std::span(gradient).subspan(begin, features),
        std::span(step).subspan(begin, features), change)
        .descend();
    for (size_t i = begin; i < begin + features; ++i) {
      if (step[i] != nearest.step[i]) error[i] += nearest.step[i];
    }
  }
  const std::vector<double> learned_error = output_errors(error, inputs, features);
  for (size_t row = 0; row < rows; ++row) {
    // What was damped away may count after all.
    const bool better = learned_error[row] < nearest_error[row];
    result.nearest_error += nearest_error[row] / static_cast<double>(rows);
    result.error += (better ? learned_error[row] : nearest_error[row]) / static_cast<double>(rows);
    for (size_t i = row * features; better && i < (row + 1) * features; ++i) {
      if (step[i] == nearest.step[i]) continue;
      int8_t& q = result.quantized.integers[i];
      q = static_cast<int8_t>(q + (nearest.step[i] > 0 ? 1 : -1));
      ++result.flipped;
    }
  }
  return result;
}

}  // namespace roundoff::linear
