// assign_pixels() through Highway, in whole numbers. The entry nearest to x is the one with the largest 2 x·c − |c|². That
// times 64, plus 63 − index, is one number to take the maximum of: its low bits name the entry, the lowest where two tie.
// A row of pixels is compared only to the entries that can be nearest somewhere in the box around its colours.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/video/sticky_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "roundoff/video/sticky.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR

// One lane holds no pair of channels: all is left to the definition.
size_t assign_blocks(const Rgba* pixels, size_t count, const Rgb8* palette, size_t k,
                     const int32_t* stickiness, uint8_t* indices) {
  return assign_pixels_ref({pixels, count}, {palette, k}, {stickiness, k * k}, {indices, count});
}

#else

namespace hn = hwy::HWY_NAMESPACE;
using U32 = hn::ScalableTag<uint32_t>;
using I32 = hn::RebindToSigned<U32>;
using I16 = hn::RepartitionToNarrow<I32>;

constexpr size_t kBlock = 32;      // pixels that share their candidates
constexpr int32_t kNames = 64;     // a score's low bits
constexpr size_t kNarrowFrom = 5;  // entries from which narrowing pays
constexpr size_t kMaxLanes = HWY_MAX_BYTES / sizeof(uint32_t);
constexpr size_t kCapacity = kMaxEntries + kMaxLanes;

// Entries axis by axis.
struct Entries {
  size_t size = 0;
  HWY_ALIGN_MAX std::array<int32_t, kCapacity> r{};
  HWY_ALIGN_MAX std::array<int32_t, kCapacity> g{};
  HWY_ALIGN_MAX std::array<int32_t, kCapacity> b{};
  HWY_ALIGN_MAX std::array<int32_t, kCapacity> squares{};
  HWY_ALIGN_MAX std::array<int32_t, kCapacity> name{};  // 63 − index
};

// Entries as a product needs them: 2 · 64 · c in pairs of channels, and the rest of the score.
struct Factors {
  size_t size = 0;
  std::array<uint32_t, kMaxEntries> rg{};
  std::array<uint32_t, kMaxEntries> b{};
  std::array<int32_t, kMaxEntries> rest{};

  HWY_INLINE void add(const Factors& from, size_t j) {
    rg[size] = from.rg[j];
    b[size] = from.b[j];
    rest[size++] = from.rest[j];
  }
};

Factors factors_of(const Entries& entries) {
  Factors factors;
  factors.size = entries.size;
  for (size_t j = 0; j < entries.size; ++j) {
    factors.rg[j] = static_cast<uint32_t>(entries.r[j] * 2 * kNames) |
                    static_cast<uint32_t>(entries.g[j] * 2 * kNames) << 16u;
    factors.b[j] = static_cast<uint32_t>(entries.b[j] * 2 * kNames);
    factors.rest[j] = entries.name[j] - entries.squares[j] * kNames;
  }
  return factors;
}

struct ColorBox {
  std::array<int32_t, 3> low;
  std::array<int32_t, 3> high;
};

HWY_INLINE ColorBox box_around(const Rgba* pixels) {
  const hn::Repartition<uint8_t, U32> u8;
  const U32 u32;
  const size_t lanes = hn::Lanes(u32);
  auto low = hn::BitCast(u8, hn::LoadU(u32, pixels));
  auto high = low;
  for (size_t i = lanes; i < kBlock; i += lanes) {
    const auto colors = hn::BitCast(u8, hn::LoadU(u32, pixels + i));
    low = hn::Min(low, colors);
    high = hn::Max(high, colors);
  }
  HWY_ALIGN_MAX std::array<uint8_t, 4 * kMaxLanes> lows;
  HWY_ALIGN_MAX std::array<uint8_t, 4 * kMaxLanes> highs;
  hn::Store(low, u8, lows.data());
  hn::Store(high, u8, highs.data());
  ColorBox box{};
  for (size_t c = 0; c < 3; ++c) {
    uint8_t least = lows[c];
    uint8_t most = highs[c];
    for (size_t lane = 1; lane < lanes; ++lane) {
      least = std::min(least, lows[4 * lane + c]);
      most = std::max(most, highs[4 * lane + c]);
    }
    box.low[c] = least;
    box.high[c] = most;
  }
  return box;
}

// The largest of difference · x over one side of the box.
HWY_INLINE hn::Vec<I32> at_best_corner(hn::Vec<I32> difference, const ColorBox& box, size_t channel) {
  const I32 i32;
  const auto corner = hn::IfThenElse(hn::Gt(difference, hn::Zero(i32)), hn::Set(i32, box.high[channel]),
                                     hn::Set(i32, box.low[channel]));
  return hn::Mul(difference, corner);
}

