#include "cli/sample.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "cli/networks.h"
#include "cli/text.h"
#include "roundoff/base/stopwatch.h"
#include "roundoff/model/evaluate.h"
#include "roundoff/model/run.h"
#include "roundoff/model/sampler.h"
#include "roundoff/tensorfile/npy.h"

namespace roundoff::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string models = kModels;
  std::string network = "diffusion";
  WeightArguments weights;
  size_t count = 64;
  int steps = 12;
  double guidance = 2;
  uint64_t seed = 1;
  std::string out;
  std::string latents;
  size_t scale = 4;
  bool json = false;
};

// hairColor → hair-color, light brown → light-brown
std::string as_option(const std::string& name) {
  std::string option;
  for (const char c : name) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0) option += '-';
    option += c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return option;
}

template <class List, class Name>
std::string listed(const List& list, Name name) {
  std::string text;
  for (size_t i = 0; i < list.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == list.size() ? " or " : ", ") + name(list[i]);
  }
  return text;
}

// "yes" to an attribute that has kinds instead is its first kind: --glasses yes are clear ones.
std::vector<std::string>::const_iterator class_named(const std::vector<std::string>& classes,
                                                     const std::string& value) {
  const auto named = std::find_if(classes.begin(), classes.end(), [&](const std::string& name) {
    return value == name || value == as_option(name);
  });
  const bool may_lack = std::find(classes.begin(), classes.end(), "no") != classes.end();
  if (named != classes.end() || value != "yes" || !may_lack) return named;
  return std::find_if(classes.begin(), classes.end(), [](const std::string& name) { return name != "no"; });
}

// One label for each attribute, from --ATTRIBUTE CLASS or --ATTRIBUTE=CLASS, by the file's own names.
Result<std::vector<int32_t>> labels_from(const std::vector<std::string>& words,
                                         const std::vector<model::Attribute>& attributes) {
  std::vector<int32_t> labels;
  for (const model::Attribute& attribute : attributes) {
    labels.push_back(static_cast<int32_t>(attribute.classes.size()));
  }
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const size_t equals = word.find('=');
    const std::string option = word.substr(0, equals);
    const auto asked = std::find_if(attributes.begin(), attributes.end(), [&](const model::Attribute& a) {
      return option == "--" + as_option(a.name);
    });
    if (asked == attributes.end()) {
      return Error{"a face has " +
                   listed(attributes, [](const auto& a) { return "--" + as_option(a.name); }) + ", not " +
                   printable(option)};
    }
    std::string value;
    if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else if (++i < words.size()) {
      value = words[i];
    }
    const auto chosen = class_named(asked->classes, value);
    if (chosen == asked->classes.end()) {
      return Error{option + " is " + listed(asked->classes, as_option) + ", not " +
                   (value.empty() ? "nothing" : printable(value))};
    }
    labels[static_cast<size_t>(asked - attributes.begin())] =
        static_cast<int32_t>(chosen - asked->classes.begin());
  }
  return labels;
}

