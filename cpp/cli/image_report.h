// What `roundoff image` found, and how it is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "roundoff/color/rgb.h"
#include "roundoff/measure/picture.h"

namespace roundoff::cli {

// Wall-clock seconds.
struct Seconds {
  double decode = 0;
  double histogram = 0;
  double cluster = 0;
  double assign = 0;  // the nearest palette entry of every colour, then of every pixel
  double encode = 0;  // the indexed PNG
  double total = 0;   // from reading IN to the last file written, the measures among it
};

struct Bytes {
  size_t raw = 0;      // 3 a pixel
  size_t indexed = 0;  // indices at ⌈log2 colors⌉ bits, and the palette
  size_t png = 0;      // the indexed PNG file
};

// The error in levels, and the one at the heatmap's bright end.
struct HeatmapScale {
  double mean = 0;
  double max = 0;
  double scale_max = 0;
};

struct ImageReport {
  size_t width = 0;
  size_t height = 0;
  int k = 0;
  size_t unique_colors = 0;
  bool exact = false;
  double mse = 0;
  double psnr_db = 0;
  double ssim = 0;
  DeltaE delta_e;
  double inertia = 0;
  int iterations = 0;
  Seconds seconds;
  Bytes bytes;
  std::vector<Rgb8> palette;
  std::vector<uint32_t> counts;         // pixels for each palette entry
  std::optional<HeatmapScale> heatmap;  // when one was asked for
};

// JSON, its numbers such that they read back to the same bits; psnr_db is null where it is infinite.
std::string to_json(const ImageReport& report);

// A table for people.
std::string to_text(const ImageReport& report);

}  // namespace roundoff::cli
