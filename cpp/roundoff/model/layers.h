// The layers, each a plain reference and what runs. Activations of many faces lie channel by channel, then face by face, then
// pixel by pixel, so that what belongs together in a product or a norm lies side by side for all faces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/model/matmul.h"

namespace roundoff::model {

struct Activations {
  std::span<const float> values;  // channels × faces × height × width
  size_t channels = 0;
  size_t faces = 0;
  size_t height = 1;
  size_t width = 1;

  size_t pixels() const { return height * width; }
};

// `out` is outputs × faces × height × width; weights are outputs × channels × kernel × kernel, kernel 1 or 3, and a border
// of zeros around the input. Without the bias. The reference sums in double precision.
void conv(const WeightPanels& weights, int kernel, const Activations& in, std::span<float> out);
void conv_ref(std::span<const float> weights, size_t outputs, int kernel, const Activations& in,
              std::span<float> out);

// `out` is outputs × faces; weights are outputs × all of a face's numbers, channel by channel. Without the bias.
void linear(const WeightPanels& weights, const Activations& in, std::span<float> out);
void linear_ref(std::span<const float> weights, size_t outputs, const Activations& in, std::span<float> out);

// x / (1 + e^−x); NaN for NaN and −∞, as PyTorch's. What runs is within 4 units in the last place of the reference, or
// 1e-36 of it. `out` may be `in`, and has its size.
void silu(std::span<const float> in, std::span<float> out);
void silu_ref(std::span<const float> in, std::span<float> out);

// What follows a layer, in this order: bias[row] where there is one, rows being equally long runs of `out`; SiLU; the
// residual, as long as `out`, where there is one.
struct Finish {
  std::span<const float> bias;
  bool silu = false;
  std::span<const float> residual;
};
void finish(const Finish& last, std::span<float> out);
void finish_ref(const Finish& last, std::span<float> out);

// Columns that lie side by side, or one of them so many times.
struct ColumnRun {
  uint32_t column = 0;
  size_t count = 0;
  bool same = false;
};
// For each row, `columns` numbers long, the runs' numbers one after the other.
void take_columns(std::span<const float> rows, size_t columns, std::span<const ColumnRun> runs,
                  std::span<float> taken);
void take_columns_ref(std::span<const float> rows, size_t columns, std::span<const ColumnRun> runs,
                      std::span<float> taken);

// Of vectors: `weight` and `bias` have one number a channel, `film` (channels × faces scales, then as many shifts) may be
// empty. channels % groups = 0. Op::kNorm and what follows, without SiLU.
struct GroupNorm {
  std::span<const float> weight;
  std::span<const float> bias;
  std::span<const float> film;
  size_t groups = 1;
  double epsilon = 1e-5;
};
void group_norm(const GroupNorm& norm, const Activations& in, std::span<float> out);
void group_norm_ref(const GroupNorm& norm, const Activations& in, std::span<float> out);

// 2 × 2 pixels to channels (height and width even) and back (channels a multiple of 4).
void pixel_unshuffle(const Activations& in, std::span<float> out);
void pixel_shuffle(const Activations& in, std::span<float> out);

// Rows of `channels` numbers, one for each class and one for "not asked".
struct LabelTable {
  std::span<const float> values;
  size_t classes = 0;  // rows
};
// labels: faces × tables.size(), each below its table's classes. Where there are fewer vectors than faces, each serves
// as many faces as the others, one after another.
void embed(std::span<const LabelTable> tables, std::span<const int32_t> labels, const Activations& in,
           size_t faces, std::span<float> out);

}  // namespace roundoff::model
