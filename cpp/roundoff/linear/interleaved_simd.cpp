// What each value of a round needs is laid out in memory once, and then met by round after round, several of them at a
// time where they are long.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roundoff/linear/interleaved_simd.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "roundoff/linear/interleaved.h"
#include "roundoff/linear/kernels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace roundoff::linear::HWY_NAMESPACE {
namespace {

// Values of a round that are taken at a time: what they need stays in the second cache, and memory is read in stretches
// long enough for the CPU to foresee.
constexpr size_t kStrip = 4096;
// A shorter round is repeated, so that vectors and not what is left beside them do the work.
constexpr size_t kShortestRound = 256;
static_assert(kShortestRound >= kPair);
// Rows that are taken at a time, if they are a page of memory long: CPUs foresee one stream of reads in each page.
constexpr size_t kRowsToScan = 8;
constexpr size_t kRowsToConvert = 4;
constexpr size_t kPage = 4096 / sizeof(float);

// Calls strip(first value, row size, width) for parts of the rows that a tensor of `n` values makes when a row is one
// round or several.
template <class F2>
HWY_INLINE void for_each_strip(size_t round, F2 strip) {
  const size_t row = round * ((std::max(round, kShortestRound) + round - 1) / round);
  const size_t strips = (row + kStrip - 1) / kStrip;
  const size_t width = (row + strips - 1) / strips;  // all about the same, so none is shorter than a vector
  for (size_t begin = 0; begin < row; begin += width) strip(begin, row, std::min(width, row - begin));
}

// Calls put(i, slice) for the places begin … begin + width of a row.
template <class F2>
HWY_INLINE void for_each_place(size_t begin, size_t width, size_t run, size_t slices, F2 put) {
  size_t slice = begin / run % slices;
  size_t left = run - begin % run;
  for (size_t i = 0; i < width; ++i) {
    put(i, slice);
    if (--left == 0) {
      left = run;
      slice = slice + 1 == slices ? 0 : slice + 1;
    }
  }
}

// Calls many(at) for kMany long rows at a time, one(at) for single ones, and some(at, how many) for a last one that is
// shorter than the strip; `at` is the place of the row's first value in the tensor.
template <size_t kMany, class Many, class One, class Some>
HWY_INLINE void for_each_row(size_t n, size_t begin, size_t row, size_t width, Many many, One one,
                             Some some) {
  size_t at = begin;
  if (row >= kPage) {
    for (; at + (kMany - 1) * row + width <= n; at += kMany * row) many(at);
  }
  for (; at + width <= n; at += row) one(at);
  if (at < n) some(at, n - at);
}

struct QuantizeStrip {
  HWY_ALIGN_MAX std::array<float, kStrip> inverse;
  HWY_ALIGN_MAX std::array<float, kStrip> low;
  HWY_ALIGN_MAX std::array<float, kStrip> high;
  HWY_ALIGN_MAX std::array<int32_t, kStrip> zero_point;

  HWY_INLINE void put(size_t i, const Parameters& p) {
    inverse[i] = reciprocal(p);
    low[i] = static_cast<float>(p.q_min - p.zero_point);
    high[i] = static_cast<float>(p.q_max - p.zero_point);
    zero_point[i] = p.zero_point;
  }
  HWY_INLINE Lanes lanes(size_t i) const {
    const F f;
    return {hn::LoadU(f, &inverse[i]), hn::LoadU(f, &low[i]), hn::LoadU(f, &high[i]),
            hn::LoadU(I(), &zero_point[i])};
  }
  template <size_t kRows>
  HWY_INLINE void apply(const float* in, size_t row, size_t width, int8_t* out) const {
    cover(width, kPair, [&](size_t i) HWY_ATTR {
      const Lanes first = lanes(i);
      const Lanes second = lanes(i + kLanes);
      for (size_t r = 0; r < kRows; ++r) {
        quantize_pair<Rounding::kNearestEven, Known::kNothing>(in + r * row + i, first, second,
                                                               out + r * row + i);
      }
    });
  }
};

void quantize_all(std::span<const float> in, size_t run, std::span<const Parameters> slices, int8_t* out) {
  QuantizeStrip strip;
  for_each_strip(run * slices.size(), [&](size_t begin, size_t row, size_t width) HWY_ATTR {
    for_each_place(begin, width, run, slices.size(), [&](size_t i, size_t s) { strip.put(i, slices[s]); });
    for_each_row<kRowsToConvert>(
        in.size(), begin, row, width,
        [&](size_t at) HWY_ATTR { strip.apply<kRowsToConvert>(&in[at], row, width, out + at); },
        [&](size_t at) HWY_ATTR { strip.apply<1>(&in[at], row, width, out + at); },
        [&](size_t at, size_t some) HWY_ATTR {
          std::array<float, kStrip> padded{};
          std::array<int8_t, kStrip> result;
          std::copy_n(&in[at], some, padded.begin());
          strip.apply<1>(padded.data(), row, width, result.data());
          std::copy_n(result.begin(), some, out + at);
        });
  });
}

struct DequantizeStrip {
  HWY_ALIGN_MAX std::array<float, kStrip> scale;
  HWY_ALIGN_MAX std::array<int32_t, kStrip> zero_point;

