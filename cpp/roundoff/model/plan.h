// A network as data: what is computed from what, in order. The C++ core interprets it (run.h), the GPU does too
// (web/gpu), so that a network is described once. web/engine/model-types.ts has the same fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace roundoff::model {

// Numbers for each face, channel by channel; height = width = 1 for a vector.
struct PlanBuffer {
  size_t channels = 0;
  size_t height = 1;
  size_t width = 1;
  // One row for all faces: what depends on the time alone. Only a linear step reads one and writes another; embed reads
  // one and writes a buffer of each face.
  bool shared = false;

  size_t pixels() const { return height * width; }
  size_t numbers() const { return channels * pixels(); }
  friend bool operator==(const PlanBuffer&, const PlanBuffer&) = default;
};

// What a step makes of its input before bias and what follows:
enum class Op : uint8_t {
  // out[o, y, x] = Σ over c, i, j of weight[o, c, i, j] · in[c, y + i − k/2, x + j − k/2], k = kernel; outside the input 0.
  kConv,
  // out[o] = Σ over i of weight[o, i] · in[i], in taken as one row, channel by channel.
  kLinear,
  // Of a vector: (x − mean) / √(variance + epsilon), both over each of `groups` equal runs of neighbours, the variance
  // divided by their number (Wu & He 2018, arXiv:1803.08494); then · weight[c].
  kNorm,
  // torch.nn.PixelUnshuffle(2): out[4c + 2i + j, y, x] = in[c, 2y + i, 2x + j].
  kUnshuffle,
  // torch.nn.PixelShuffle(2), its inverse: out[c, 2y + i, 2x + j] = in[4c + 2i + j, y, x].
  kShuffle,
  // out[c] = in[c] + Σ over tables of table[the face's label, c], summed in the tables' order and then added.
  kEmbed,
};

inline constexpr int kNone = -1;

// A step reads buffers and writes one that it does not read. In this order: SiLU of the input where `silu_input`; the op;
// + `layer`.bias[c] (conv, linear, norm); + position[c, y, x]; · (1 + film[c]) + film[channels + c]; SiLU where
// `silu`; + residual. SiLU(x) = x / (1 + e^−x).
struct PlanStep {
  Op op = Op::kConv;
  std::string layer;  // of conv, linear and norm: `layer`.weight and `layer`.bias
  int input = 0;
  int output = 0;
  int kernel = 1;  // of conv: 1 or 3
  bool silu_input = false;
  bool silu = false;
  int residual = kNone;   // a buffer as large as the output
  std::string position;   // a parameter as large as the output; empty for none
  int film = kNone;       // of norm: a vector of 2 · channels
  int groups = 1;         // of norm
  double epsilon = 1e-5;  // of norm
  std::vector<std::string> tables;
};

// A judge's heads are steps after the one that writes `output`, its features; each has a buffer of its own.
struct Plan {
  std::vector<PlanBuffer> buffers;
  int input = 0;
  int time = kNone;  // 64 cosines and sines
  int output = 0;
  std::vector<PlanStep> steps;
};

}  // namespace roundoff::model
