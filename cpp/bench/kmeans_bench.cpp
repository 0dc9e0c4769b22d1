// The stages between a photo and its palette, on the dog: `build/native/cpp/bench/roundoff_bench`.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "roundoff/cluster/assign.h"
#include "roundoff/cluster/kmeans.h"
#include "roundoff/photo/decode.h"

namespace roundoff {
namespace {

const Photo& dog() {
  static const Photo photo = [] {
    std::ifstream file(ROUNDOFF_ASSETS_DIR "/dog.jpg", std::ios::binary);
    const std::vector<char> chars((std::istreambuf_iterator<char>(file)), {});
    const std::vector<uint8_t> bytes(chars.begin(), chars.end());
    auto decoded = decode(bytes);
    if (!decoded.ok()) std::abort();
    return std::move(*decoded);
  }();
  return photo;
}

const ColorHistogram& dog_histogram() {
  static const ColorHistogram histogram(dog().view());
  return histogram;
}

void BM_Histogram(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ColorHistogram(dog().view()));
}
BENCHMARK(BM_Histogram)->Unit(benchmark::kMillisecond);

void BM_AssignFastAgainstPlain(benchmark::State& state) {
  const ColorPoints points(dog_histogram(), ColorSpace::kSrgb);
  const Centroids centroids = SplitSequence(points.coarsest, sort_by_axes(points.coarsest))
                                  .centroids(static_cast<size_t>(state.range(0)));
  const bool plain = state.range(1) != 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(plain ? assign_ref(points.fine, centroids) : assign(points.fine, centroids));
  }
}
BENCHMARK(BM_AssignFastAgainstPlain)->ArgsProduct({{4, 16, 64, 256}, {0, 1}})->Unit(benchmark::kMillisecond);

// From histogram to indices, nothing kept from earlier runs.
void BM_KMeans(benchmark::State& state) {
  for (auto _ : state) {
    ColorQuantizer quantizer(dog_histogram());
    const KMeansOptions options{.k = static_cast<int>(state.range(0)),
                                .effort = state.range(1) != 0 ? Effort::kDraft : Effort::kFull};
    const auto palette = quantizer.cluster(options);
    benchmark::DoNotOptimize(pixel_indices(dog_histogram(), quantizer.use(palette->colors, options.space)));
  }
}
BENCHMARK(BM_KMeans)->ArgsProduct({{4, 16, 64, 256}, {0, 1}})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace roundoff
