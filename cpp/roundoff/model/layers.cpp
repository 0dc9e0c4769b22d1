#include "roundoff/model/layers.h"

#include <cassert>
#include <cmath>

namespace roundoff::model {
namespace {

Columns columns_of(Columns::Kind kind, const Activations& in) {
  return {kind, in.values.data(), in.channels, in.faces, in.height, in.width};
}

// One weight's share of an output pixel; 0 where it looks outside.
double tap(const Activations& in, size_t channel, size_t face, std::ptrdiff_t y, std::ptrdiff_t x) {
  if (y < 0 || x < 0 || y >= static_cast<std::ptrdiff_t>(in.height) ||
      x >= static_cast<std::ptrdiff_t>(in.width)) {
    return 0;
  }
  const size_t pixel = static_cast<size_t>(y) * in.width + static_cast<size_t>(x);
  return static_cast<double>(in.values[(channel * in.faces + face) * in.pixels() + pixel]);
}

}  // namespace

void conv(const WeightPanels& weights, int kernel, const Activations& in, std::span<float> out) {
  assert(kernel == 1 || kernel == 3);
  const auto kind = kernel == 1 ? Columns::Kind::kPoints : Columns::Kind::kPatches;
  matmul(weights, columns_of(kind, in), out);
}

void conv_ref(std::span<const float> weights, size_t outputs, int kernel, const Activations& in,
              std::span<float> out) {
  const int reach = kernel / 2;
  size_t at = 0;
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t face = 0; face < in.faces; ++face) {
      for (size_t pixel = 0; pixel < in.pixels(); ++pixel) {
        const auto y = static_cast<std::ptrdiff_t>(pixel / in.width);
        const auto x = static_cast<std::ptrdiff_t>(pixel % in.width);
        const float* weight = &weights[o * in.channels * static_cast<size_t>(kernel * kernel)];
        double sum = 0;
        for (size_t c = 0; c < in.channels; ++c) {
          for (int i = -reach; i <= reach; ++i) {
            for (int j = -reach; j <= reach; ++j) {
              sum += static_cast<double>(*weight++) * tap(in, c, face, y + i, x + j);
            }
          }
        }
        out[at++] = static_cast<float>(sum);
      }
    }
  }
}

void linear(const WeightPanels& weights, const Activations& in, std::span<float> out) {
  matmul(weights, columns_of(Columns::Kind::kFaces, in), out);
}

void linear_ref(std::span<const float> weights, size_t outputs, const Activations& in, std::span<float> out) {
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t face = 0; face < in.faces; ++face) {
      const float* weight = &weights[o * in.channels * in.pixels()];
      double sum = 0;
      for (size_t c = 0; c < in.channels; ++c) {
        const float* x = &in.values[(c * in.faces + face) * in.pixels()];
        for (size_t i = 0; i < in.pixels(); ++i) {
          sum += static_cast<double>(*weight++) * static_cast<double>(x[i]);
        }
      }
      out[o * in.faces + face] = static_cast<float>(sum);
    }
  }
}

void silu_ref(std::span<const float> in, std::span<float> out) {
  assert(out.size() == in.size());
  for (size_t i = 0; i < in.size(); ++i) {
    const auto x = static_cast<double>(in[i]);
    out[i] = static_cast<float>(x / (1 + std::exp(-x)));
  }
}

void finish_ref(const Finish& last, std::span<float> out) {
  for (size_t i = 0; !last.bias.empty() && i < out.size(); ++i) {
    out[i] += last.bias[i / (out.size() / last.bias.size())];
  }
  if (last.silu) silu_ref(out, out);
  for (size_t i = 0; i < last.residual.size(); ++i) out[i] += last.residual[i];
}

void take_columns_ref(std::span<const float> rows, size_t columns, std::span<const ColumnRun> runs,
                      std::span<float> taken) {
  size_t at = 0;
  for (size_t first = 0; first < rows.size(); first += columns) {
    for (const ColumnRun& run : runs) {
      for (size_t i = 0; i < run.count; ++i) taken[at++] = rows[first + run.column + (run.same ? 0 : i)];
    }
  }
}

void group_norm_ref(const GroupNorm& norm, const Activations& in, std::span<float> out) {
  assert(in.pixels() == 1 && in.channels % norm.groups == 0);
  const size_t size = in.channels / norm.groups;
  const auto value = [&](size_t c, size_t face) {
    return static_cast<double>(in.values[c * in.faces + face]);
  };
  for (size_t begin = 0; begin < in.channels; begin += size) {
    for (size_t face = 0; face < in.faces; ++face) {
      double mean = 0;
      double variance = 0;
      for (size_t c = begin; c < begin + size; ++c) mean += value(c, face);
      mean /= static_cast<double>(size);
      for (size_t c = begin; c < begin + size; ++c) variance += std::pow(value(c, face) - mean, 2);
      variance /= static_cast<double>(size);
      for (size_t c = begin; c < begin + size; ++c) {
        double x = (value(c, face) - mean) / std::sqrt(variance + norm.epsilon);
        x = x * static_cast<double>(norm.weight[c]) + static_cast<double>(norm.bias[c]);
        if (!norm.film.empty()) {
          x = x * (1 + static_cast<double>(norm.film[c * in.faces + face])) +
              static_cast<double>(norm.film[(in.channels + c) * in.faces + face]);
        }
        out[c * in.faces + face] = static_cast<float>(x);
      }
    }
  }
}

void pixel_unshuffle(const Activations& in, std::span<float> out) {
  assert(in.height % 2 == 0 && in.width % 2 == 0 && out.size() == in.values.size());
  size_t at = 0;
  for (size_t channel = 0; channel < 4 * in.channels; ++channel) {
    for (size_t face = 0; face < in.faces; ++face) {
      const float* plane = &in.values[(channel / 4 * in.faces + face) * in.pixels()];
      for (size_t y = channel % 4 / 2; y < in.height; y += 2) {
        for (size_t x = channel % 2; x < in.width; x += 2) out[at++] = plane[y * in.width + x];
      }
    }
  }
}

void pixel_shuffle(const Activations& in, std::span<float> out) {
  assert(in.channels % 4 == 0 && out.size() == in.values.size());
  const size_t wide = 2 * in.width;
  size_t at = 0;
  for (size_t channel = 0; channel < in.channels; ++channel) {
    for (size_t face = 0; face < in.faces; ++face) {
      float* plane = &out[(channel / 4 * in.faces + face) * 4 * in.pixels()];
      for (size_t y = channel % 4 / 2; y < 2 * in.height; y += 2) {
        for (size_t x = channel % 2; x < wide; x += 2) plane[y * wide + x] = in.values[at++];
      }
    }
  }
}

void embed(std::span<const LabelTable> tables, std::span<const int32_t> labels, const Activations& in,
           size_t faces, std::span<float> out) {
  assert(labels.size() == faces * tables.size() && faces % in.faces == 0);
  const size_t each = faces / in.faces;
  for (size_t face = 0; face < faces; ++face) {
    for (size_t c = 0; c < in.channels; ++c) {
      float sum = 0;
      for (size_t t = 0; t < tables.size(); ++t) {
        const auto row = static_cast<size_t>(labels[face * tables.size() + t]);
        sum += tables[t].values[row * in.channels + c];
      }
      out[c * faces + face] = in.values[c * in.faces + face / each] + sum;
    }
  }
}

}  // namespace roundoff::model
