// SiLU, what follows a layer, and the norm over many faces. Each lane is a number, or a face, of its own, and only
// operations that IEEE 754 rounds are used, so the bits do not depend on how wide the machine's vectors are.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/model/layers_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cassert>

#include "roundoff/model/layers.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::model::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::ScalableTag<float>;
using VF = hn::Vec<F>;
using I = hn::RebindToSigned<F>;

// f(begin, vector tag's lanes at a time), and the rest through a padded copy.
template <class Map>
HWY_INLINE void map_all(const float* in, float* out, size_t size, Map map) {
  const size_t lanes = hn::Lanes(F());
  size_t i = 0;
  for (; i + lanes <= size; i += lanes) hn::StoreU(map(hn::LoadU(F(), in + i)), F(), out + i);
  if (i == size) return;
  float rest[hn::MaxLanes(F())] = {};
  std::copy_n(in + i, size - i, rest);
  hn::StoreU(map(hn::LoadU(F(), rest)), F(), rest);
  std::copy_n(rest, size - i, out + i);
}

// 2^n · e^r as in elementary.h's exponential(), with the minimax polynomial of Cephes' expf. Infinity from 88.4 on.
HWY_INLINE VF exponential(VF x) {
  const F f;
  const auto c = [&](float value) { return hn::Set(f, value); };
  // A NaN's exponent may be any: what is divided by it is NaN.
  x = hn::Min(hn::Max(x, c(-87)), c(89));
  // With this added the last bits are a whole number, and no conversion is needed.
  const auto shifted = hn::Add(hn::Mul(x, c(1.44269504F)), c(0x1.8p23F));
  const auto n = hn::Sub(shifted, c(0x1.8p23F));
  const auto r = hn::Sub(hn::Sub(x, hn::Mul(n, c(0.693359375F))), hn::Mul(n, c(-2.12194440e-4F)));
  auto p = c(1.9875691500e-4F);
  for (const float coefficient :
       {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F}) {
    p = hn::Add(hn::Mul(p, r), c(coefficient));
  }
  p = hn::Add(hn::Add(hn::Mul(hn::Mul(p, r), r), r), c(1));
  const auto exponent = hn::Add(hn::BitCast(I(), shifted), hn::Set(I(), 127));
  return hn::Mul(p, hn::BitCast(f, hn::ShiftLeft<23>(exponent)));
}

HWY_INLINE VF silu_of(VF x) { return hn::Div(x, hn::Add(hn::Set(F(), 1), exponential(hn::Neg(x)))); }

void silu_all(const float* in, float* out, size_t size) {
  map_all(in, out, size, [](VF x) { return silu_of(x); });
}

// Rows of whole vectors: all of it in one pass.
void finish_rows(std::span<const float> bias, bool with_silu, const float* residual, float* out, size_t row) {
  for (const float b : bias) {
    for (size_t i = 0; i < row; i += hn::Lanes(F())) {
      auto x = hn::Add(hn::LoadU(F(), out + i), hn::Set(F(), b));
      if (with_silu) x = silu_of(x);
      if (residual != nullptr) x = hn::Add(x, hn::LoadU(F(), residual + i));
      hn::StoreU(x, F(), out + i);
    }
    out += row;
    if (residual != nullptr) residual += row;
  }
}

void finish_all(const Finish& last, float* out, size_t size) {
  const size_t row = size / std::max<size_t>(last.bias.size(), 1);
  if (!last.bias.empty() && row % hn::Lanes(F()) == 0) {
    return finish_rows(last.bias, last.silu, last.residual.data(), out, row);
  }
  float* at = out;
  for (const float bias : last.bias) {
    for (size_t i = 0; i < row; ++i) *at++ += bias;
  }
  if (last.silu) silu_all(out, out, size);
  for (size_t i = 0; i < last.residual.size(); ++i) out[i] += last.residual[i];
}

// Runs are too short for memcpy, which WASM's library makes of a loop that copies numbers one by one.
void take_runs(const float* rows, size_t columns, size_t size, std::span<const ColumnRun> runs, float* to) {
  const size_t lanes = hn::Lanes(F());
  for (size_t first = 0; first < size; first += columns) {
    for (const ColumnRun& run : runs) {
      const float* const from = rows + first + run.column;
      const size_t whole = run.count / lanes * lanes;
      if (run.same) {
        const auto one = hn::Set(F(), *from);
        for (size_t i = 0; i < whole; i += lanes) hn::StoreU(one, F(), to + i);
      } else {
        for (size_t i = 0; i < whole; i += lanes) hn::StoreU(hn::LoadU(F(), from + i), F(), to + i);
      }
      for (size_t i = whole; i < run.count; ++i) to[i] = run.same ? *from : from[i];
      to += run.count;
    }
  }
}

