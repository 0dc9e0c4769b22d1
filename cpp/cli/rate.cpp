#include "cli/rate.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/open_tensor.h"
#include "cli/text.h"
#include "roundoff/compress/rate.h"

namespace roundoff::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string in;
  bool json = false;
};

struct Curves {
  RateBounds bounds;
  std::vector<RatePoint> points;  // curve after curve
};

Result<Curves> curves_of(const Tensor& tensor) {
  const Result<RateBounds> bounds = rate_bounds(tensor);
  if (!bounds) return Error{bounds.error()};
  Curves curves{*bounds, {}};
  for (const RateQuantizer quantizer :
       {RateQuantizer::kLinear, RateQuantizer::kUniform, RateQuantizer::kKMeans}) {
    const Result<std::vector<RatePoint>> curve = rate_curve(tensor, quantizer);
    if (!curve) return Error{curve.error()};
    curves.points.insert(curves.points.end(), curve->begin(), curve->end());
  }
  return curves;
}

// JSON has no infinity: written as null.
std::string to_json(const TensorInfo& info, const Curves& curves) {
  Json json;
  json["shape"] = info.shape;
  json["dtype"] = info.dtype;
  json["values"] = curves.bounds.values;
  json["mean"] = curves.bounds.mean;
  json["variance"] = curves.bounds.variance;
  json["bounds"] = {{"gaussian_db", curves.bounds.gaussian_db},
                    {"own_db", curves.bounds.own_db ? Json(*curves.bounds.own_db) : Json()},
                    {"db_per_bit", kDecibelsPerBit}};
  json["points"] = Json::array();
  for (const RatePoint& p : curves.points) {
    Json point;
    point["quantizer"] = name_of(p.setting.quantizer);
    if (p.setting.quantizer == RateQuantizer::kUniform) {
      point["step"] = p.setting.step;
    } else {
      point["bits"] = p.setting.bits;
    }
    point["symbols"] = p.symbols;
    point["fixed"] = p.fixed;
    point["entropy"] = p.entropy;
    point["huffman"] = p.huffman;
    point["codebook"] = p.codebook;
    point["code"] = p.code;
    point["sqnr_db"] = p.sqnr_db;
    json["points"].push_back(std::move(point));
  }
  return json.dump(2) + "\n";
}

std::string to_text(const Curves& curves) {
  const RateBounds& bounds = curves.bounds;
  std::string text =
      format("values    %zu, mean %.6g, variance %.6g\n", bounds.values, bounds.mean, bounds.variance);
  text += format("bounds    Gaussian %.2f dB + %.2f dB a bit", bounds.gaussian_db, kDecibelsPerBit);
  if (bounds.own_db) text += format("   these values %.2f dB + as much", *bounds.own_db);
  text += "\n\nquantizer        setting  symbols   fixed  entropy  Huffman   tables     SQNR\n";
  for (const RatePoint& p : curves.points) {
    const std::string setting = p.setting.quantizer == RateQuantizer::kUniform
                                    ? format("step %.4g", p.setting.step)
                                    : format("%d bits", p.setting.bits);
    text += format("%-9s %14s  %7zu  %6.0f  %7.3f  %7.3f  %7.3f  %7.2f\n",
                   std::string(name_of(p.setting.quantizer)).c_str(), setting.c_str(), p.symbols, p.fixed,
                   p.entropy, p.huffman, p.codebook + p.code, p.sqnr_db);
  }
  return text;
}

std::optional<Error> run(const Arguments& arguments) {
  const Place place = place_of(arguments.in);
  const Result<Opened> opened = open(place);
  if (!opened) return Error{opened.error()};
  const Result<Curves> curves = curves_of(opened->tensor());
  if (!curves) return Error{place.path + ": " + curves.error()};
  return print(arguments.json ? to_json(opened->info, *curves) : to_text(*curves));
}

}  // namespace

std::function<std::optional<Error>()> add_rate(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "rate",
      "A tensor's error against its bits: fixed length, entropy and Huffman code, beside Shannon's bounds");
  verb->add_option("FILE", arguments->in,
                   ".npy, .npz, .safetensors or GGUF file; FILE:NAME for one of its tensors")
      ->required();
  verb->add_flag("--json", arguments->json, "Print JSON (an infinite number of decibels is null)");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
