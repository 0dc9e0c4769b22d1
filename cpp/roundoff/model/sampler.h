// From noise to faces: Euler's method along the rectified flow's velocity (Liu, Gong & Liu 2022, arXiv:2209.03003), with
// classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598). Time runs from 0, noise, to 1, a latent.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/model/conditions.h"
#include "roundoff/model/network.h"
#include "roundoff/model/run.h"

namespace roundoff::model {

inline constexpr int kMaxSteps = 1000;
inline constexpr size_t kMaxFaces = 4096;

struct SampleOptions {
  std::vector<int32_t> labels;  // faces × attributes: a class, or the number of classes for "not asked"
  size_t faces = 0;
  int steps = 12;
  double guidance = 2;  // v = v_nothing + guidance · (v_asked − v_nothing)
  uint64_t seed = 1;
};

// The step after `done` of `steps`, of faces side by side: `state` moves on by Euler's method, `predicted` is where it would
// end if it went on straight. With `free`, the answer to labels that ask for nothing, `asked` is guided away from it.
struct EulerStep {
  std::span<const float> asked;
  std::span<const float> free;
  float guidance = 1;
  int done = 0;
  int steps = 1;
};
void advance(const EulerStep& step, std::span<float> state, std::span<float> predicted);

// What the decoder takes: state · scale + mean, face by face.
std::vector<float> denormalized(std::span<const float> state, std::span<const float> mean,
                                std::span<const float> scale);

// Step by step, so that whoever waits can look, and stop. The network must outlive it, and stay as it is.
class Sampling {
 public:
  // Errors: a network that is no diffusion model, faces that are none or above kMaxFaces, steps outside 1 … kMaxSteps, a
  // guidance that is not finite, labels of another number or out of their attribute's range.
  static Result<Sampling> of(const Network& diffusion, SampleOptions options);

  int steps() const { return options_.steps; }
  int done() const { return done_; }
  // One step of all faces; not after the last.
  void step();

  // faces × kLatentNumbers, as the decoder takes them: the state, and what it would end in if it went on straight from
  // the last step.
  std::vector<float> latents() const { return latents_of(state_); }
  std::vector<float> predicted() const { return latents_of(predicted_); }

 private:
  Sampling(const Network& diffusion, SampleOptions options);
  std::vector<float> latents_of(std::span<const float> state) const;
  void prepare();

  const Network* network_;
  SampleOptions options_;
  PreparedPlan plan_;
  Workspace workspace_;
  std::vector<int32_t> rows_;  // different rows of labels
  std::vector<uint32_t>
      row_of_;  // of each face as asked, then of each as if it asked for nothing, or one of both
  std::optional<Conditions> conditions_;
  size_t times_ = 1;  // that conditions_ is made for at once,
  int first_ = 0;     // from this step on
  int done_ = 0;
  std::vector<float> state_;
  std::vector<float> predicted_;
  std::vector<float> input_;       // of the network: the state, once for each of row_of_,
  std::vector<float> velocities_;  // and what it answers
};

}  // namespace roundoff::model
