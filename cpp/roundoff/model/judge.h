// What the judge sees in faces.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/model/network.h"

namespace roundoff::model {

struct Judgement {
  std::vector<float> features;       // faces × the judge's features
  std::vector<int32_t> classes;      // faces × attributes: the likeliest, the first of equals
  std::vector<float> probabilities;  // of those: softmax of the head's outputs
};

// `pictures` are faces × kPictureNumbers in −1 … 1; the network is a judge.
Judgement judge_faces(const Network& judge, std::span<const float> pictures);

// Share of faces of which the judge sees what was asked. `labels` are faces × the first so many of the judge's attributes;
// a label that is no class asks for nothing.
struct Right {
  std::vector<double> attributes;  // NaN where nothing was asked
  double mean = 0;                 // over the attributes that were asked for; NaN where none was
};
Right right_of(const Network& judge, const Judgement& judgement, std::span<const int32_t> labels,
               size_t faces);

}  // namespace roundoff::model
