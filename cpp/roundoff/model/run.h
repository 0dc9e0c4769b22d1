// Interprets a plan for many faces at once.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "roundoff/model/network.h"
#include "roundoff/model/plan.h"
#include "roundoff/model/prepared.h"

namespace roundoff::model {

class Conditions;

struct PlanInputs {
  std::span<const float> input;  // faces × the input buffer's numbers
  size_t faces = 0;
  // Of a velocity, either kTimeNumbers, the same for all faces, and faces × attributes, a class or the number of classes;
  std::span<const float> time = {};
  std::span<const int32_t> labels = {};
  // or what was made of these before: at which of its times, and for each face which of its rows of labels.
  const Conditions* conditions = nullptr;
  size_t condition_time = 0;
  std::span<const uint32_t> condition_rows = {};
};

// What runs, or each layer's reference.
enum class Kernels : uint8_t { kFast, kReference };

// The plan's buffers after running, and memory that the next run uses again.
class Workspace {
 public:
  // faces × the buffer's numbers, face by face; one row of a shared buffer.
  std::vector<float> read(const Plan& plan, int buffer) const;
  // The same, into numbers that there is room for.
  void read(const Plan& plan, int buffer, std::span<float> numbers) const;

 private:
  friend void run(const PreparedPlan&, const PlanInputs&, Workspace&, Kernels);

  size_t faces_ = 0;
  std::vector<std::vector<float>> buffers_;
  std::vector<float> activated_;
};

// Every face's numbers are the same bits whichever faces run beside it, natively and in WASM.
void run(const PreparedPlan& plan, const PlanInputs& inputs, Workspace& workspace,
         Kernels kernels = Kernels::kFast);

// The steps that depend on times and labels alone: `time` may be several rows, which share the faces out between them in
// runs of equal length. `take` gets each step's number and answer, channels × faces, and may move it away.
void run_conditions(const PreparedPlan& plan, const PlanInputs& inputs,
                    const std::function<void(size_t, std::vector<float>&)>& take);

// Runs faces a few at a time, as many as keep the buffers in the cache; `take` gets each lot's first face and their number
// and reads what it wants.
void run_in_lots(const PreparedPlan& plan, const PlanInputs& inputs, Workspace& workspace,
                 const std::function<void(size_t, size_t)>& take);

// The output of all faces. The plan is the network's.
std::vector<float> output_of(const Network& network, const Plan& plan, const PlanInputs& inputs);

}  // namespace roundoff::model