  template <size_t kRows>
  HWY_INLINE void apply(const int8_t* in, size_t row, size_t width, float* out) const {
    cover(width, kLanes, [&](size_t i) HWY_ATTR {
      const auto s = hn::LoadU(F(), &scale[i]);
      const auto z = hn::LoadU(I(), &zero_point[i]);
      for (size_t r = 0; r < kRows; ++r) {
        const size_t at = r * row + i;
        dequantize_vector(hn::PromoteTo(I(), hn::LoadU(I8(), in + at)), z, s, out + at);
      }
    });
  }
};

void dequantize_all(std::span<const int8_t> in, size_t run, std::span<const float> scales,
                    std::span<const int8_t> zero_points, float* out) {
  DequantizeStrip strip;
  for_each_strip(run * scales.size(), [&](size_t begin, size_t row, size_t width) HWY_ATTR {
    for_each_place(begin, width, run, scales.size(), [&](size_t i, size_t s) {
      strip.scale[i] = scales[s];
      // NOLINTNEXTLINE(bugprone-signed-char-misuse): the sign is meant
      strip.zero_point[i] = zero_points[s];
    });
    for_each_row<kRowsToConvert>(
        in.size(), begin, row, width,
        [&](size_t at) HWY_ATTR { strip.apply<kRowsToConvert>(&in[at], row, width, out + at); },
        [&](size_t at) HWY_ATTR { strip.apply<1>(&in[at], row, width, out + at); },
        [&](size_t at, size_t some) HWY_ATTR {
          std::array<int8_t, kStrip> padded{};
          std::array<float, kStrip> result;
          std::copy_n(&in[at], some, padded.begin());
          strip.apply<1>(padded.data(), row, width, result.data());
          std::copy_n(result.begin(), some, out + at);
        });
  });
}

struct ScanStrip {
  HWY_ALIGN_MAX std::array<float, kStrip> low;
  HWY_ALIGN_MAX std::array<float, kStrip> high;

  // Whether all were finite.
  template <size_t kRows>
  HWY_INLINE bool apply(const float* in, size_t row, size_t width) {
    const F f;
    Extremes all{hn::Zero(f), hn::Zero(f), hn::Zero(f)};
    cover(width, kLanes, [&](size_t i) HWY_ATTR {
      Extremes seen{hn::LoadU(f, &low[i]), hn::LoadU(f, &high[i]), all.sum};
      for (size_t r = 0; r < kRows; ++r) seen.show(hn::LoadU(f, in + r * row + i));
      hn::StoreU(seen.low, f, &low[i]);
      hn::StoreU(seen.high, f, &high[i]);
      all.sum = seen.sum;
    });
    return all.all_finite();
  }
};

// False where something was not finite: then the plain loop has to look again.
bool scan_all(std::span<const float> in, size_t run, std::span<Scan> slices) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  ScanStrip strip;
  bool all_finite = true;
  for (Scan& scan : slices) scan.range = {kLargest, -kLargest};
  for_each_strip(run * slices.size(), [&](size_t begin, size_t row, size_t width) HWY_ATTR {
    strip.low.fill(kLargest);
    strip.high.fill(-kLargest);
    for_each_row<kRowsToScan>(
        in.size(), begin, row, width,
        [&](size_t at) HWY_ATTR { all_finite &= strip.apply<kRowsToScan>(&in[at], row, width); },
        [&](size_t at) HWY_ATTR { all_finite &= strip.apply<1>(&in[at], row, width); },
        [&](size_t at, size_t some) {
          for (size_t i = 0; i < some; ++i) {
            all_finite &= std::isfinite(in[at + i]);
            strip.low[i] = std::min(strip.low[i], in[at + i]);
            strip.high[i] = std::max(strip.high[i], in[at + i]);
          }
        });
    for_each_place(begin, width, run, slices.size(), [&](size_t i, size_t s) {
      Range& range = slices[s].range;
      range = {std::min(range.min, strip.low[i]), std::max(range.max, strip.high[i])};
    });
  });
  for (Scan& scan : slices) scan = {{scan.range.min + 0.0F, scan.range.max + 0.0F}};
  return all_finite;
}

}  // namespace
}  // namespace roundoff::linear::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace roundoff::linear {

HWY_EXPORT(quantize_all);
HWY_EXPORT(dequantize_all);
HWY_EXPORT(scan_all);

void scan_interleaved(std::span<const float> values, size_t run, std::span<Scan> slices) {
  if (values.empty()) {
    std::fill(slices.begin(), slices.end(), Scan{});
    return;
  }
  assert(values.size() >= run * (slices.size() - 1) + 1);
  if (!HWY_DYNAMIC_DISPATCH(scan_all)(values, run, slices)) scan_interleaved_ref(values, run, slices);
}

void quantize_interleaved(std::span<const float> in, size_t run, std::span<const Parameters> slices,
                          std::span<int8_t> out) {
  assert(in.size() == out.size());
  if (!in.empty()) HWY_DYNAMIC_DISPATCH(quantize_all)(in, run, slices, out.data());
}

void dequantize_interleaved(std::span<const int8_t> in, size_t run, std::span<const float> scales,
                            std::span<const int8_t> zero_points, std::span<float> out) {
  assert(in.size() == out.size() && scales.size() == zero_points.size());
  if (!in.empty()) HWY_DYNAMIC_DISPATCH(dequantize_all)(in, run, scales, zero_points, out.data());
}

}  // namespace roundoff::linear
#endif
