// Makes a plan step by step and checks that the file has the parameters that each step reads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "roundoff/model/network.h"
#include "roundoff/model/parameters.h"
#include "roundoff/model/plan.h"

namespace roundoff::model {

using Parameters = std::map<std::string, Parameter>;

// What a step may do beside its op.
struct Around {
  bool silu_input = false;
  bool silu = false;
  int residual = kNone;
  std::string position = {};
  int film = kNone;
};

// The first mistake is kept, and what follows it does nothing: one look at error() at the end is enough.
class PlanBuilder {
 public:
  explicit PlanBuilder(const Parameters& parameters) : parameters_(parameters) {}

  int buffer(size_t channels, size_t height = 1, size_t width = 1, bool shared = false);
  // By the file; refuses what has none.
  size_t outputs_of(const std::string& layer);
  // A buffer of the input's height and width, and of as many channels as the layer has outputs.
  int buffer_for(const std::string& layer, int input);
  bool has(const std::string& parameter) const { return parameters_.contains(parameter); }

  void conv(const std::string& layer, int kernel, int input, int output, const Around& around = {});
  void linear(const std::string& layer, int input, int output, const Around& around = {});
  void norm(const std::string& layer, size_t groups, int input, int output, const Around& around = {});
  void unshuffle(int input, int output);
  void shuffle(int input, int output);
  // `classes` are each table's rows.
  void embed(const std::vector<std::string>& tables, const std::vector<size_t>& classes, int input,
             int output, const Around& around = {});
  // For parameters that no step reads.
  void require(const std::string& parameter, const std::vector<size_t>& shape);

  void refuse(std::string problem);
  const std::string& error() const { return error_; }
  const PlanBuffer& operator[](int buffer) const { return plan_.buffers[static_cast<size_t>(buffer)]; }
  Plan& plan() { return plan_; }
  std::vector<Layer>& layers() { return layers_; }

 private:
  void add(Op op, const std::string& layer, int input, int output, const Around& around);
  void add_layer(const std::string& name, LayerKind kind, size_t rows, size_t columns, size_t uses);

  const Parameters& parameters_;
  Plan plan_;
  std::vector<Layer> layers_;
  std::string error_;
};

// The plans of each kind of network. `attributes` are the file's.
struct Built {
  std::map<std::string, Plan> plans;
  std::vector<Layer> layers;  // in the order of running
};
Result<Built> build_autoencoder(const Parameters& parameters);
Result<Built> build_diffusion(const Parameters& parameters, const std::vector<Attribute>& attributes);
Result<Built> build_judge(const Parameters& parameters, const std::vector<Attribute>& attributes);

}  // namespace roundoff::model