// The entries that no other one beats everywhere in the box. The champion z is the one nearest to the box's middle; how
// much nearer than z an entry c is, 2 x·(c − z) + |z|² − |c|², is linear in x, so its maximum is at the corner that suits c
// best. Where that is below 0, c is out.
HWY_INLINE void narrow(const Entries& from, const Factors& all, const ColorBox& box, Factors& to) {
  const I32 i32;
  const size_t lanes = hn::Lanes(i32);
  std::array<int32_t, 3> middle{};
  for (int c = 0; c < 3; ++c) middle[c] = (box.low[c] + box.high[c]) * kNames;  // 2 · 64 · the middle
  auto best = hn::Set(i32, INT32_MIN);
  for (size_t j = 0; j < from.size; j += lanes) {
    const auto product = hn::Add(hn::Add(hn::Mul(hn::Load(i32, &from.r[j]), hn::Set(i32, middle[0])),
                                         hn::Mul(hn::Load(i32, &from.g[j]), hn::Set(i32, middle[1]))),
                                 hn::Mul(hn::Load(i32, &from.b[j]), hn::Set(i32, middle[2])));
    const auto score = hn::Add(hn::Sub(product, hn::ShiftLeft<6>(hn::Load(i32, &from.squares[j]))),
                               hn::Load(i32, &from.name[j]));
    best = hn::Max(best, score);
  }
  const auto champion =
      static_cast<size_t>(kNames - 1 - (hn::GetLane(hn::MaxOfLanes(i32, best)) & (kNames - 1)));

  const auto zr = hn::Set(i32, from.r[champion]);
  const auto zg = hn::Set(i32, from.g[champion]);
  const auto zb = hn::Set(i32, from.b[champion]);
  const auto zz = hn::Set(i32, from.squares[champion]);
  to.size = 0;
  for (size_t j = 0; j < from.size; j += lanes) {
    const auto product = hn::Add(hn::Add(at_best_corner(hn::Sub(hn::Load(i32, &from.r[j]), zr), box, 0),
                                         at_best_corner(hn::Sub(hn::Load(i32, &from.g[j]), zg), box, 1)),
                                 at_best_corner(hn::Sub(hn::Load(i32, &from.b[j]), zb), box, 2));
    const auto nearer = hn::Add(hn::ShiftLeft<1>(product), hn::Sub(zz, hn::Load(i32, &from.squares[j])));
    HWY_ALIGN_MAX std::array<uint8_t, 8> bits{};
    hn::StoreMaskBits(i32, hn::Gt(nearer, hn::Set(i32, -1)), bits.data());
    unsigned left = bits[0] | static_cast<unsigned>(bits[1]) << 8u;
    for (; left != 0; left &= left - 1) {
      const size_t at = j + hwy::Num0BitsBelowLS1Bit_Nonzero32(left);
      if (at < from.size) to.add(all, at);
    }
  }
}

// R and G of a vector of pixels, in pairs.
HWY_INLINE hn::Vec<I16> rg_of(hn::Vec<U32> colors) {
  const U32 u32;
  const auto r = hn::And(colors, hn::Set(u32, 0xFF));
  const auto g = hn::And(hn::ShiftLeft<8>(colors), hn::Set(u32, 0xFF0000));
  return hn::BitCast(I16(), hn::Or(r, g));
}

// B, and 0.
HWY_INLINE hn::Vec<I16> b_of(hn::Vec<U32> colors) {
  return hn::BitCast(I16(), hn::And(hn::ShiftRight<16>(colors), hn::Set(U32(), 0xFF)));
}

HWY_INLINE hn::Vec<I32> better(hn::Vec<I32> best, hn::Vec<I16> pixel_rg, hn::Vec<I16> pixel_b,
                               hn::Vec<I16> rg, hn::Vec<I16> b, hn::Vec<I32> rest) {
  const I32 i32;
  // On wasm and x86 the second sum stays 0 and costs nothing.
  auto second = hn::Zero(i32);
  auto first = hn::ReorderWidenMulAccumulate(i32, pixel_rg, rg, hn::Zero(i32), second);
  first = hn::ReorderWidenMulAccumulate(i32, pixel_b, b, first, second);
  return hn::Max(best, hn::Add(hn::RearrangeToOddPlusEven(first, second), rest));
}

HWY_INLINE void store_names(hn::Vec<I32> best, uint8_t* nearest) {
  const I32 i32;
  const hn::Rebind<uint8_t, I32> u8;
  const auto names = hn::Set(i32, kNames - 1);
  hn::StoreU(hn::DemoteTo(u8, hn::Sub(names, hn::And(best, names))), u8, nearest);
}

