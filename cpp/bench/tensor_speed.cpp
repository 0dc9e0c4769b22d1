// How fast the tensor half is, natively and, compiled by Emscripten and run by Node, in WebAssembly; one thread.
// usage: tensor_speed SIDE [--dump FILE] [NAME …]
// Works on SIDE × SIDE roughly normal weights (--dump writes them as raw float32, for peers) and prints one JSON object
// a line for each measure, or for those whose names begin with a NAME: {"name", "seconds", "best", "bytes", "runs"}, seconds the
// median of the runs, "best" the least, and bytes what a run must read and write; codebooks add "inertia".
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "roundoff/base/random.h"
#include "roundoff/codebook/codebook.h"
#include "roundoff/format/block_format.h"
#include "roundoff/format/float_format.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/linear/linear.h"
#include "roundoff/measure/tensor.h"

namespace roundoff {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_of(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Measures what is asked for, each as often as half a second holds (5 to 201 runs, one where a run takes longer than
// that) after a run that warms up.
class Bench {
 public:
  explicit Bench(std::vector<std::string_view> asked) : asked_(std::move(asked)) {}

  bool wants(std::string_view name) const {
    return asked_.empty() ||
           std::any_of(asked_.begin(), asked_.end(), [&](auto prefix) { return name.starts_with(prefix); });
  }

  void measure(std::string_view name, size_t bytes, const std::function<void()>& work,
               const std::function<double()>& inertia = nullptr) const {
    if (!wants(name)) return;
    constexpr double kBudget = 0.5;
    const double first = seconds_of(work);
    const auto runs =
        first > kBudget ? size_t{1} : std::clamp<size_t>(static_cast<size_t>(kBudget / first), 5, 201);
    std::vector<double> taken(runs);
    for (double& seconds : taken) seconds = seconds_of(work);
    const auto middle = taken.begin() + static_cast<std::ptrdiff_t>(runs / 2);
    std::nth_element(taken.begin(), middle, taken.end());
    std::printf(R"({"name": "%.*s", "seconds": %.9f, "best": %.9f, "bytes": %zu, "runs": %zu)",
                static_cast<int>(name.size()), name.data(), *middle,
                *std::min_element(taken.begin(), taken.end()), bytes, runs);
    if (inertia) std::printf(R"(, "inertia": %.17g)", inertia());
    std::printf("}\n");
    std::fflush(stdout);
  }

 private:
  std::vector<std::string_view> asked_;
};

std::vector<float> make_weights(size_t count) {
  Random random(1);
  std::vector<float> all(count);
  for (float& value : all) {
    double sum = -2;
    for (int i = 0; i < 4; ++i) sum += random.uniform();
    value = static_cast<float>(sum * 0.05);
  }
  return all;
}

// The most that a result's bytes could have been, so that no run can be left out by a compiler.
volatile size_t sink = 0;

struct Named {
  std::string_view name;
  std::vector<size_t> shape;
  Slicing slicing;
};

class Suite {
 public:
  Suite(const Bench& bench, size_t side)
      : bench_(bench),
        side_(side),
        n_(side * side),
        weights_(make_weights(n_)),
        floats_(n_),
        bytes_(n_),
        halves_(n_) {}

  const std::vector<float>& weights() const { return weights_; }

  void run() {
    bench_.measure("memcpy", 8 * n_, [&] { std::memcpy(floats_.data(), weights_.data(), 4 * n_); });
    kernels();
    tensors();
    casts();
    blocks();
    codebooks();
  }

 private:
  Tensor square() const { return Tensor({side_, side_}, weights_); }

  void kernels() {
    const linear::Parameters p = linear::parameters({-0.1F, 0.1F}, linear::Mode::kAsymmetric, 8);
    std::vector<int8_t> integers(n_);
    bench_.measure("range", 4 * n_, [&] { sink = linear::scan(weights_).nan; });
    bench_.measure("quantize int8", 5 * n_,
                   [&] { linear::quantize_run(weights_, p, linear::Rounding::kNearestEven, integers); });
    bench_.measure("dequantize int8", 5 * n_, [&] { linear::dequantize_run(integers, 0.1F, 2, floats_); });
    std::fill(bytes_.begin(), bytes_.end(), uint8_t{0x5a});
    const auto packed = std::span<const uint8_t>(bytes_).first(n_ / 2);
    bench_.measure("dequantize int4", n_ / 2 * 9,
                   [&] { linear::dequantize_packed4_run(packed, 0.1F, 2, floats_); });
  }

  void tensors() {
    // A convolution's kernel as PyTorch stores it, 3 × 3 innermost, and one with longer runs.
    const size_t cut = n_ / 9 / 64;
    const std::vector<Named> all = {
        {"tensor", {side_, side_}, {}},
        {"rows", {side_, side_}, {Granularity::kChannel, 0, 0}},
        {"columns", {side_, side_}, {Granularity::kChannel, 1, 0}},
        {"middle axis, runs of 9", {cut, 64, 9}, {Granularity::kChannel, 1, 0}},
        {"middle axis, runs of 64", {n_ / 4096, 64, 64}, {Granularity::kChannel, 1, 0}},
        {"groups of 32", {side_, side_}, {Granularity::kGroup, 0, 32}},
        {"groups of 128", {side_, side_}, {Granularity::kGroup, 0, 128}},
    };
    for (const Named& one : all) {
      const auto& [name, shape, slicing] = one;
      const size_t count = Tensor::count(shape);
      const std::string what(name);
      if (!bench_.wants("quantize " + what) && !bench_.wants("dequantize " + what) &&
          !bench_.wants("error " + what)) {
        continue;
      }
      const Tensor tensor(shape, std::span<const float>(weights_).first(count));
      linear::Options options;
      options.slicing = slicing;
      auto quantized = linear::quantize(tensor, options);
      if (!quantized) std::abort();
      const auto out = std::span(floats_).first(count);
      bench_.measure("quantize " + what, 9 * count,
                     [&] { sink = linear::quantize(tensor, options)->oddities.nan; });
      bench_.measure("dequantize " + what, 5 * count, [&] { linear::dequantize(*quantized, out); });
      linear::dequantize(*quantized, out);
      bench_.measure("error " + what, 8 * count,
                     [&] { sink = tensor_error(tensor, out, one.slicing, quantized->ranges).zeros; });
    }
    for (const auto& [name, mode] : {std::pair{"mse clip symmetric", linear::Mode::kSymmetric},
                                     std::pair{"mse clip asymmetric", linear::Mode::kAsymmetric}}) {
      linear::Options options;
      options.mode = mode;
      options.bits = 4;
      options.range = {.rule = linear::RangeRule::kMse};
      bench_.measure(name, 9 * n_, [&] { sink = linear::quantize(square(), options)->oddities.nan; });
    }
  }

  void casts() {
    bench_.measure("to bfloat16", 6 * n_, [&] { format::to_bfloat16(weights_, halves_); });
    bench_.measure("to float16", 6 * n_, [&] { format::to_float16(weights_, halves_); });
    for (const format::FloatFormat format : format::kFloatFormats) {
      if (format == format::FloatFormat::kFloat32) continue;
      bench_.measure("cast " + std::string(format::layout(format).name), 8 * n_,
                     [&] { format::cast(format, weights_, floats_); });
    }
  }

  void blocks() {
    for (const format::BlockFormat format : format::kBlockFormats) {
      const std::string name(format::layout(format).name);
      if (!bench_.wants("encode " + name) && !bench_.wants("decode " + name)) continue;
      const format::Blocks encoded = format::encode(format, square());
      const size_t bytes = 4 * n_ + encoded.bytes.size();
      bench_.measure("encode " + name, bytes, [&] { sink = format::encode(format, square()).bytes.size(); });
      bench_.measure("decode " + name, bytes, [&] { sink = format::decode(encoded).size(); });
    }
  }

  void codebooks() {
    const std::vector<std::pair<std::string_view, codebook::Options>> all = {
        {"kmeans 16", {.k = 16}},
        {"kmeans 256", {.k = 256}},
        {"kmeans 16 rows", {.k = 16, .slicing = {Granularity::kChannel, 0, 0}}},
        {"kmeans 16 columns", {.k = 16, .slicing = {Granularity::kChannel, 1, 0}}},
        {"kmeans 16 groups of 128", {.k = 16, .slicing = {Granularity::kGroup, 0, 128}}},
        {"kmeans 4 groups of 32", {.k = 4, .slicing = {Granularity::kGroup, 0, 32}}},
    };
    for (const auto& [name, options] : all) {
      double inertia = 0;
      bench_.measure(
          name, 5 * n_, [&, o = options] { inertia = codebook::quantize(square(), o)->inertia; },
          [&] { return inertia; });
    }
  }

  const Bench& bench_;
  size_t side_;
  size_t n_;
  std::vector<float> weights_;
  std::vector<float> floats_;
  std::vector<uint8_t> bytes_;
  std::vector<uint16_t> halves_;
};

int run(std::vector<std::string_view> args) {
  const char* dump = nullptr;
  const auto at = std::find(args.begin(), args.end(), "--dump");
  if (args.end() - at >= 2) {
    dump = at[1].data();
    args.erase(at, at + 2);
  }
  const long side = args.empty() ? 0 : std::atol(args[0].data());
  if (side < 128 || side > 16384 || side % 128 != 0) {
    std::fprintf(stderr, "tensor_speed: SIDE is a multiple of 128 up to 16384\n");
    return 2;
  }
  const Bench bench({args.begin() + 1, args.end()});
  Suite suite(bench, static_cast<size_t>(side));
  if (dump != nullptr) {
    std::FILE* file = std::fopen(dump, "wb");
    const size_t written =
        file == nullptr ? 0 : std::fwrite(suite.weights().data(), 4, suite.weights().size(), file);
    if (file == nullptr || std::fclose(file) != 0 || written != suite.weights().size()) {
      std::fprintf(stderr, "tensor_speed: cannot write %s\n", dump);
      return 2;
    }
  }
  suite.run();
  return 0;
}

}  // namespace
}  // namespace roundoff

int main(int argc, char** argv) { return roundoff::run({argv + 1, argv + argc}); }
