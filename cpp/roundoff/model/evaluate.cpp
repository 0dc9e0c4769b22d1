#include "roundoff/model/evaluate.h"

#include <string>
#include <utility>

#include "roundoff/model/run.h"
#include "roundoff/model/sampler.h"

namespace roundoff::model {
namespace {

constexpr uint8_t kHidden = 255;

std::optional<Error> unfit(const Evaluation& networks) {
  const bool kinds = networks.diffusion.kind() == Network::Kind::kDiffusion &&
                     networks.autoencoder.kind() == Network::Kind::kAutoencoder &&
                     networks.judge.kind() == Network::Kind::kJudge;
  if (!kinds) return Error{"samples are judged with a diffusion model, an autoencoder and a judge"};
  const std::vector<Attribute>& asked = networks.diffusion.attributes();
  const std::vector<Attribute>& seen = networks.judge.attributes();
  for (size_t i = 0; i < asked.size(); ++i) {
    if (i >= seen.size() || asked[i].name != seen[i].name || asked[i].classes != seen[i].classes) {
      return Error{"the judge does not know the diffusion model's attribute " + asked[i].name};
    }
  }
  const Plan& plan = *networks.judge.plan("judge");
  const size_t features = plan.buffers[static_cast<size_t>(plan.output)].numbers();
  if (networks.reference.mean.size() == features) return std::nullopt;
  return Error{"the statistics are of " + std::to_string(networks.reference.mean.size()) +
               " features, and the judge has " + std::to_string(features)};
}

}  // namespace

Result<HeldOut> held_out_from(std::span<const uint8_t> rgb, std::span<const uint8_t> labels, size_t columns,
                              const std::vector<Attribute>& attributes, size_t faces) {
  if (columns < attributes.size()) {
    return Error{"the pictures have " + std::to_string(columns) + " labels each, and the model has " +
                 std::to_string(attributes.size()) + " attributes"};
  }
  const size_t there = rgb.size() / (3 * kPixels);
  if (rgb.size() % (3 * kPixels) != 0 || labels.size() != there * columns) {
    return Error{std::to_string(rgb.size()) + " bytes of pictures and " + std::to_string(labels.size()) +
                 " of labels are not those of the same faces"};
  }
  if (faces < 1 || faces > there) {
    return Error{"there are 1 to " + std::to_string(there) + " pictures, not " + std::to_string(faces)};
  }
  HeldOut held_out;
  held_out.faces = faces;
  held_out.rgba.reserve(faces * kPixels * 4);
  for (size_t i = 0; i < faces * kPixels; ++i) {
    held_out.rgba.insert(held_out.rgba.end(), {rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], 255});
  }
  for (size_t face = 0; face < faces; ++face) {
    for (size_t a = 0; a < attributes.size(); ++a) {
      const size_t classes = attributes[a].classes.size();
      const uint8_t label = labels[face * columns + a];
      if (label >= classes && label != kHidden) {
        return Error{"picture " + std::to_string(face) + " has the label " + std::to_string(label) + " as " +
                     attributes[a].name + ", which has " + std::to_string(classes) + " classes"};
      }
      held_out.labels.push_back(static_cast<int32_t>(label == kHidden ? classes : label));
    }
  }
  return held_out;
}

Nearness reconstruct_all(const Network& autoencoder, const HeldOut& held_out) {
  const std::vector<float> pictures = from_rgba(held_out.rgba);
  const std::vector<float> latents =
      output_of(autoencoder, *autoencoder.plan("encode"), {pictures, held_out.faces, {}, {}});
  return nearness(held_out.rgba, to_rgba(output_of(autoencoder, *autoencoder.plan("decode"),
                                                   {latents, held_out.faces, {}, {}})));
}

Result<SampleQuality> sample_quality(const Evaluation& networks, const HeldOut& held_out, int steps,
                                     double guidance, uint64_t seed) {
  if (auto error = unfit(networks)) return *error;
  const size_t faces = held_out.faces;
  if (faces < 2) return Error{"a Fréchet distance needs 2 samples at least"};
  auto sampling = Sampling::of(networks.diffusion, {held_out.labels, faces, steps, guidance, seed});
  if (!sampling) return Error{sampling.error()};
  while (sampling->done() < sampling->steps()) sampling->step();
  const Network& autoencoder = networks.autoencoder;
  const std::vector<float> drawn =
      output_of(autoencoder, *autoencoder.plan("decode"), {sampling->latents(), faces, {}, {}});
  // As the screen has them: whole bytes.
  const Judgement judgement = judge_faces(networks.judge, from_rgba(to_rgba(drawn)));
  const Judgement real = judge_faces(networks.judge, from_rgba(held_out.rgba));
  SampleQuality quality;
  quality.right = right_of(networks.judge, judgement, held_out.labels, faces);
  quality.frechet = frechet_distance(statistics_of(judgement.features, faces), networks.reference);
  quality.floor = frechet_distance(statistics_of(real.features, faces), networks.reference);
  return quality;
}

}  // namespace roundoff::model
