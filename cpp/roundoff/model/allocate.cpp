#include "roundoff/model/allocate.h"

#include <cassert>
#include <map>
#include <string>
#include <utility>

#include "roundoff/base/random.h"
#include "roundoff/model/noise.h"
#include "roundoff/model/run.h"
#include "roundoff/model/sampler.h"

namespace roundoff::model {
namespace {

constexpr int kLeastBits = 2;
constexpr size_t kFaces = 8;
constexpr int kSteps = 4;
constexpr uint64_t kSeed = 1;

// Blocks of 2 × 2 pixels in random colours.
std::vector<float> random_pictures() {
  constexpr size_t kBlocks = kSide / 2;
  Random random(kSeed);
  std::vector<float> blocks(kFaces * 3 * kBlocks * kBlocks);
  for (float& block : blocks) block = static_cast<float>(2 * random.uniform() - 1);
  std::vector<float> pictures(kFaces * kPictureNumbers);
  for (size_t i = 0; i < pictures.size(); ++i) {
    const size_t y = i / kSide % kSide / 2;
    const size_t x = i % kSide / 2;
    pictures[i] = blocks[(i / (kSide * kSide) * kBlocks + y) * kBlocks + x];
  }
  return pictures;
}

double relative_error(const std::vector<float>& before, const std::vector<float>& after) {
  double signal = 0;
  double error = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    const double off = static_cast<double>(before[i]) - static_cast<double>(after[i]);
    signal += static_cast<double>(before[i]) * static_cast<double>(before[i]);
    error += off * off;
  }
  return error / signal;
}

MethodArguments with_bits(MethodArguments options, int bits) {
  options.bits = bits;
  return options;
}

}  // namespace

// What a network answers to the same few questions, whatever its weights are held as.
class LayerCosts::Questions {
 public:
  explicit Questions(const Network& network) {
    switch (network.kind()) {
      case Network::Kind::kAutoencoder:
        latents_ = noise(kSeed, kFaces);
        pictures_ = output_of(network, *network.plan("decode"), {latents_, kFaces, {}, {}});
        break;
      case Network::Kind::kJudge:
        pictures_ = random_pictures();
        break;
      case Network::Kind::kDiffusion: {
        Random random(kSeed);
        for (size_t face = 0; face < kFaces; ++face) {
          for (const Attribute& attribute : network.attributes()) {
            labels_.push_back(static_cast<int32_t>(random.below(attribute.classes.size() + 1)));
          }
        }
        break;
      }
    }
  }

  std::vector<float> answers(const Network& network) const {
    if (network.kind() == Network::Kind::kDiffusion) {
      Result<Sampling> sampling = Sampling::of(network, {labels_, kFaces, kSteps, 2, kSeed});
      assert(sampling.ok());
      while (sampling->done() < sampling->steps()) sampling->step();
      return sampling->latents();
    }
    const bool judge = network.kind() == Network::Kind::kJudge;
    std::vector<float> all =
        output_of(network, *network.plan(judge ? "judge" : "encode"), {pictures_, kFaces, {}, {}});
    if (judge) return all;
    const std::vector<float> drawn = output_of(network, *network.plan("decode"), {latents_, kFaces, {}, {}});
    all.insert(all.end(), drawn.begin(), drawn.end());
    return all;
  }

 private:
  std::vector<float> latents_;
  std::vector<float> pictures_;
  std::vector<int32_t> labels_;
};

Result<LayerCosts> LayerCosts::of(const Network& network, const MethodArguments& options) {
  LayerCosts costs;
  costs.network_ = std::make_unique<Network>(network);
  costs.options_ = options;
  const Result<NetworkReport> least = costs.network_->quantize(with_bits(options, kLeastBits), {});
  if (!least) return Error{least.error()};
  costs.least_bytes_ = least->bytes_after;
  const Result<NetworkReport> report = costs.network_->quantize(std::nullopt, {});
  if (!report) return Error{report.error()};
  for (const Layer& layer : network.layers()) costs.layers_.push_back(layer.name);
  costs.costs_.resize(costs.layers_.size());
  costs.questions_ = std::make_shared<Questions>(*costs.network_);
  costs.wanted_ = costs.questions_->answers(*costs.network_);
  return costs;
}

Result<size_t> LayerCosts::step() {
  assert(done_ < steps());
  const size_t layer = done_ / kLevels;
  const int bits = kLeastBits + static_cast<int>(done_ % kLevels);
  const Result<NetworkReport> report =
      network_->quantize(std::nullopt, {{layers_[layer], with_bits(options_, bits)}});
  if (!report) return Error{report.error()};
  const double error = relative_error(wanted_, questions_->answers(*network_));
  costs_[layer].push_back({bits, report->layers[layer].bytes, error});
  if (++done_ == steps()) {
    network_.reset();
    questions_.reset();
  }
  return done_;
}

std::optional<Error> LayerCosts::refused(size_t budget_bytes) const {
  if (least_bytes_ <= budget_bytes) return std::nullopt;
  return Error{"at " + std::to_string(kLeastBits) + " bits each, the least, all takes " +
               std::to_string(least_bytes_) + " bytes, and the budget is " + std::to_string(budget_bytes)};
}

Result<std::vector<int>> LayerCosts::allocate(size_t budget_bytes) const {
  assert(done_ == steps());
  if (const auto refusal = refused(budget_bytes)) return *refusal;
  size_t bytes = least_bytes_;
  std::vector<size_t> chosen(costs_.size(), 0);
  for (;;) {
    // Up to any number of bits: what is not worth its bytes at once may be with a further bit.
    double best = 0;
    std::pair<size_t, size_t> up;
    for (size_t layer = 0; layer < chosen.size(); ++layer) {
      const std::vector<LayerCost>& levels = costs_[layer];
      const LayerCost& now = levels[chosen[layer]];
      for (size_t level = chosen[layer] + 1; level < levels.size(); ++level) {
        const size_t more = levels[level].bytes - now.bytes;
        const double gain = (now.error - levels[level].error) / static_cast<double>(more);
        if (bytes + more > budget_bytes || !(gain > best)) continue;
        best = gain;
        up = {layer, level};
      }
    }
    if (best <= 0) break;
    const auto [layer, level] = up;
    bytes += costs_[layer][level].bytes - costs_[layer][chosen[layer]].bytes;
    chosen[layer] = level;
  }
  std::vector<int> bits;
  for (size_t layer = 0; layer < chosen.size(); ++layer) bits.push_back(costs_[layer][chosen[layer]].bits);
  return bits;
}

Result<std::vector<int>> allocate(const Network& network, const MethodArguments& options,
                                  size_t budget_bytes) {
  Result<LayerCosts> costs = LayerCosts::of(network, options);
  if (!costs) return Error{costs.error()};
  if (const auto refusal = costs->refused(budget_bytes)) return *refusal;
  while (costs->done() < costs->steps()) {
    const Result<size_t> done = costs->step();
    if (!done) return Error{done.error()};
  }
  return costs->allocate(budget_bytes);
}

}  // namespace roundoff::model
