// How good the networks' pictures are, in numbers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/model/frechet.h"
#include "roundoff/model/judge.h"
#include "roundoff/model/network.h"
#include "roundoff/model/pictures.h"

namespace roundoff::model {

// Pictures that training never saw, as scripts/train/avatars.mjs writes them.
struct HeldOut {
  std::vector<uint8_t> rgba;  // faces × 16 × 16 × 4
  std::vector<int32_t>
      labels;  // faces × the model's attributes; the number of classes where the picture does not tell
  size_t faces = 0;
};

// The first `faces` of `rgb` (16 × 16 × 3 bytes each) and `labels` (`columns` bytes each, 255 for what a picture does not
// tell; the attributes stand first). Errors: bytes that are not those of whole faces, fewer faces than asked for or none,
// fewer columns than attributes, a label that is no class.
Result<HeldOut> held_out_from(std::span<const uint8_t> rgb, std::span<const uint8_t> labels, size_t columns,
                              const std::vector<Attribute>& attributes, size_t faces);

// Through both halves.
Nearness reconstruct_all(const Network& autoencoder, const HeldOut& held_out);

struct SampleQuality {
  Right right;         // of what was asked for
  double frechet = 0;  // to the judge's reference
  double floor = 0;    // of the real pictures whose labels were used
};

struct Evaluation {
  const Network& diffusion;
  const Network& autoencoder;
  const Network& judge;
  const FeatureStatistics& reference;
};

// A face for each label row of `held_out`. Errors: networks of other kinds, attributes that the judge does not put first
// and in the same order, statistics of other features, and Sampling's.
Result<SampleQuality> sample_quality(const Evaluation& networks, const HeldOut& held_out, int steps,
                                     double guidance, uint64_t seed);

}  // namespace roundoff::model
