// Quantizing 4096 × 4096 float32 weights, beside what memcpy moves: bytes read and written per second, one thread.
#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "roundoff/base/random.h"
#include "roundoff/codebook/codebook.h"
#include "roundoff/format/float_format.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/linear.h"

namespace roundoff {
namespace {

constexpr size_t kSide = 4096;
constexpr size_t kValues = kSide * kSide;

// Roughly normal, as weights are.
const std::vector<float>& weights() {
  static const std::vector<float> values = [] {
    Random random(1);
    std::vector<float> all(kValues);
    for (float& value : all) {
      double sum = -2;
      for (int i = 0; i < 4; ++i) sum += random.uniform();
      value = static_cast<float>(sum * 0.05);
    }
    return all;
  }();
  return values;
}

const linear::Parameters kParameters = linear::parameters({-0.1F, 0.1F}, linear::Mode::kAsymmetric, 8);

// Runs f over and over; each run moves `bytes`.
template <class F>
void measure(benchmark::State& state, size_t bytes, F f) {
  for (auto _ : state) {
    f();
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
}

void BM_Memcpy(benchmark::State& state) {
  std::vector<float> out(kValues);
  measure(state, 8 * kValues, [&] { std::memcpy(out.data(), weights().data(), 4 * kValues); });
}
BENCHMARK(BM_Memcpy)->Unit(benchmark::kMillisecond);

void BM_Range(benchmark::State& state) {
  measure(state, 4 * kValues, [&] { benchmark::DoNotOptimize(linear::scan(weights())); });
}
BENCHMARK(BM_Range)->Unit(benchmark::kMillisecond);

void BM_QuantizeInt8(benchmark::State& state) {
  std::vector<int8_t> out(kValues);
  measure(state, 5 * kValues,
          [&] { linear::quantize_run(weights(), kParameters, linear::Rounding::kNearestEven, out); });
}
BENCHMARK(BM_QuantizeInt8)->Unit(benchmark::kMillisecond);

void BM_DequantizeInt8(benchmark::State& state) {
  const std::vector<int8_t> in(kValues, 3);
  std::vector<float> out(kValues);
  measure(state, 5 * kValues, [&] { linear::dequantize_run(in, 0.1F, 2, out); });
}
BENCHMARK(BM_DequantizeInt8)->Unit(benchmark::kMillisecond);

void BM_DequantizePackedInt4(benchmark::State& state) {
  const std::vector<uint8_t> in(kValues / 2, 0x5a);
  std::vector<float> out(kValues);
  measure(state, kValues / 2 * 9, [&] { linear::dequantize_packed4_run(in, 0.1F, 2, out); });
}
BENCHMARK(BM_DequantizePackedInt4)->Unit(benchmark::kMillisecond);

void BM_Bfloat16(benchmark::State& state) {
  std::vector<uint16_t> out(kValues);
  measure(state, 6 * kValues, [&] { format::to_bfloat16(weights(), out); });
}
BENCHMARK(BM_Bfloat16)->Unit(benchmark::kMillisecond);

// Range, scales and integers.
void quantize(benchmark::State& state, const Slicing& slicing) {
  const Tensor tensor({kSide, kSide}, weights());
  linear::Options options;
  options.slicing = slicing;
  measure(state, 9 * kValues, [&] { benchmark::DoNotOptimize(linear::quantize(tensor, options)); });
}
BENCHMARK_CAPTURE(quantize, PerTensor, Slicing{})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(quantize, PerRow, Slicing{Granularity::kChannel, 0, 0})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(quantize, PerColumn, Slicing{Granularity::kChannel, 1, 0})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(quantize, GroupsOf128, Slicing{Granularity::kGroup, 0, 128})->Unit(benchmark::kMillisecond);

void BM_Codebook(benchmark::State& state) {
  const Tensor tensor({kSide, kSide}, weights());
  codebook::Options options;
  options.k = static_cast<int>(state.range(0));
  measure(state, 5 * kValues, [&] { benchmark::DoNotOptimize(codebook::quantize(tensor, options)); });
}
BENCHMARK(BM_Codebook)->Arg(16)->Arg(256)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace roundoff
