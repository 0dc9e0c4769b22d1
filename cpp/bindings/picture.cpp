// A picture in the worker: handed over once, asked often. Nothing is computed here.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bindings/values.h"
#include "roundoff/base/stopwatch.h"
#include "roundoff/cluster/kmeans.h"
#include "roundoff/measure/error_map.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/picture.h"
#include "roundoff/measure/ssim.h"
#include "roundoff/photo/decode.h"
#include "roundoff/photo/file_header.h"
#include "roundoff/photo/indexed_png.h"
#include "roundoff/photo/paint.h"

namespace roundoff {
namespace {

using bindings::val;
using bindings::view_of;

// Rgb8 is three bytes without gaps, so colours are their own byte view.
static_assert(sizeof(Rgb8) == 3);
std::span<const uint8_t> bytes_of(std::span<const Rgb8> colors) {
  return {reinterpret_cast<const uint8_t*>(colors.data()), 3 * colors.size()};
}

// The worst regions: three squares whose side is a twelfth of the picture's shorter one.
constexpr size_t kWorstRegions = 3;
constexpr size_t kRegionsAcross = 12;

// Stays where it is: the quantizer refers to the histogram.
struct Opened {
  explicit Opened(Photo opened) : photo(std::move(opened)), histogram(photo.view()), quantizer(histogram) {}

  Photo photo;
  ColorHistogram histogram;
  ColorQuantizer quantizer;
  std::optional<SsimReference> ssim;  // made when first asked for
};

class Quantization {
 public:
  Quantization(std::shared_ptr<Opened> picture, Palette palette, ColorSpace space, double cluster_seconds)
      : picture_(std::move(picture)), palette_(std::move(palette)), cluster_seconds_(cluster_seconds) {
    Stopwatch watch;
    use_ = picture_->quantizer.use(palette_.colors, space);
    indices_ = pixel_indices(picture_->histogram, use_);
    assign_seconds_ = watch.lap();
    rgba_.resize(4 * indices_.size());
    paint_indexed(indices_, palette_.colors, rgba_);
    paint_seconds_ = watch.lap();
  }

  int colors() const { return static_cast<int>(palette_.colors.size()); }
  bool exact() const { return palette_.exact; }
  double inertia() const { return palette_.inertia; }
  int iterations() const { return palette_.iterations; }
  double cluster_seconds() const { return cluster_seconds_; }
  double assign_seconds() const { return assign_seconds_; }
  double paint_seconds() const { return paint_seconds_; }
  double mse() const {
    return static_cast<double>(use_.squared_error) / static_cast<double>(indices_.size());
  }
  double psnr() const { return psnr_db(mse()); }
  double raw_bytes() const { return 3.0 * static_cast<double>(indices_.size()); }
  double indexed() const {
    return static_cast<double>(
        indexed_bytes(picture_->photo.width(), picture_->photo.height(), palette_.colors.size()));
  }

  val palette() const { return view_of(bytes_of(palette_.colors)); }
  val counts() const { return view_of(std::span<const uint32_t>(use_.counts)); }
  val indices() const { return view_of(std::span<const uint8_t>(indices_)); }
  val rgba() const { return view_of(std::span<const uint8_t>(rgba_)); }

  double ssim() {
    if (!picture_->ssim) picture_->ssim.emplace(picture_->photo.view());
    const std::vector<Rgb8> after = pixels();
    return picture_->ssim->compare({after.data(), picture_->photo.height(), picture_->photo.width()});
  }

  val delta_e() const {
    std::vector<Rgb8> after;
    for (const uint8_t entry : use_.entry_of_color) after.push_back(palette_.colors[entry]);
    const DeltaE found = roundoff::delta_e(picture_->histogram.colors(), after, picture_->histogram.counts());
    val result = val::object();
    result.set("mean", found.mean);
    result.set("max", found.max);
    return result;
  }

  // A view of the file, or a string.
  val png() {
    if (png_.empty()) {
      auto encoded = encode_indexed_png({indices_.data(), picture_->photo.height(), picture_->photo.width()},
                                        palette_.colors);
      if (!encoded.ok()) return val(encoded.error());
      png_ = std::move(*encoded);
    }
    return view_of(std::span<const uint8_t>(png_));
  }

