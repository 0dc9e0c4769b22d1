#include "roundoff/format/dot_product.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>

#include "roundoff/base/normal.h"
#include "roundoff/base/random.h"
#include "roundoff/format/dot_product_lanes.h"
#include "roundoff/format/round_to.h"

namespace roundoff::format {
namespace {

constexpr std::array kExperimentFormats = {FloatFormat::kFloat32, FloatFormat::kFloat16,
                                           FloatFormat::kBfloat16, FloatFormat::kFp8E4M3,
                                           FloatFormat::kFp8E5M2};
constexpr size_t kFormats = kExperimentFormats.size();

RoundTo rounding(FloatFormat format) { return {format, Overflow::kNonSaturating}; }

class CompensatedSum {
 public:
  void add(double x) {
    const double next = sum_ + x;
    lost_ += std::abs(sum_) >= std::abs(x) ? (sum_ - next) + x : (x - next) + sum_;
    sum_ = next;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

// What the sums of a pair are compared with.
struct Exact {
  CompensatedSum product;
  double aa = 0;
  double bb = 0;

  void add(float a, float b) {
    const auto x = static_cast<double>(a);
    const auto y = static_cast<double>(b);
    product.add(x * y);
    aa += x * x;
    bb += y * y;
  }
  double error(float result) const {
    if (!std::isfinite(result)) return std::numeric_limits<double>::infinity();
    const double off = std::abs(static_cast<double>(result) - product.value());
    return off == 0 ? 0 : off / (std::sqrt(aa) * std::sqrt(bb));
  }
};

// The two vectors of a pair, number by number.
class Pair {
 public:
  Pair(Distribution distribution, uint64_t seed)
      : distribution_(distribution), random_(seed), normal_(seed) {}
  float next() {
    if (distribution_ == Distribution::kUniform) return static_cast<float>(random_.uniform());
    return static_cast<float>(normal_.next());
  }

 private:
  Distribution distribution_;
  Random random_;
  Normal normal_;
};

class Experiment {
 public:
  explicit Experiment(const DotProductOptions& options) : options_(options) {
    for (const FloatFormat format : kExperimentFormats) {
      for (const Accumulation accumulation : kAccumulations) {
        if (format == FloatFormat::kFloat32 && accumulation == Accumulation::kFloat32) continue;
        rows_.push_back({format, accumulation, {}, 0, 0});
      }
    }
  }

  std::vector<DotProductErrors> run() {
    Random seeds(options_.seed);
    for (size_t done = 0; done < options_.seeds; done += kDotLanes) {
      std::vector<Pair> pairs;
      for (size_t i = done; i < std::min(done + kDotLanes, options_.seeds); ++i) {
        pairs.emplace_back(options_.distribution, seeds.next());
      }
      run(pairs);
    }
    for (DotProductErrors& row : rows_) finish(row);
    return std::move(rows_);
  }

 private:
  // Up to kDotLanes pairs; lanes without one stay at 0.
  void run(std::vector<Pair>& pairs) {
    constexpr size_t kChunk = 512;  // products at a time: what they need stays near
    std::vector<float> a(kChunk * kDotLanes);
    std::vector<float> b(kChunk * kDotLanes);
    std::array<Exact, kDotLanes> exact;
    std::array<DotLanes, kFormats> sums;
    for (size_t begin = 0; begin < options_.length; begin += kChunk) {
      const size_t n = std::min(kChunk, options_.length - begin);
      for (size_t lane = 0; lane < pairs.size(); ++lane) {
        for (size_t i = 0; i < n; ++i) {
          const float x = pairs[lane].next();
          const float y = pairs[lane].next();
          a[i * kDotLanes + lane] = x;
          b[i * kDotLanes + lane] = y;
          exact[lane].add(x, y);
        }
      }
      for (size_t f = 0; f < kFormats; ++f) {
        add_products(rounding(kExperimentFormats[f]), std::span(a).first(n * kDotLanes),
                     std::span(b).first(n * kDotLanes), sums[f]);
      }
    }
    for (DotProductErrors& row : rows_) {
      const size_t f =
          static_cast<size_t>(std::find(kExperimentFormats.begin(), kExperimentFormats.end(), row.format) -
                              kExperimentFormats.begin());
      const DotLanes::Row results = of(sums[f], row);
      for (size_t lane = 0; lane < pairs.size(); ++lane) {
        row.errors.push_back(exact[lane].error(results[lane]));
        row.overflows += std::isfinite(results[lane]) ? 0 : 1;
      }
    }
  }

  static DotLanes::Row of(const DotLanes& sums, const DotProductErrors& row) {
    switch (row.accumulation) {
      case Accumulation::kNaive:
        return sums.naive;
      case Accumulation::kPairwise:
        return pairwise_sum(rounding(row.format), sums);
      default:
        return sums.float32;
    }
  }

  static void finish(DotProductErrors& row) {
    std::sort(row.errors.begin(), row.errors.end());
    const size_t n = row.errors.size();
    row.median = (row.errors[(n - 1) / 2] + row.errors[n / 2]) / 2;
  }

  DotProductOptions options_;
  std::vector<DotProductErrors> rows_;
};

float pairwise(const RoundTo& round, std::vector<float> sums) {
  while (sums.size() > 1) {
    std::vector<float> halves;
    for (size_t i = 0; i + 1 < sums.size(); i += 2) halves.push_back(round(sums[i] + sums[i + 1]));
    if (sums.size() % 2 != 0) halves.push_back(sums.back());
    sums = std::move(halves);
  }
  return sums.empty() ? 0 : sums[0];
}

}  // namespace

std::string_view name(Accumulation accumulation) {
  constexpr std::array<std::string_view, kAccumulations.size()> kNames = {"naive", "pairwise", "float32"};
  return kNames[static_cast<size_t>(accumulation)];
}

float dot_product(FloatFormat format, Accumulation accumulation, std::span<const float> a,
                  std::span<const float> b) {
  assert(a.size() == b.size());
  const RoundTo round = rounding(format);
  std::vector<float> products(a.size());
  for (size_t i = 0; i < a.size(); ++i) products[i] = round(a[i]) * round(b[i]);
  float sum = 0;
  if (accumulation == Accumulation::kFloat32) {
    for (const float product : products) sum += product;
    return sum;
  }
  for (float& product : products) product = round(product);
  if (accumulation == Accumulation::kPairwise) return pairwise(round, std::move(products));
  for (const float product : products) sum = round(sum + product);
  return sum;
}

double exact_dot_product(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  Exact exact;
  for (size_t i = 0; i < a.size(); ++i) exact.add(a[i], b[i]);
  return exact.product.value();
}

void add_products_ref(const RoundTo& round, std::span<const float> a, std::span<const float> b,
                      DotLanes& sums) {
  assert(a.size() == b.size() && a.size() % kDotLanes == 0);
  for (size_t at = 0; at < a.size(); at += kDotLanes, ++sums.count) {
    for (size_t lane = 0; lane < kDotLanes; ++lane) {
      const float product = round(a[at + lane]) * round(b[at + lane]);
      sums.float32[lane] += product;
      float carry = round(product);
      sums.naive[lane] = round(sums.naive[lane] + carry);
      size_t level = 0;
      for (; (sums.count >> level & 1u) != 0; ++level) carry = round(sums.pairwise[level][lane] + carry);
      sums.pairwise[level][lane] = carry;
    }
  }
}

DotLanes::Row pairwise_sum(const RoundTo& round, const DotLanes& sums) {
  DotLanes::Row total{};
  bool any = false;
  for (size_t level = 0; level < sums.pairwise.size(); ++level) {
    if ((sums.count >> level & 1u) == 0) continue;
    for (size_t lane = 0; lane < kDotLanes; ++lane) {
      const float sum = sums.pairwise[level][lane];
      total[lane] = any ? round(sum + total[lane]) : sum;
    }
    any = true;
  }
  return total;
}

Result<std::vector<DotProductErrors>> dot_product_errors(const DotProductOptions& options) {
  if (options.length < 1 || options.length > kMaxDotProductLength) {
    return Error{"a dot product is 1 to " + std::to_string(kMaxDotProductLength) + " numbers long, not " +
                 std::to_string(options.length)};
  }
  if (options.seeds < 1 || options.seeds > kMaxDotProductSeeds) {
    return Error{"1 to " + std::to_string(kMaxDotProductSeeds) + " pairs of vectors, not " +
                 std::to_string(options.seeds)};
  }
  return Experiment(options).run();
}

}  // namespace roundoff::format
