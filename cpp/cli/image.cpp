#include "cli/image.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "cli/image_report.h"
#include "cli/text.h"
#include "roundoff/base/stopwatch.h"
#include "roundoff/cluster/kmeans.h"
#include "roundoff/color/histogram.h"
#include "roundoff/measure/error_map.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/picture.h"
#include "roundoff/measure/ssim.h"
#include "roundoff/photo/decode.h"
#include "roundoff/photo/file_header.h"
#include "roundoff/photo/indexed_png.h"

namespace roundoff::cli {
namespace {

struct Arguments {
  std::string in;
  int k = 16;
  std::string space = "srgb";
  uint64_t seed = 1;
  std::string seeding = "split";
  std::string out;
  std::string heatmap;
  bool json = false;
};

Result<KMeansOptions> options_of(const Arguments& arguments) {
  const auto space = parse_color_space(arguments.space);
  if (!space) return Error{"--space is srgb, linear or oklab, not " + arguments.space};
  const auto seeding = parse_seeding(arguments.seeding);
  if (!seeding) return Error{"--seeding is split, kmeans++, random or corner, not " + arguments.seeding};
  if (arguments.k < 1 || arguments.k > kMaxColors) {
    return Error{"-k is 1 to " + std::to_string(kMaxColors) + ", not " + std::to_string(arguments.k)};
  }
  if (is_same_file(arguments.out, arguments.heatmap)) {
    return Error{"--out and --heatmap name the same file"};
  }
  KMeansOptions options;
  options.k = arguments.k;
  options.space = *space;
  options.seeding = *seeding;
  options.seed = arguments.seed;
  return options;
}

// One line on stderr where the decoder's pixels are not those that a browser shows.
void warn_of_traits(const std::string& path, const FileTraits& traits) {
  std::string notes;
  const auto note = [&](bool present, const char* what) {
    if (present) notes += (notes.empty() ? "its " : ", its ") + std::string(what);
  };
  note(traits.orientation, "EXIF orientation is ignored");
  note(traits.color_profile, "colour profile is ignored");
  note(traits.cmyk, "CMYK inks are converted without a profile");
  if (!notes.empty()) std::fprintf(stderr, "roundoff: %s: %s\n", path.c_str(), notes.c_str());
}

std::vector<Rgb8> lookup(std::span<const uint8_t> indices, std::span<const Rgb8> palette) {
  std::vector<Rgb8> colors;
  colors.reserve(indices.size());
  for (const uint8_t index : indices) colors.push_back(palette[index]);
  return colors;
}

// The error's heatmap as a PNG file: its colours are the map's 256, so it is an indexed one.
Result<std::vector<uint8_t>> heatmap_png(const ErrorMap& map, float scale, size_t width, size_t height) {
  const std::vector<uint8_t> levels = heat_levels(map.error, scale);
  return encode_indexed_png({levels.data(), height, width}, heat_colors());
}

std::optional<Error> run(const Arguments& arguments) {
  const Stopwatch total;
  const Result<KMeansOptions> options = options_of(arguments);
  if (!options) return Error{options.error()};

  const Result<std::vector<uint8_t>> file = read_file(arguments.in);
  if (!file) return Error{file.error()};
  ImageReport report;
  const Result<Photo> photo = timed(report.seconds.decode, [&] { return decode(*file); });
  if (!photo) return Error{arguments.in + ": " + photo.error()};
  warn_of_traits(arguments.in, read_file_header(*file)->traits);

  const Span2D<const Rgb8> before = photo->view();
  const ColorHistogram histogram = timed(report.seconds.histogram, [&] { return ColorHistogram(before); });
  ColorQuantizer quantizer(histogram);
  const Result<Palette> palette = timed(report.seconds.cluster, [&] { return quantizer.cluster(*options); });
  if (!palette) return Error{palette.error()};
  PaletteUse use;
  const std::vector<uint8_t> indices = timed(report.seconds.assign, [&] {
    use = quantizer.use(palette->colors, options->space);
    return pixel_indices(histogram, use);
  });
  const Result<std::vector<uint8_t>> png = timed(report.seconds.encode, [&] {
    return encode_indexed_png({indices.data(), before.height(), before.width()}, palette->colors);
  });
  if (!png) return Error{png.error()};

  const std::vector<Rgb8> colors = lookup(indices, palette->colors);
  const Span2D<const Rgb8> after{colors.data(), before.height(), before.width()};
  report.width = before.width();
  report.height = before.height();
  report.k = options->k;
  report.unique_colors = histogram.size();
  report.exact = palette->exact;
  report.mse = static_cast<double>(use.squared_error) / static_cast<double>(before.size());
  report.psnr_db = psnr_db(report.mse);
  report.ssim = SsimReference(before).compare(after);
  report.delta_e =
      delta_e(histogram.colors(), lookup(use.entry_of_color, palette->colors), histogram.counts());
  report.inertia = palette->inertia;
  report.iterations = palette->iterations;
  report.palette = palette->colors;
  report.counts = use.counts;
  report.bytes = {before.size() * 3, indexed_bytes(report.width, report.height, palette->colors.size()),
                  png->size()};

  if (!arguments.heatmap.empty()) {
    const ErrorMap map = error_map(before, after);
    const float scale = heat_scale(map.error);
    report.heatmap = {map.mean, static_cast<double>(map.max), static_cast<double>(scale)};
    const auto heat = heatmap_png(map, scale, report.width, report.height);
    if (!heat) return Error{heat.error()};
    if (auto error = write_file(arguments.heatmap, *heat)) return error;
  }
  if (!arguments.out.empty()) {
    if (auto error = write_file(arguments.out, *png)) return error;
  }
  report.seconds.total = total.seconds();
  return print(arguments.json ? to_json(report) : to_text(report));
}

}  // namespace

std::function<std::optional<Error>()> add_image(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb =
      app.add_subcommand("image", "Share a photo's colours out among k, and measure what that costs");
  verb->add_option("IN", arguments->in, "JPEG or PNG file")->required();
  verb->add_option("-k", arguments->k, "Palette entries, 1 to 256")->capture_default_str();
  verb->add_option("--space", arguments->space, "Colour space to cluster in: srgb, linear or oklab")
      ->capture_default_str();
  verb->add_option("--seeding", arguments->seeding, "First centroids: split, kmeans++, random or corner")
      ->capture_default_str();
  verb->add_option("--seed", arguments->seed, "Seed of the seedings that draw lots")
      ->check(not_negative)
      ->capture_default_str();
  verb->add_option("--out", arguments->out, "Write the indexed PNG file here");
  verb->add_option("--heatmap", arguments->heatmap, "Write the error of every pixel here, as a PNG file");
  verb->add_flag("--json", arguments->json, "Print JSON (psnr_db is null where the result is exact)");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
