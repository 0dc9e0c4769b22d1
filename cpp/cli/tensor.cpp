#include "cli/tensor.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "cli/files.h"
#include "cli/open_tensor.h"
#include "cli/tensor_report.h"
#include "cli/text.h"
#include "roundoff/compress/compress.h"
#include "roundoff/tensorfile/npy.h"

namespace roundoff::cli {
namespace {

struct Arguments {
  std::string in;
  MethodArguments method;
  std::string inputs;
  std::string out;
  std::string ints;
  bool json = false;
  // k-means' own. Not MethodArguments', which the page's modules carry too: there bits are enough.
  std::optional<int> k;
  bool exact = false;
  std::optional<size_t> histogram;  // bins
};

constexpr size_t kMostBins = 65536;

// Errors: --k or --exact for another method than k-means, a k out of range, and --k beside --bits.
std::optional<Error> take_codebook_options(const Arguments& arguments, Method& method) {
  if (!arguments.k && !arguments.exact) return std::nullopt;
  auto* options = std::get_if<codebook::Options>(&method);
  if (options == nullptr) {
    return Error{std::string(arguments.k ? "--k" : "--exact") + " does not apply to --method " +
                 arguments.method.method};
  }
  options->exact = arguments.exact;
  if (!arguments.k) return std::nullopt;
  if (arguments.method.bits) return Error{"--k and --bits both say how many centroids: give one of them"};
  if (*arguments.k < 2 || *arguments.k > 256) {
    return Error{"--k is 2 to 256, not " + std::to_string(*arguments.k)};
  }
  options->k = *arguments.k;
  return std::nullopt;
}

// nullopt where the tensors are to be listed.
Result<std::optional<Method>> method_of(const Arguments& arguments) {
  const MethodArguments& m = arguments.method;
  if (!m.method.empty()) {
    if (is_same_file(arguments.out, arguments.ints)) {
      return Error{"--out and --ints name the same file"};
    }
    if (arguments.histogram && !arguments.json) return Error{"--histogram is printed with --json"};
    if (arguments.histogram && (*arguments.histogram < 1 || *arguments.histogram > kMostBins)) {
      return Error{"--histogram is 1 to " + std::to_string(kMostBins) + " bins, not " +
                   std::to_string(*arguments.histogram)};
    }
    MethodArguments given = m;
    given.inputs = !arguments.inputs.empty();
    Result<Method> method = parse_method(given);
    if (!method) return Error{method.error()};
    if (auto error = take_codebook_options(arguments, *method)) return *error;
    return std::optional<Method>(*method);
  }
  const bool other = m.bits || m.mode || m.granularity || m.group_size || m.axis || m.subspaces || m.range ||
                     m.rounding || m.seed || !arguments.inputs.empty() || !arguments.out.empty() ||
                     !arguments.ints.empty() || arguments.k || arguments.exact || arguments.histogram;
  if (other) return Error{"nothing is quantized without --method: one of " + method_names()};
  return std::optional<Method>();
}

std::optional<Error> list(TensorFile file, const Place& place, bool json) {
  if (place.name) {
    Result<TensorInfo> tensor = find(file, place);
    if (!tensor) return Error{tensor.error()};
    file.tensors = {std::move(*tensor)};
  }
  return print(json ? to_json(file) : to_text(file));
}

// The inputs of `arguments`, where there are any.
Result<std::optional<Opened>> open_inputs(const Arguments& arguments) {
  if (arguments.inputs.empty()) return std::optional<Opened>();
  Result<Opened> opened = open(place_of(arguments.inputs));
  if (!opened) return Error{opened.error()};
  return std::optional<Opened>(std::move(*opened));
}

Result<Compression> compress(const Opened& opened, const Method& method,
                             const std::optional<Opened>& inputs) {
  if (!inputs) return roundoff::compress(opened.tensor(), method);
  const Tensor tensor = inputs->tensor();
  return roundoff::compress(opened.tensor(), method, &tensor);
}

std::optional<Error> run(const Arguments& arguments) {
  const Result<std::optional<Method>> method = method_of(arguments);
  if (!method) return Error{method.error()};
  const Place place = place_of(arguments.in);
  const Result<FileView> view = FileView::open(place.path);
  if (!view) return Error{view.error()};
  const Result<TensorFile> file = list_tensors(view->bytes());
  if (!file) return Error{place.path + ": " + file.error()};
  if (!method->has_value()) return list(*file, place, arguments.json);

  const Result<Opened> opened = open(view->bytes(), *file, place);
  if (!opened) return Error{opened.error()};
  const Result<std::optional<Opened>> inputs = open_inputs(arguments);
  if (!inputs) return Error{inputs.error()};
  const Result<Compression> compression = compress(*opened, **method, *inputs);
  if (!compression) return Error{place.path + ": " + compression.error()};

  if (const size_t count = compression->error.not_finite; count > 0) {
    std::fprintf(stderr,
                 "roundoff: %s: NaN or infinite before or after in %zu value%s, which no error counts\n",
                 printable(arguments.in).c_str(), count, count == 1 ? "" : "s");
  }
  if (!arguments.out.empty()) {
    if (auto error = write_file(arguments.out, write_npy(compression->values, opened->info.shape)))
      return error;
  }
  if (!arguments.ints.empty()) {
    const auto npy =
        std::visit([&](const auto& ints) { return write_npy(ints, compression->integers_shape); },
                   compression->integers);
    if (auto error = write_file(arguments.ints, npy)) return error;
  }
  const TensorReport report{opened->info,   arguments.method,
                            *compression,   count_not_finite(opened->values),
                            opened->values, arguments.histogram};
  return print(arguments.json ? to_json(report) : to_text(report));
}

}  // namespace

std::function<std::optional<Error>()> add_tensor(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  MethodArguments& m = arguments->method;
  CLI::App* verb =
      app.add_subcommand("tensor", "List a file's tensors, or quantize one and measure what that costs");
  verb->add_option("FILE", arguments->in,
                   ".npy, .npz, .safetensors or GGUF file; FILE:NAME for one of its tensors")
      ->required();
  verb->add_option(
      "--method", m.method,
      "One of " + method_names() + "; mxfp8 is the one of E4M3; without a method the tensors are listed");
  verb->add_option(
      "--bits", m.bits,
      "Bits of an integer: linear 2 to 8 (8), power_of_two 2 to 8 (4), kmeans and pq 1 to 8 (4)");
  verb->add_option("--k", arguments->k, "kmeans: centroids of each slice, 2 to 256, instead of --bits");
  verb->add_flag("--exact", arguments->exact,
                 "kmeans: the least squared error of all, by dynamic programming, for up to 65536 different "
                 "values a slice");
  verb->add_option("--mode", m.mode, "linear: symmetric, symmetric-full or asymmetric (symmetric)");
  verb->add_option("--granularity", m.granularity,
                   "What shares a scale or codebook: tensor, channel or group (tensor)");
  verb->add_option("--group-size", m.group_size, "Neighbours in a group along the last axis (128)")
      ->check(not_negative);
  verb->add_option("--axis", m.axis, "The channels' axis (0)")->check(not_negative);
  verb->add_option("--subspaces", m.subspaces,
                   "pq: parts of a row, the last axis, each with its own prototypes (8)")
      ->check(not_negative);
  verb->add_option("--range", m.range, "linear: minmax, mse, percentile:P or fixed:MIN,MAX (minmax)");
  verb->add_option("--rounding", m.rounding,
                   "linear: nearest, floor, ceil, stochastic or adaptive (nearest)");
  verb->add_option(
      "--inputs", arguments->inputs,
      "adaptive rounding: a file with inputs of the layer whose weights these are, samples by features");
  verb->add_option("--seed", m.seed, "Seed of stochastic rounding and of pq (1)")->check(not_negative);
  verb->add_option("--out", arguments->out, "Write what the integers stand for here, as a float32 .npy file");
  verb->add_option("--ints", arguments->ints, "Write the integers here, as an .npy file");
  verb->add_option(
          "--histogram", arguments->histogram,
          "With --json: how often values, integers and errors occur, values and errors in so many bins")
      ->check(not_negative);
  verb->add_flag("--json", arguments->json, "Print JSON (sqnr_db is null where nothing was lost)");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
