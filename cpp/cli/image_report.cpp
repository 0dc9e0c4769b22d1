#include "cli/image_report.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/text.h"

namespace roundoff::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string hex(Rgb8 color) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", color.r, color.g, color.b);
  return text.data();
}

}  // namespace

std::string to_json(const ImageReport& r) {
  Json json;
  json["width"] = r.width;
  json["height"] = r.height;
  json["k"] = r.k;
  json["unique_colors"] = r.unique_colors;
  json["colors"] = r.palette.size();
  json["exact"] = r.exact;
  json["mse"] = r.mse;
  json["psnr_db"] = std::isinf(r.psnr_db) ? Json() : Json(r.psnr_db);
  json["ssim"] = r.ssim;
  json["delta_e"] = {{"mean", r.delta_e.mean}, {"max", r.delta_e.max}};
  json["inertia"] = r.inertia;
  json["iterations"] = r.iterations;
  json["seconds"] = {{"decode", r.seconds.decode},   {"histogram", r.seconds.histogram},
                     {"cluster", r.seconds.cluster}, {"assign", r.seconds.assign},
                     {"encode", r.seconds.encode},   {"total", r.seconds.total}};
  json["bytes"] = {{"raw", r.bytes.raw}, {"indexed", r.bytes.indexed}, {"png", r.bytes.png}};
  json["palette"] = Json::array();
  for (const Rgb8 color : r.palette) json["palette"].push_back(hex(color));
  json["counts"] = r.counts;
  if (r.heatmap) {
    json["heatmap"] = {
        {"mean", r.heatmap->mean}, {"max", r.heatmap->max}, {"scale_max", r.heatmap->scale_max}};
  }
  return json.dump(2) + "\n";
}

std::string to_text(const ImageReport& r) {
  const Seconds& s = r.seconds;
  std::string text;
  text += format("picture   %zu × %zu pixels, %zu unique colours\n", r.width, r.height, r.unique_colors);
  text += format("palette   %zu colour%s of k = %d%s\n", r.palette.size(), r.palette.size() == 1 ? "" : "s",
                 r.k, r.exact ? ": exact, every colour of the picture has its own entry" : "");
  text += format("error     MSE %.3f   PSNR %.2f dB   SSIM %.4f   ΔE mean %.4f, max %.4f\n", r.mse, r.psnr_db,
                 r.ssim, r.delta_e.mean, r.delta_e.max);
  text += format("k-means   inertia %.6g after %d iterations\n", r.inertia, r.iterations);
  text += format("bytes     raw %zu   indexed %zu   PNG %zu\n", r.bytes.raw, r.bytes.indexed, r.bytes.png);
  text += format(
      "seconds   decode %.3f   histogram %.3f   cluster %.3f   assign %.3f   encode %.3f   total %.3f\n",
      s.decode, s.histogram, s.cluster, s.assign, s.encode, s.total);
  if (r.heatmap) {
    text += format("heatmap   error in levels: mean %.2f   max %.2f   bright end at %.0f\n", r.heatmap->mean,
                   r.heatmap->max, r.heatmap->scale_max);
  }
  return text;
}

}  // namespace roundoff::cli
