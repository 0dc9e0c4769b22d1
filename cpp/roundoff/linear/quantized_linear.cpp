#include "roundoff/linear/quantized_linear.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <string>

#include "roundoff/linear/integer_products.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/matrix.h"
#include "roundoff/linear/pack.h"

namespace roundoff::linear {
namespace {

int32_t sum(std::span<const int8_t> integers) {
  return std::accumulate(integers.begin(), integers.end(), int32_t{0});
}

std::vector<int8_t> quantize_inputs(std::span<const float> inputs, const Parameters& p) {
  std::vector<int8_t> integers(inputs.size());
  quantize_run(inputs, p, Rounding::kNearestEven, integers);
  return integers;
}

}  // namespace

Result<QuantizedLinear> QuantizedLinear::of(const Tensor& weights, std::span<const float> bias,
                                            const Options& options) {
  const Result<Quantized> quantized = quantize(weights, options);
  if (!quantized) return Error{quantized.error()};
  return of(*quantized, bias);
}

Result<QuantizedLinear> QuantizedLinear::of(const Quantized& weights, std::span<const float> bias) {
  if (weights.shape.empty() || weights.shape.back() == 0) {
    return Error{"a layer's weights have a last axis, its inputs, of at least 1"};
  }
  const Slicing& slicing = weights.slicing;
  const bool grouped = slicing.granularity == Granularity::kGroup;
  if (slicing.granularity == Granularity::kChannel && slicing.axis + 1 == weights.shape.size()) {
    return Error{"a layer's scales are for its outputs: not channels of the last axis, its inputs"};
  }
  QuantizedLinear layer;
  layer.inputs_ = weights.shape.back();
  layer.outputs_ = weights.integers.size() / layer.inputs_;
  layer.group_ = grouped ? std::min(slicing.group_size, layer.inputs_) : layer.inputs_;
  if (!bias.empty() && bias.size() != layer.outputs_) {
    return Error{"a bias for each of the " + std::to_string(layer.outputs_) + " outputs, not " +
                 std::to_string(bias.size())};
  }
  if (layer.group_ > kMaxSummands) {
    return Error{"one scale for " + std::to_string(layer.group_) + " inputs: int32 has room for sums of " +
                 std::to_string(kMaxSummands)};
  }
  layer.symmetric_ = weights.mode != Mode::kAsymmetric;
  layer.bias_.assign(bias.begin(), bias.end());

  const std::span<const int8_t> integers = weights.integers;
  if (weights.bits > 4) {
    layer.integers_ = weights.integers;
  } else {
    for (size_t row = 0; row < layer.outputs_; ++row) {
      const auto packed = pack(integers.subspan(row * layer.inputs_, layer.inputs_), 4);
      layer.packed_rows_.insert(layer.packed_rows_.end(), packed.begin(), packed.end());
    }
  }
  const Result<Slices> slices = Slices::of(weights.shape, slicing);
  assert(slices.ok());
  slices->for_each_run([&](size_t slice, size_t begin, size_t size) {
    // A run is a group, or some whole rows.
    for (size_t at = begin; at < begin + size; at += layer.group_) {
      layer.scales_.push_back(weights.scales[slice]);
      layer.zero_points_.push_back(weights.zero_points[slice]);
      layer.weight_sums_.push_back(sum(integers.subspan(at, std::min(layer.group_, begin + size - at))));
    }
  });
  layer.set_input({});
  return layer;
}

size_t QuantizedLinear::bytes() const {
  const size_t zero_point_bytes = symmetric_ ? 0 : zero_points_.size();
  return integers_.size() + packed_rows_.size() + 4 * scales_.size() + zero_point_bytes + 4 * bias_.size();
}

std::span<const int8_t> QuantizedLinear::integers(size_t row, size_t count,
                                                  std::vector<int8_t>& buffer) const {
  if (!packed()) return std::span(integers_).subspan(row * inputs_, count * inputs_);
  buffer.resize(count * inputs_);
  const size_t row_bytes = (inputs_ + 1) / 2;
  for (size_t r = 0; r < count; ++r) {
    const uint8_t* bytes = &packed_rows_[(row + r) * row_bytes];
    int8_t* out = &buffer[r * inputs_];
    for (size_t i = 0; i + 1 < inputs_; i += 2) {
      out[i] = static_cast<int8_t>((bytes[i / 2] >> 4) - 8);
      out[i + 1] = static_cast<int8_t>((bytes[i / 2] & 15) - 8);
    }
    if (inputs_ % 2 != 0) out[inputs_ - 1] = static_cast<int8_t>((bytes[row_bytes - 1] >> 4) - 8);
  }
  return buffer;
}

void QuantizedLinear::dequantize_row(size_t row, std::vector<int8_t>& buffer, std::span<float> out) const {
  // Packed groups that begin within a byte are unpacked first.
  const bool by_bytes = packed() && (group_ % 2 == 0 || groups() == 1);
  const auto unpacked = by_bytes ? std::span<const int8_t>() : integers(row, 1, buffer);
  for (size_t group = 0; group < groups(); ++group) {
    const size_t begin = group * group_;
    const size_t size = std::min(group_, inputs_ - begin);
    const size_t slice = row * groups() + group;
    if (by_bytes) {
      const size_t first = row * ((inputs_ + 1) / 2) + begin / 2;
      dequantize_packed4_run(std::span(packed_rows_).subspan(first, (size + 1) / 2), scales_[slice],
                             zero_points_[slice], out.subspan(begin, size));
    } else {
      dequantize_run(unpacked.subspan(begin, size), scales_[slice], zero_points_[slice],
                     out.subspan(begin, size));
    }
  }
}

void QuantizedLinear::forward(std::span<const float> inputs, size_t batch, std::span<float> outputs) const {
  assert(inputs.size() == batch * inputs_ && outputs.size() == batch * outputs_);
  std::vector<float> rows(kBlockRows * inputs_);
  std::vector<int8_t> buffer;
  for (size_t row = 0; row < outputs_; row += kBlockRows) {
    const size_t count = std::min(kBlockRows, outputs_ - row);
    for (size_t r = 0; r < count; ++r) {
      dequantize_row(row + r, buffer, std::span(rows).subspan(r * inputs_, inputs_));
    }
    linear_block({rows.data(), count, inputs_, inputs.data(), batch, outputs.data() + row, outputs_});
  }
  add_bias(outputs);
}

void QuantizedLinear::forward_ref(std::span<const float> inputs, size_t batch,
                                  std::span<float> outputs) const {
  linear_forward_ref(dequantized(), bias_, inputs, batch, outputs);
}

std::vector<float> QuantizedLinear::dequantized() const {
  std::vector<int8_t> buffer;
  const auto all = integers(0, outputs_, buffer);
  std::vector<float> weights(all.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    const size_t slice = i / inputs_ * groups() + i % inputs_ / group_;
    weights[i] = scales_[slice] * static_cast<float>(all[i] - zero_points_[slice]);
  }
  return weights;
}

void QuantizedLinear::add_bias(std::span<float> outputs) const {
  if (bias_.empty()) return;
  for (size_t i = 0; i < outputs.size(); ++i) outputs[i] += bias_[i % outputs_];
}

void QuantizedLinear::set_input(const Parameters& input) {
  input_ = input;
  folded_.resize(scales_.size());
  for (size_t slice = 0; slice < scales_.size(); ++slice) {
    const size_t begin = slice % groups() * group_;
    const auto n = static_cast<int32_t>(std::min(group_, inputs_ - begin));
    folded_[slice] = input.zero_point * (n * static_cast<int32_t>(zero_points_[slice]) - weight_sums_[slice]);
  }
}

void QuantizedLinear::forward_int8(std::span<const float> inputs, size_t batch,
                                   std::span<float> outputs) const {
  assert(inputs.size() == batch * inputs_ && outputs.size() == batch * outputs_);
  const std::vector<int8_t> q = quantize_inputs(inputs, input_);
  const std::vector<int16_t> wide(q.begin(), q.end());
  // Σ q_x of each input's groups, for all outputs.
  std::vector<int32_t> input_sums(symmetric_ ? 0 : batch * groups());
  for (size_t i = 0; i < input_sums.size(); ++i) {
    const size_t begin = i % groups() * group_;
    input_sums[i] =
        sum(std::span(q).subspan(i / groups() * inputs_ + begin, std::min(group_, inputs_ - begin)));
  }
  std::vector<int8_t> buffer;
  std::vector<int32_t> products(batch * kBlockRows);
  std::fill(outputs.begin(), outputs.end(), 0.0F);
  for (size_t row = 0; row < outputs_; row += kBlockRows) {
    const size_t rows = std::min(kBlockRows, outputs_ - row);
    const auto weights = integers(row, rows, buffer);
    for (size_t group = 0; group < groups(); ++group) {
      const size_t begin = group * group_;
      integer_products({weights.data() + begin, rows, inputs_, wide.data() + begin, batch, inputs_,
                        std::min(group_, inputs_ - begin), products.data()});
      for (size_t i = 0; i < batch * rows; ++i) {
        const size_t b = i / rows;
        const size_t output = row + i % rows;
        const size_t slice = output * groups() + group;
        const int32_t online = symmetric_ ? 0 : zero_points_[slice] * input_sums[b * groups() + group];
        const int32_t integer = products[i] + folded_[slice] - online;
        outputs[b * outputs_ + output] += scales_[slice] * input_.scale * static_cast<float>(integer);
      }
    }
  }
  add_bias(outputs);
}

void QuantizedLinear::forward_int8_ref(std::span<const float> inputs, size_t batch,
                                       std::span<float> outputs) const {
  assert(inputs.size() == batch * inputs_ && outputs.size() == batch * outputs_);
  const std::vector<int8_t> q = quantize_inputs(inputs, input_);
  std::vector<int8_t> buffer;
  const auto weights = integers(0, outputs_, buffer);
  for (size_t b = 0; b < batch; ++b) {
    for (size_t row = 0; row < outputs_; ++row) {
      float y = 0;
      for (size_t group = 0; group < groups(); ++group) {
        const size_t slice = row * groups() + group;
        int32_t integer = 0;
        for (size_t i = group * group_; i < std::min((group + 1) * group_, inputs_); ++i) {
          integer +=
              (weights[row * inputs_ + i] - zero_points_[slice]) * (q[b * inputs_ + i] - input_.zero_point);
        }
        y += scales_[slice] * input_.scale * static_cast<float>(integer);
      }
      outputs[b * outputs_ + row] = bias_.empty() ? y : y + bias_[row];
    }
  }
}

ProductTerms QuantizedLinear::terms(std::span<const float> input, size_t output,
                                    std::span<const float> exact_weights) const {
  assert(input.size() == inputs_ && output < outputs_);
  assert(exact_weights.empty() || exact_weights.size() == inputs_);
  const size_t slice = output * groups();
  const size_t n = std::min(group_, inputs_);
  const std::vector<int8_t> q = quantize_inputs(input, input_);
  std::vector<int8_t> buffer;
  const auto row = integers(output, 1, buffer);
  ProductTerms t;
  t.n = n;
  t.weight_scale = scales_[slice];
  // NOLINTNEXTLINE(bugprone-signed-char-misuse): the sign is meant
  t.weight_zero_point = zero_points_[slice];
  t.input_scale = input_.scale;
  t.input_zero_point = input_.zero_point;
  for (size_t i = 0; i < n; ++i) t.products += row[i] * q[i];
  t.weight_sum = weight_sums_[slice];
  t.input_sum = sum(std::span(q).first(n));
  t.integer = t.products + folded_[slice] - t.weight_zero_point * t.input_sum;
  t.bias = bias_.empty() ? 0 : bias_[output];
  std::vector<float> all(outputs_);
  forward_int8(input, 1, all);
  t.result = all[output];
  std::vector<float> dequantized_row(inputs_);
  dequantize_row(output, buffer, dequantized_row);
  const std::span<const float> weights = exact_weights.empty() ? dequantized_row : exact_weights;
  t.exact = static_cast<double>(t.bias);
  for (size_t i = 0; i < inputs_; ++i) {
    t.exact += static_cast<double>(weights[i]) * static_cast<double>(input[i]);
  }
  return t;
}

}  // namespace roundoff::linear
