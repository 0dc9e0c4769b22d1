// The three networks of scripts/train/{networks,flow,judge}.py as plans. How wide and how deep each is, its file says.
#include <string>
#include <utility>

#include "roundoff/model/builder.h"

namespace roundoff::model {
namespace {

constexpr size_t kGroups = 8;

Result<Built> finished(PlanBuilder builder, const std::string& name) {
  if (!builder.error().empty()) return Error{builder.error()};
  Built built;
  built.plans[name] = std::move(builder.plan());
  built.layers = std::move(builder.layers());
  return built;
}

// As many residual blocks as the file has: x + conv2(silu(conv1(silu(x)))). Returns where the result is.
int residual_blocks(PlanBuilder& b, const std::string& prefix, int x) {
  const PlanBuffer shape = b[x];
  const int hidden = b.buffer(shape.channels, shape.height, shape.width);
  int other = b.buffer(shape.channels, shape.height, shape.width);
  for (size_t i = 0; b.has(prefix + "." + std::to_string(i) + ".conv1.weight"); ++i) {
    const std::string block = prefix + "." + std::to_string(i);
    b.conv(block + ".conv1", 3, x, hidden, {.silu_input = true, .silu = true});
    b.conv(block + ".conv2", 3, hidden, other, {.residual = x});
    std::swap(x, other);
  }
  return x;
}

// 2 × 2 pixels to channels.
int smaller(PlanBuilder& b, int input) {
  const PlanBuffer from = b[input];
  const int output = b.buffer(4 * from.channels, from.height / 2, from.width / 2);
  b.unshuffle(input, output);
  return output;
}

// Four times as many pixels, by a layer and a shuffle.
int larger(PlanBuilder& b, const std::string& layer, int input) {
  const int wide = b.buffer_for(layer, input);
  b.conv(layer, 1, input, wide, {.silu_input = true});
  const PlanBuffer from = b[wide];
  const int output = b.buffer(from.channels / 4, 2 * from.height, 2 * from.width);
  b.shuffle(wide, output);
  return output;
}

PlanBuilder encoder(const Parameters& parameters) {
  PlanBuilder b(parameters);
  const int picture = b.buffer(3, kSide, kSide);
  const int patches = smaller(b, picture);
  const int first = b.buffer_for("encoder.conv_in", patches);
  b.conv("encoder.conv_in", 3, patches, first);
  const int half = smaller(b, residual_blocks(b, "encoder.blocks8", first));
  const int down = b.buffer_for("encoder.down", half);
  b.conv("encoder.down", 1, half, down);
  const int last = residual_blocks(b, "encoder.blocks4", down);
  const int latent = b.buffer(kLatentChannels, kLatentSide, kLatentSide);
  b.conv("encoder.conv_out", 1, last, latent, {.silu_input = true});
  b.plan().input = picture;
  b.plan().output = latent;
  return b;
}

PlanBuilder decoder(const Parameters& parameters) {
  PlanBuilder b(parameters);
  const int latent = b.buffer(kLatentChannels, kLatentSide, kLatentSide);
  const int first = b.buffer_for("decoder.conv_in", latent);
  b.conv("decoder.conv_in", 3, latent, first, {.position = "decoder.position"});
  const int half = larger(b, "decoder.up8", residual_blocks(b, "decoder.blocks4", first));
  const int full = larger(b, "decoder.up16", residual_blocks(b, "decoder.blocks8", half));
  const int last = residual_blocks(b, "decoder.blocks16", full);
  const int picture = b.buffer(3, kSide, kSide);
  b.conv("decoder.conv_out", 3, last, picture, {.silu_input = true});
  b.plan().input = latent;
  b.plan().output = picture;
  return b;
}

}  // namespace

Result<Built> build_autoencoder(const Parameters& parameters) {
  Result<Built> encode = finished(encoder(parameters), "encode");
  if (!encode) return encode;
  Result<Built> decode = finished(decoder(parameters), "decode");
  if (!decode) return decode;
  encode->plans.merge(decode->plans);
  encode->layers.insert(encode->layers.end(), decode->layers.begin(), decode->layers.end());
  return encode;
}

Result<Built> build_diffusion(const Parameters& parameters, const std::vector<Attribute>& attributes) {
  PlanBuilder b(parameters);
  const int state = b.buffer(kLatentNumbers);
  const int time = b.buffer(kTimeNumbers, 1, 1, true);
  const size_t condition_size = b.outputs_of("time1");
  const int time1 = b.buffer(condition_size, 1, 1, true);
  const int time2 = b.buffer(condition_size, 1, 1, true);
  const int condition = b.buffer(condition_size);
  b.linear("time1", time, time1, {.silu = true});
  b.linear("time2", time1, time2);
  std::vector<std::string> tables;
  std::vector<size_t> classes;
  for (const Attribute& attribute : attributes) {
    tables.push_back("attributes." + attribute.name);
    classes.push_back(attribute.classes.size() + 1);
  }
  b.embed(tables, classes, time2, condition, {.silu = true});

  const size_t width = b.outputs_of("linear_in");
  int x = b.buffer(width);
  b.linear("linear_in", state, x);
  int other = b.buffer(width);
  const int film = b.buffer(2 * width);
  const int normed = b.buffer(width);
  const int hidden = b.buffer(width);
  for (size_t i = 0; b.has("blocks." + std::to_string(i) + ".norm.weight"); ++i) {
    const std::string block = "blocks." + std::to_string(i);
    b.linear(block + ".film", condition, film);
    b.norm(block + ".norm", kGroups, x, normed, {.silu = true, .film = film});
    b.linear(block + ".linear1", normed, hidden, {.silu = true});
    b.linear(block + ".linear2", hidden, other, {.residual = x});
    std::swap(x, other);
  }
  b.norm("norm_out", kGroups, x, normed, {.silu = true});
  const int velocity = b.buffer(kLatentNumbers);
  b.linear("linear_out", normed, velocity);
  for (const char* name : {"mean", "scale"}) b.require(name, {kLatentNumbers});
  b.plan().input = state;
  b.plan().time = time;
  b.plan().output = velocity;
  return finished(std::move(b), "velocity");
}

Result<Built> build_judge(const Parameters& parameters, const std::vector<Attribute>& attributes) {
  PlanBuilder b(parameters);
  const int picture = b.buffer(3, kSide, kSide);
  const int patches = smaller(b, picture);
  const int conv1 = b.buffer_for("conv1", patches);
  b.conv("conv1", 3, patches, conv1, {.silu = true});
  const int half = smaller(b, conv1);
  const int conv2 = b.buffer_for("conv2", half);
  b.conv("conv2", 3, half, conv2, {.silu = true});
  const int features = b.buffer(b.outputs_of("linear"));
  b.linear("linear", conv2, features, {.silu = true});
  for (const Attribute& attribute : attributes) {
    b.linear("heads." + attribute.name, features, b.buffer(attribute.classes.size()));
  }
  b.plan().input = picture;
  b.plan().output = features;
  return finished(std::move(b), "judge");
}

}  // namespace roundoff::model