HWY_INLINE void nearest_in_block(const Rgba* pixels, const Factors& factors, uint8_t* nearest) {
  if (factors.size == 1) {
    std::memset(nearest, kNames - 1 - (factors.rest[0] & (kNames - 1)), kBlock);
    return;
  }
  const U32 u32;
  const I32 i32;
  const I16 i16;
  const size_t lanes = hn::Lanes(u32);
  // Two vectors at a time, so that one waits for nothing while the other does.
  for (size_t i = 0; i < kBlock; i += 2 * lanes) {
    const auto one = hn::LoadU(u32, pixels + i);
    const auto two = hn::LoadU(u32, pixels + i + lanes);
    const auto one_rg = rg_of(one);
    const auto one_b = b_of(one);
    const auto two_rg = rg_of(two);
    const auto two_b = b_of(two);
    auto best_one = hn::Set(i32, INT32_MIN);
    auto best_two = best_one;
    for (size_t j = 0; j < factors.size; ++j) {
      const auto rg = hn::BitCast(i16, hn::Set(u32, factors.rg[j]));
      const auto b = hn::BitCast(i16, hn::Set(u32, factors.b[j]));
      const auto rest = hn::Set(i32, factors.rest[j]);
      best_one = better(best_one, one_rg, one_b, rg, b, rest);
      best_two = better(best_two, two_rg, two_b, rg, b, rest);
    }
    store_names(best_one, nearest + i);
    store_names(best_two, nearest + i + lanes);
  }
}

// The pixels of a block whose nearest entry is not the one they had.
HWY_INLINE size_t settle(const Rgba* pixels, size_t n, const Rgb8* palette, size_t k,
                         const int32_t* stickiness, const uint8_t* nearest, uint8_t* indices) {
  size_t changed = 0;
  for (size_t i = 0; i < n; ++i) {
    const size_t had = indices[i];
    const size_t now = nearest[i];
    if (had == now) continue;
    if ((pixels[i] & kMoved) != kMoved && had < k) {
      const Rgb8 color = {static_cast<uint8_t>(pixels[i]), static_cast<uint8_t>(pixels[i] >> 8u),
                          static_cast<uint8_t>(pixels[i] >> 16u)};
      const int farther = squared_distance(color, palette[had]) - squared_distance(color, palette[now]);
      if (farther <= stickiness[had * k + now]) continue;
    }
    ++changed;
    indices[i] = nearest[i];
  }
  return changed;
}

size_t assign_blocks(const Rgba* pixels, size_t count, const Rgb8* palette, size_t k,
                     const int32_t* stickiness, uint8_t* indices) {
  Entries entries;
  Factors factors;
  entries.size = k;
  for (size_t j = 0; j < k; ++j) {
    entries.r[j] = palette[j].r;
    entries.g[j] = palette[j].g;
    entries.b[j] = palette[j].b;
    entries.squares[j] = squared_distance(palette[j], {});
    entries.name[j] = kNames - 1 - static_cast<int32_t>(j);
  }
  const Factors all = factors_of(entries);
  factors = all;
  // Too far away to be anybody's champion, in any lane behind the end.
  std::fill(entries.squares.begin() + static_cast<ptrdiff_t>(k), entries.squares.end(), 1 << 20);

  std::array<uint8_t, kBlock> nearest{};
  std::array<Rgba, kBlock> last{};
  size_t changed = 0;
  for (size_t i = 0; i < count; i += kBlock) {
    const size_t n = std::min(kBlock, count - i);
    const Rgba* block = pixels + i;
    if (n < kBlock) {
      std::copy_n(block, n, last.begin());
      std::fill(last.begin() + static_cast<ptrdiff_t>(n), last.end(), last[0]);
      block = last.data();
    }
    if (k >= kNarrowFrom) narrow(entries, all, box_around(block), factors);
    nearest_in_block(block, factors, nearest.data());
    if (n == kBlock && std::memcmp(nearest.data(), indices + i, kBlock) == 0) continue;
    changed += settle(block, n, palette, k, stickiness, nearest.data(), indices + i);
  }
  return changed;
}

#endif

}  // namespace
}  // namespace roundoff::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff {

HWY_EXPORT(assign_blocks);

size_t assign_pixels(std::span<const Rgba> pixels, std::span<const Rgb8> palette,
                     std::span<const int32_t> stickiness, std::span<uint8_t> indices) {
  assert(!palette.empty() && palette.size() <= kMaxEntries && pixels.size() == indices.size());
  return HWY_DYNAMIC_DISPATCH(assign_blocks)(pixels.data(), pixels.size(), palette.data(), palette.size(),
                                             stickiness.data(), indices.data());
}

}  // namespace roundoff
#endif