  val error_map() {
    const std::vector<Rgb8> after = pixels();
    const Span2D<const Rgb8> before = picture_->photo.view();
    map_ = roundoff::error_map(before, {after.data(), before.height(), before.width()});
    heat_.resize(rgba_.size());
    const float scale_max = heat_scale(map_.error);
    paint_heat(map_.error, scale_max, heat_);

    val worst = val::array();
    const size_t side = std::max<size_t>(1, std::min(before.width(), before.height()) / kRegionsAcross);
    for (const Region& region :
         worst_regions({map_.error.data(), before.height(), before.width()}, side, kWorstRegions)) {
      val entry = val::object();
      entry.set("x", region.x);
      entry.set("y", region.y);
      entry.set("size", region.size);
      entry.set("mean", region.mean);
      worst.call<void>("push", entry);
    }
    val result = val::object();
    result.set("error", view_of(std::span<const float>(map_.error)));
    result.set("rgba", view_of(std::span<const uint8_t>(heat_)));
    result.set("scaleMax", scale_max);
    result.set("mean", map_.mean);
    result.set("max", map_.max);
    result.set("worst", worst);
    return result;
  }

 private:
  std::vector<Rgb8> pixels() const {
    std::vector<Rgb8> after;
    after.reserve(indices_.size());
    for (const uint8_t index : indices_) after.push_back(palette_.colors[index]);
    return after;
  }

  std::shared_ptr<Opened> picture_;
  Palette palette_;
  PaletteUse use_;
  std::vector<uint8_t> indices_;
  std::vector<uint8_t> rgba_;
  std::vector<uint8_t> png_;
  ErrorMap map_;
  std::vector<uint8_t> heat_;
  double cluster_seconds_ = 0;
  double assign_seconds_ = 0;
  double paint_seconds_ = 0;
};

std::optional<KMeansOptions> parse_options(const val& from) {
  const auto space = parse_color_space(from["space"].as<std::string>());
  const auto seeding = parse_seeding(from["seeding"].as<std::string>());
  if (!space || !seeding) return std::nullopt;
  KMeansOptions options;
  options.k = from["k"].as<int>();
  options.space = *space;
  options.seeding = *seeding;
  options.seed = static_cast<uint64_t>(from["seed"].as<double>());
  options.effort = from["effort"].as<std::string>() == "draft" ? Effort::kDraft : Effort::kFull;
  return options;
}

class Picture {
 public:
  explicit Picture(Photo photo) : opened_(std::make_shared<Opened>(std::move(photo))) {}

  int width() const { return static_cast<int>(opened_->photo.width()); }
  int height() const { return static_cast<int>(opened_->photo.height()); }
  int unique_colors() const { return static_cast<int>(opened_->histogram.size()); }

  val rgba() {
    rgba_.resize(4 * opened_->photo.pixels());
    paint_rgb(opened_->photo.view().flat(), rgba_);
    return view_of(std::span<const uint8_t>(rgba_));
  }

  val quantize(const val& from) const {
    const auto options = parse_options(from);
    if (!options) return val("unknown colour space or seeding");
    const Stopwatch watch;
    Result<Palette> palette = opened_->quantizer.cluster(*options);
    if (!palette.ok()) return val(palette.error());
    return val(std::make_shared<Quantization>(opened_, std::move(*palette), options->space, watch.seconds()));
  }

  // In the colours of 1 … 256 × 3 bytes as they are, in their order, or in those that k-means makes of them; by distance
  // in sRGB. Or a string.
  val paint_with(const val& bytes, bool settle) const {
    const std::vector<uint8_t> levels = emscripten::convertJSArrayToNumberVector<uint8_t>(bytes);
    const size_t k = levels.size() / 3;
    if (levels.size() % 3 != 0 || k < 1 || k > static_cast<size_t>(kMaxColors))
      return val("a palette has 1 to 256 colours of 3 bytes each");
    Palette palette;
    for (size_t i = 0; i < k; ++i)
      palette.colors.push_back({levels[3 * i], levels[3 * i + 1], levels[3 * i + 2]});
    const Stopwatch watch;
    if (settle) palette = opened_->quantizer.settle(palette.colors, ColorSpace::kSrgb);
    return val(
        std::make_shared<Quantization>(opened_, std::move(palette), ColorSpace::kSrgb, watch.seconds()));
  }

