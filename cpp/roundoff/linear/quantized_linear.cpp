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
  layer.packed_ = weights.bits <= 4;
  layer.symmetric_ = weights.mode != Mode::kAsymmetric;
  layer.bias_.assign(bias.begin(), bias.end());

  const std::span<const int8_t> integers = weights.integers;
  layer.weights_.reserve(layer.outputs_ * layer.row_bytes());
  for (size_t row = 0; row < layer.outputs_; ++row) {
    const auto packed = pack(integers.subspan(row * layer.inputs_, layer.inputs_), layer.packed_ ? 4 : 8);
    layer.weights_.insert(layer.weights_.end(), packed.begin(), packed.end());
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
  return weights_.size() + 4 * scales_.size() + zero_point_bytes + 4 * bias_.size();
}

template <class T>
void QuantizedLinear::unpack(size_t row, size_t begin, std::span<T> out) const {
  const auto held = std::span(weights_).subspan(row * row_bytes(), row_bytes());
  if (!packed_) {
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<int8_t>(held[begin + i]);
    return;
  }
  for (size_t i = 0; i < out.size(); ++i) {
    const int byte = held[(begin + i) / 2];
    out[i] = static_cast<T>(((begin + i) % 2 == 0 ? byte >> 4 : byte & 15) - 8);
  }
}

void QuantizedLinear::dequantize_row(size_t row, std::span<float> out) const {
  const auto held = std::span(weights_).subspan(row * row_bytes(), row_bytes());
  std::vector<int8_t> integers;
  const bool in_place = packed_ && (group_ % 2 == 0 || groups() == 1);
  if (!in_place) {
    integers.resize(inputs_);
    unpack<int8_t>(row, 0, integers);
  }
  for (size_t group = 0; group < groups(); ++group) {
    const size_t begin = group * group_;
    const size_t size = std::min(group_, inputs_ - begin);
    const size_t slice = row * groups() + group;
    if (in_place) {
      dequantize_packed4_run(held.subspan(begin / 2, (size + 1) / 2), scales_[slice], zero_points_[slice],
                             out.subspan(begin, size));
    } else {
      dequantize_run(std::span(integers).subspan(begin, size), scales_[slice], zero_points_[slice],
                     out.subspan(begin, size));
    }
  }
}

void QuantizedLinear::forward(std::span<const float> inputs, size_t batch, std::span<float> outputs) const {
  assert(inputs.size() == batch * inputs_ && outputs.size() == batch * outputs_);
  std::vector<float> rows(kBlockRows * inputs_);
  for (size_t row = 0; row < outputs_; row += kBlockRows) {
    const size_t count = std::min(kBlockRows, outputs_ - row);
    for (size_t r = 0; r < count; ++r) {
      dequantize_row(row + r, std::span(rows).subspan(r * inputs_, inputs_));
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
  std::vector<float> weights(outputs_ * inputs_);
  std::vector<int8_t> row(inputs_);
  for (size_t i = 0; i < weights.size(); ++i) {
    if (i % inputs_ == 0) unpack<int8_t>(i / inputs_, 0, row);
    const size_t slice = i / inputs_ * groups() + i % inputs_ / group_;
    // NOLINTNEXTLINE(bugprone-signed-char-misuse): the sign is meant
    const int32_t q = row[i % inputs_];
    weights[i] = scales_[slice] * static_cast<float>(q - zero_points_[slice]);
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
  const std::vector<int8_t> integers = quantize_inputs(inputs, input_);
  const std::vector<int16_t> wide(integers.begin(), integers.end());
  std::vector<int16_t> rows(kBlockRows * group_);
  std::vector<int32_t> input_sums(batch);
  std::vector<int32_t> products(batch * kBlockRows);
  std::fill(outputs.begin(), outputs.end(), 0.0F);
  for (size_t group = 0; group < groups(); ++group) {
    const size_t begin = group * group_;
    const size_t size = std::min(group_, inputs_ - begin);
    if (!symmetric_) {
      for (size_t b = 0; b < batch; ++b) {
        input_sums[b] = sum(std::span(integers).subspan(b * inputs_ + begin, size));
      }
    }
    for (size_t row = 0; row < outputs_; row += kBlockRows) {
      const size_t count = std::min(kBlockRows, outputs_ - row);
      for (size_t r = 0; r < count; ++r) {
        unpack<int16_t>(row + r, begin, std::span(rows).subspan(r * size, size));
      }
      integer_products(
          {rows.data(), count, size, wide.data() + begin, batch, inputs_, size, products.data()});
      for (size_t b = 0; b < batch; ++b) {
        for (size_t r = 0; r < count; ++r) {
          const size_t slice = (row + r) * groups() + group;
          const int32_t online = symmetric_ ? 0 : zero_points_[slice] * input_sums[b];
          const int32_t integer = products[b * count + r] + folded_[slice] - online;
          outputs[b * outputs_ + row + r] += scales_[slice] * input_.scale * static_cast<float>(integer);
        }
      }
    }
  }
  add_bias(outputs);
}

void QuantizedLinear::forward_int8_ref(std::span<const float> inputs, size_t batch,
                                       std::span<float> outputs) const {
  assert(inputs.size() == batch * inputs_ && outputs.size() == batch * outputs_);
  const std::vector<int8_t> integers = quantize_inputs(inputs, input_);
  std::vector<int8_t> weights(inputs_);
  for (size_t row = 0; row < outputs_; ++row) {
    unpack<int8_t>(row, 0, weights);
    for (size_t b = 0; b < batch; ++b) {
      float y = 0;
      for (size_t group = 0; group < groups(); ++group) {
        const size_t slice = row * groups() + group;
        int32_t integer = 0;
        for (size_t i = group * group_; i < std::min((group + 1) * group_, inputs_); ++i) {
          integer += (weights[i] - zero_points_[slice]) * (integers[b * inputs_ + i] - input_.zero_point);
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
  const std::vector<int8_t> integers = quantize_inputs(input, input_);
  std::vector<int8_t> row(inputs_);
  unpack<int8_t>(output, 0, row);
  ProductTerms t;
  t.n = n;
  t.weight_scale = scales_[slice];
  t.weight_zero_point = zero_points_[slice];
  t.input_scale = input_.scale;
  t.input_zero_point = input_.zero_point;
  for (size_t i = 0; i < n; ++i) t.products += row[i] * integers[i];
  t.weight_sum = weight_sums_[slice];
  t.input_sum = sum(std::span(integers).first(n));
  t.integer = t.products + folded_[slice] - t.weight_zero_point * t.input_sum;
  t.bias = bias_.empty() ? 0 : bias_[output];
  std::vector<float> all(outputs_);
  forward_int8(input, 1, all);
  t.result = all[output];
  std::vector<float> dequantized_row(inputs_);
  dequantize_row(output, dequantized_row);
  const std::span<const float> weights = exact_weights.empty() ? dequantized_row : exact_weights;
  t.exact = static_cast<double>(t.bias);
  for (size_t i = 0; i < inputs_; ++i) {
    t.exact += static_cast<double>(weights[i]) * static_cast<double>(input[i]);
  }
  return t;
}

}  // namespace roundoff::linear
