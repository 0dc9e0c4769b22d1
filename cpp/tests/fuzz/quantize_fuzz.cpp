// Any small picture with any parameters: palette, indices, measures and the PNG file agree with each other.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "roundoff/cluster/kmeans.h"
#include "roundoff/color/histogram.h"
#include "roundoff/measure/error_map.h"
#include "roundoff/measure/picture.h"
#include "roundoff/measure/ssim.h"
#include "roundoff/photo/decode.h"
#include "roundoff/photo/indexed_png.h"
#include "tests/fuzz/check.h"

using roundoff::fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace roundoff;
  FuzzedDataProvider input(data, size);
  KMeansOptions options;
  options.k = input.ConsumeIntegralInRange(-1, kMaxColors + 1);
  options.space = input.PickValueInArray({ColorSpace::kSrgb, ColorSpace::kLinear, ColorSpace::kOklab});
  options.seeding =
      input.PickValueInArray({Seeding::kSplit, Seeding::kPlusPlus, Seeding::kRandom, Seeding::kCorner});
  options.effort = input.PickValueInArray({Effort::kDraft, Effort::kFull});
  options.trace = input.ConsumeBool();
  options.seed = input.ConsumeIntegral<uint64_t>();
  const size_t columns = input.ConsumeIntegralInRange<size_t>(1, 64);
  std::vector<uint8_t> rgba = input.ConsumeRemainingBytes<uint8_t>();
  const size_t width = std::min(columns, rgba.size() / 4);
  const size_t height = width == 0 ? 0 : std::min<size_t>(rgba.size() / 4 / width, 64);
  rgba.resize(width * height * 4);

  const auto photo = Photo::from_rgba(rgba, width, height);
  check(photo.ok() == (width > 0), "RGBA of the right length is a picture unless it is empty");
  if (!photo.ok()) return 0;
  const Span2D<const Rgb8> before = photo->view();
  const ColorHistogram histogram(before);
  ColorQuantizer quantizer(histogram);
  const auto palette = quantizer.cluster(options);
  check(palette.ok() == (options.k >= 1 && options.k <= kMaxColors), "k from 1 to 256, and no other");
  if (!palette.ok()) return 0;

  const std::vector<Rgb8>& colors = palette->colors;
  check(!colors.empty() && colors.size() <= static_cast<size_t>(options.k), "at most k colours");
  check(palette->inertia >= 0 && std::isfinite(palette->inertia), "inertia is finite");
  const PaletteUse use = quantizer.use(colors, options.space);
  check(use.counts.size() == colors.size(), "one count a colour");
  check(std::accumulate(use.counts.begin(), use.counts.end(), uint64_t{0}) == before.size(),
        "the counts sum to the pixels");
  const std::vector<uint8_t> indices = pixel_indices(histogram, use);
  check(indices.size() == before.size(), "one index a pixel");
  std::vector<Rgb8> after_pixels;
  for (const uint8_t index : indices) {
    check(index < colors.size(), "indices lie in the palette");
    after_pixels.push_back(colors[index]);
  }
  const Span2D<const Rgb8> after{after_pixels.data(), height, width};
  const double mse = mean_squared_error(before, after);
  check(mse == static_cast<double>(use.squared_error) / static_cast<double>(before.size()),
        "the histogram's error is the picture's");
  if (palette->exact) check(mse == 0, "an exact palette has no error");

  const double ssim = SsimReference(before).compare(after);
  check(ssim >= -1.001 && ssim <= 1.001, "SSIM lies in −1 … 1");
  const ErrorMap map = error_map(before, after);
  check(map.mean <= static_cast<double>(map.max) + 1e-3, "no mean error above the largest");
  for (const Region& region : worst_regions({map.error.data(), height, width}, 8, 3)) {
    check(region.x + region.size <= width && region.y + region.size <= height,
          "worst regions lie in the picture");
  }

  const auto png = encode_indexed_png({indices.data(), height, width}, colors);
  check(png.ok(), "every palette can be written");
  const auto read = decode(*png);
  check(read.ok() && std::equal(after_pixels.begin(), after_pixels.end(), read->view().flat().begin()),
        "the PNG file holds the quantized picture");
  return 0;
}