// The faces of kWide vectors from `face` on: several, as each sum waits for the one before, and a face's numbers lie far
// apart, so that what one vector brings into the cache serves its neighbours.
template <size_t kWide, class Tag>
HWY_INLINE void norm_faces(Tag tag, const GroupNorm& norm, const Activations& in, size_t face, float* out) {
  using V = hn::Vec<Tag>;
  const size_t lanes = hn::Lanes(tag);
  const size_t size = in.channels / norm.groups;
  const auto count = hn::Set(tag, static_cast<float>(size));
  const float* film = norm.film.empty() ? nullptr : norm.film.data();
  for (size_t begin = 0; begin < in.channels; begin += size) {
    const float* values = in.values.data() + begin * in.faces + face;
    V mean[kWide];
    V inverse[kWide];
    for (size_t v = 0; v < kWide; ++v) mean[v] = inverse[v] = hn::Zero(tag);
    for (size_t c = 0; c < size; ++c) {
      for (size_t v = 0; v < kWide; ++v) {
        mean[v] = hn::Add(mean[v], hn::LoadU(tag, values + c * in.faces + v * lanes));
      }
    }
    for (V& m : mean) m = hn::Div(m, count);
    for (size_t c = 0; c < size; ++c) {
      for (size_t v = 0; v < kWide; ++v) {
        const V off = hn::Sub(hn::LoadU(tag, values + c * in.faces + v * lanes), mean[v]);
        inverse[v] = hn::Add(inverse[v], hn::Mul(off, off));
      }
    }
    for (V& i : inverse) {
      i = hn::Add(hn::Div(i, count), hn::Set(tag, static_cast<float>(norm.epsilon)));
      i = hn::Div(hn::Set(tag, 1), hn::Sqrt(i));
    }
    for (size_t c = begin; c < begin + size; ++c) {
      for (size_t v = 0; v < kWide; ++v) {
        const size_t at = c * in.faces + face + v * lanes;
        auto x = hn::Mul(hn::Sub(hn::LoadU(tag, in.values.data() + at), mean[v]), inverse[v]);
        x = hn::Add(hn::Mul(x, hn::Set(tag, norm.weight[c])), hn::Set(tag, norm.bias[c]));
        if (film != nullptr) {
          const V scale = hn::Add(hn::Set(tag, 1), hn::LoadU(tag, film + at));
          x = hn::Add(hn::Mul(x, scale), hn::LoadU(tag, film + in.channels * in.faces + at));
        }
        hn::StoreU(x, tag, out + at);
      }
    }
  }
}

void norm_all(const GroupNorm& norm, const Activations& in, float* out) {
  const size_t lanes = hn::Lanes(F());
  size_t face = 0;
  for (; face + 4 * lanes <= in.faces; face += 4 * lanes) norm_faces<4>(F(), norm, in, face, out);
  for (; face + lanes <= in.faces; face += lanes) norm_faces<1>(F(), norm, in, face, out);
  // Guidance asks twice: one face is two.
  for (; face + 2 <= in.faces; face += 2) norm_faces<1>(hn::CappedTag<float, 2>(), norm, in, face, out);
  if (face < in.faces) norm_faces<1>(hn::CappedTag<float, 1>(), norm, in, face, out);
}

}  // namespace
}  // namespace roundoff::model::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::model {

HWY_EXPORT(silu_all);
HWY_EXPORT(finish_all);
HWY_EXPORT(take_runs);
HWY_EXPORT(norm_all);

void silu(std::span<const float> in, std::span<float> out) {
  assert(out.size() == in.size());
  HWY_DYNAMIC_DISPATCH(silu_all)(in.data(), out.data(), in.size());
}

void finish(const Finish& last, std::span<float> out) {
  assert(last.residual.empty() || last.residual.size() == out.size());
  assert(last.bias.empty() || out.size() % last.bias.size() == 0);
  HWY_DYNAMIC_DISPATCH(finish_all)(last, out.data(), out.size());
}

void take_columns(std::span<const float> rows, size_t columns, std::span<const ColumnRun> runs,
                  std::span<float> taken) {
  assert(columns > 0 && rows.size() % columns == 0);
  HWY_DYNAMIC_DISPATCH(take_runs)(rows.data(), columns, rows.size(), runs, taken.data());
}

void group_norm(const GroupNorm& norm, const Activations& in, std::span<float> out) {
  assert(in.pixels() == 1 && in.channels % norm.groups == 0);
  HWY_DYNAMIC_DISPATCH(norm_all)(norm, in, out.data());
}

}  // namespace roundoff::model
#endif