  // Each frame's centroids, k × 3 levels, who joins them, and the mean squared errors, or a string.
  val steps(const val& from) const {
    auto options = parse_options(from);
    if (!options) return val("unknown colour space or seeding");
    options->trace = true;
    const auto palette = opened_->quantizer.cluster(*options);
    if (!palette.ok()) return val(palette.error());
    val frames = val::array();
    val nearest = val::array();
    val mse = val::array();
    for (const TraceFrame& frame : palette->trace) {
      const std::span<const float> levels(frame.centroids.data()->data(), 3 * frame.centroids.size());
      frames.call<void>("push", view_of(levels).call<val>("slice"));
      nearest.call<void>("push", view_of(std::span<const uint8_t>(frame.nearest)).call<val>("slice"));
      mse.call<void>("push", frame.mse);
    }
    val result = val::object();
    result.set("frames", frames);
    result.set("nearest", nearest);
    result.set("mse", mse);
    return result;
  }

  val cloud() {
    const PointSet& points = opened_->quantizer.points(ColorSpace::kSrgb).coarsest;
    positions_.clear();
    counts_.clear();
    for (size_t i = 0; i < points.size(); ++i) {
      const auto point = points.point(i);
      positions_.insert(positions_.end(), point.begin(), point.end());
      counts_.push_back(static_cast<uint32_t>(points.moments[i].weight));
    }
    val result = val::object();
    result.set("positions", view_of(std::span<const float>(positions_)));
    result.set("counts", view_of(std::span<const uint32_t>(counts_)));
    return result;
  }

 private:
  std::shared_ptr<Opened> opened_;
  std::vector<uint8_t> rgba_;
  std::vector<float> positions_;
  std::vector<uint32_t> counts_;
};

val opened_or_error(Result<Photo> photo) {
  if (!photo.ok()) return val(photo.error());
  return val(std::make_shared<Picture>(std::move(*photo)));
}

val picture_from_rgba(const val& bytes, int width, int height) {
  const std::vector<uint8_t> rgba = emscripten::convertJSArrayToNumberVector<uint8_t>(bytes);
  return opened_or_error(Photo::from_rgba(rgba, static_cast<size_t>(width), static_cast<size_t>(height)));
}

val picture_from_file(const val& bytes) {
  return opened_or_error(decode(emscripten::convertJSArrayToNumberVector<uint8_t>(bytes)));
}

// What a JPEG or PNG says of itself, or a string.
val inspect_file(const val& bytes) {
  const std::vector<uint8_t> file = emscripten::convertJSArrayToNumberVector<uint8_t>(bytes);
  const auto header = read_file_header(file);
  if (!header.ok()) return val(header.error());
  val result = val::object();
  result.set("width", header->width);
  result.set("height", header->height);
  result.set("plain", header->traits.plain());
  return result;
}

val color_map() { return view_of(bytes_of(heat_colors())); }

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_picture) {
  emscripten::function("pictureFromRgba", &picture_from_rgba);
  emscripten::function("pictureFromFile", &picture_from_file);
  emscripten::function("inspectFile", &inspect_file);
  emscripten::function("colorMap", &color_map);

  emscripten::class_<Picture>("Picture")
      .smart_ptr<std::shared_ptr<Picture>>("PicturePointer")
      .property("width", &Picture::width)
      .property("height", &Picture::height)
      .property("uniqueColors", &Picture::unique_colors)
      .function("rgba", &Picture::rgba)
      .function("quantize", &Picture::quantize)
      .function("paintWith", &Picture::paint_with)
      .function("steps", &Picture::steps)
      .function("cloud", &Picture::cloud);

  emscripten::class_<Quantization>("Quantization")
      .smart_ptr<std::shared_ptr<Quantization>>("QuantizationPointer")
      .property("colors", &Quantization::colors)
      .property("exact", &Quantization::exact)
      .property("inertia", &Quantization::inertia)
      .property("iterations", &Quantization::iterations)
      .property("clusterSeconds", &Quantization::cluster_seconds)
      .property("assignSeconds", &Quantization::assign_seconds)
      .property("paintSeconds", &Quantization::paint_seconds)
      .property("mse", &Quantization::mse)
      .property("psnrDb", &Quantization::psnr)
      .property("rawBytes", &Quantization::raw_bytes)
      .property("indexedBytes", &Quantization::indexed)
      .function("palette", &Quantization::palette)
      .function("counts", &Quantization::counts)
      .function("indices", &Quantization::indices)
      .function("rgba", &Quantization::rgba)
      .function("ssim", &Quantization::ssim)
      .function("deltaE", &Quantization::delta_e)
      .function("png", &Quantization::png)
      .function("errorMap", &Quantization::error_map);
}

}  // namespace roundoff