std::optional<Error> run(const Arguments& arguments, const std::vector<std::string>& words) {
  if (arguments.scale < 1 || arguments.scale > 64) return Error{"--scale is 1 to 64"};
  const auto file = [&](const std::string& name) { return arguments.models + "/" + name + ".safetensors"; };
  Result<model::Network> diffusion = open_network(file(arguments.network));
  if (!diffusion) return Error{diffusion.error()};
  const Result<model::Network> autoencoder = open_network(file("autoencoder"));
  if (!autoencoder) return Error{autoencoder.error()};
  const Result<model::Network> judge = open_network(file("judge"));
  if (!judge) return Error{judge.error()};
  const Result<std::vector<int32_t>> labels = labels_from(words, diffusion->attributes());
  if (!labels) return Error{labels.error()};
  const Result<model::NetworkReport> report = quantize(*diffusion, arguments.weights);
  if (!report) return Error{report.error()};

  const Stopwatch stopwatch;
  model::SampleOptions options;
  options.faces = arguments.count;
  options.steps = arguments.steps;
  options.guidance = arguments.guidance;
  options.seed = arguments.seed;
  if (arguments.count <= model::kMaxFaces) {
    for (size_t i = 0; i < arguments.count; ++i) {
      options.labels.insert(options.labels.end(), labels->begin(), labels->end());
    }
  }
  const std::vector<int32_t> asked = options.labels;
  Result<model::Sampling> sampling = model::Sampling::of(*diffusion, std::move(options));
  if (!sampling) return Error{sampling.error()};
  while (sampling->done() < sampling->steps()) sampling->step();
  const std::vector<float> latents = sampling->latents();
  const std::vector<uint8_t> rgba = model::to_rgba(
      model::output_of(*autoencoder, *autoencoder->plan("decode"), {latents, arguments.count, {}, {}}));
  const double seconds = stopwatch.seconds();

  if (!arguments.out.empty()) {
    const auto png = grid_png(rgba, arguments.scale);
    if (!png) return Error{png.error()};
    if (auto error = write_file(arguments.out, *png)) return error;
  }
  if (!arguments.latents.empty()) {
    const std::vector<size_t> shape = {arguments.count, model::kLatentNumbers};
    if (auto error = write_file(arguments.latents, write_npy(latents, shape))) return error;
  }
  const model::Judgement judgement = model::judge_faces(*judge, model::from_rgba(rgba));
  const model::Right right = model::right_of(*judge, judgement, asked, arguments.count);
  Json json;
  json["network"] = arguments.network;
  json["count"] = arguments.count;
  json["steps"] = arguments.steps;
  json["guidance"] = arguments.guidance;
  json["seed"] = arguments.seed;
  json["effective_bits"] = report->effective_bits;
  json["bytes"] = {{"before", report->bytes_before}, {"after", report->bytes_after}};
  json["sqnr_db"] = report->sqnr_db;  // JSON has no infinity: written as null
  json["asked"] = Json::object();
  for (size_t i = 0; i < labels->size(); ++i) {
    const model::Attribute& attribute = diffusion->attributes()[i];
    const auto label = static_cast<size_t>((*labels)[i]);
    if (label == attribute.classes.size()) continue;
    json["asked"][attribute.name] = {{"class", attribute.classes[label]}, {"right", right.attributes[i]}};
  }
  json["right"] = right.mean;
  json["seconds"] = seconds;
  if (arguments.json) return print(dump(json));
  std::string text =
      format("faces     %zu, %d steps, guidance %g, seed %llu\n", arguments.count, arguments.steps,
             arguments.guidance, static_cast<unsigned long long>(arguments.seed));
  text += format("weights   %zu bytes of %zu, %.4g bits each\n", report->bytes_after, report->bytes_before,
                 report->effective_bits);
  for (const auto& [name, entry] : json["asked"].items()) {
    text += format("%-16s  %-12s  seen in %.1f %%\n", name.c_str(), entry["class"].get<std::string>().c_str(),
                   100 * entry["right"].get<double>());
  }
  return print(text + format("seconds   %.3f\n", seconds));
}

}  // namespace

std::function<std::optional<Error>()> add_sample(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "sample", "Draw faces: --hair-color green --glasses yes …, by the classes of the model's file");
  verb->allow_extras();
  verb->add_option("--models", arguments->models, "Folder of the networks")->capture_default_str();
  verb->add_option("--network", arguments->network, "diffusion, diffusion_3bit or diffusion_2bit")
      ->capture_default_str();
  verb->add_option("--count", arguments->count, "Faces")->check(not_negative)->capture_default_str();
  verb->add_option("--steps", arguments->steps, "Steps of the sampler")->capture_default_str();
  verb->add_option("--guidance", arguments->guidance, "1: as asked, 0: as if nothing was asked")
      ->capture_default_str();
  verb->add_option("--seed", arguments->seed, "Seed of the noise")
      ->check(not_negative)
      ->capture_default_str();
  add_weight_options(*verb, arguments->weights);
  verb->add_option("--out", arguments->out, "Write the faces here, as a PNG file");
  verb->add_option("--scale", arguments->scale, "Its pixels for one of a face")
      ->check(not_negative)
      ->capture_default_str();
  verb->add_option("--latents", arguments->latents, "Write the latents here, as a float32 .npy file");
  verb->add_flag("--json", arguments->json, "Print JSON (sqnr_db is null where nothing was lost)");
  return [arguments, verb] { return run(*arguments, verb->remaining()); };
}

}  // namespace roundoff::cli
