// SiLU and the norm over many faces. Each lane is a number, or a face, of its own, and only operations that IEEE 754 rounds
// are used, so the bits do not depend on how wide the machine's vectors are.

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

void silu_of(const float* in, float* out, size_t size) {
  map_all(in, out, size, [](VF x) { return hn::Div(x, hn::Add(hn::Set(F(), 1), exponential(hn::Neg(x)))); });
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

// `lanes` faces from `face` on.
template <class Tag>
HWY_INLINE void norm_faces(Tag tag, const GroupNorm& norm, const Activations& in, size_t face, float* out) {
  const size_t size = in.channels / norm.groups;
  const auto count = hn::Set(tag, static_cast<float>(size));
  const float* values = in.values.data() + face;
  for (size_t begin = 0; begin < in.channels; begin += size) {
    auto mean = hn::Zero(tag);
    for (size_t c = begin; c < begin + size; ++c) mean = hn::Add(mean, hn::LoadU(tag, values + c * in.faces));
    mean = hn::Div(mean, count);
    auto variance = hn::Zero(tag);
    for (size_t c = begin; c < begin + size; ++c) {
      const auto off = hn::Sub(hn::LoadU(tag, values + c * in.faces), mean);
      variance = hn::Add(variance, hn::Mul(off, off));
    }
    variance = hn::Add(hn::Div(variance, count), hn::Set(tag, static_cast<float>(norm.epsilon)));
    const auto inverse = hn::Div(hn::Set(tag, 1), hn::Sqrt(variance));
    for (size_t c = begin; c < begin + size; ++c) {
      auto x = hn::Mul(hn::Sub(hn::LoadU(tag, values + c * in.faces), mean), inverse);
      x = hn::Add(hn::Mul(x, hn::Set(tag, norm.weight[c])), hn::Set(tag, norm.bias[c]));
      if (!norm.film.empty()) {
        const float* film = norm.film.data() + face;
        const auto scale = hn::Add(hn::Set(tag, 1), hn::LoadU(tag, film + c * in.faces));
        x = hn::Add(hn::Mul(x, scale), hn::LoadU(tag, film + (in.channels + c) * in.faces));
      }
      hn::StoreU(x, tag, out + c * in.faces + face);
    }
  }
}

void norm_all(const GroupNorm& norm, const Activations& in, float* out) {
  const size_t lanes = hn::Lanes(F());
  size_t face = 0;
  for (; face + lanes <= in.faces; face += lanes) norm_faces(F(), norm, in, face, out);
  // Guidance asks twice: one face is two.
  for (; face + 2 <= in.faces; face += 2) norm_faces(hn::CappedTag<float, 2>(), norm, in, face, out);
  if (face < in.faces) norm_faces(hn::CappedTag<float, 1>(), norm, in, face, out);
}

}  // namespace
}  // namespace roundoff::model::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::model {

HWY_EXPORT(silu_of);
HWY_EXPORT(take_runs);
HWY_EXPORT(norm_all);

void silu(std::span<const float> in, std::span<float> out) {
  assert(out.size() == in.size());
  HWY_DYNAMIC_DISPATCH(silu_of)(in.data(), out.data(), in.size());
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
