// A camera in the worker: each frame is written straight into the module's memory, and what became of it is read there.

#include <emscripten/bind.h>

#include <optional>

#include "bindings/values.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/photo/indexed_png.h"
#include "roundoff/video/frame_quantizer.h"
#include "roundoff/video/noise.h"

namespace roundoff::bindings {
namespace {

std::span<const uint8_t> bytes_of(std::span<const Rgba> pixels) {
  return {reinterpret_cast<const uint8_t*>(pixels.data()), pixels.size_bytes()};
}

static_assert(sizeof(Rgb8) == 3);
std::span<const uint8_t> bytes_of(std::span<const Rgb8> colors) {
  return {reinterpret_cast<const uint8_t*>(colors.data()), 3 * colors.size()};
}

class Camera {
 public:
  explicit Camera(FrameQuantizer quantizer)
      : quantizer_(std::move(quantizer)), picture_(quantizer_.width() * quantizer_.height()) {}

  val frame() { return view_of(bytes_of(quantizer_.frame())); }
  void set_noise(double sigma, double seed) { noise_.emplace(sigma, static_cast<uint64_t>(seed)); }
  void add_noise() {
    if (noise_) noise_->add_to(quantizer_.frame());
  }

  // Undefined, or a string.
  val cluster(int k, const std::string& mode) {
    const auto options = FrameOptions::of(k, mode);
    if (!options.ok()) return val(options.error());
    quantizer_.cluster(*options);
    return val::undefined();
  }
  void assign() { quantizer_.assign(); }
  // What assign() works on, and where to write what it would find; take() then takes it.
  val denoised() const { return view_of(bytes_of(quantizer_.denoised())); }
  val stickiness() {
    stickiness_ = quantizer_.stickiness();
    return view_of(stickiness_);
  }
  val found() {
    found_.resize(picture_.size());
    return view_of(found_);
  }
  bool take() { return quantizer_.take(found_); }
  val paint() {
    quantizer_.paint(picture_);
    return view_of(bytes_of(picture_));
  }
  val paint_error() {
    quantizer_.paint_error(picture_);
    return view_of(bytes_of(picture_));
  }

  double changed() const { return quantizer_.flicker().changed; }
  int palette_step() const { return quantizer_.flicker().palette_step; }
  double noise() const { return quantizer_.noise(); }
  double error_scale() const { return static_cast<double>(quantizer_.error_scale()); }
  double mse() const { return quantizer_.mse(); }
  double raw_bytes() const { return 3.0 * static_cast<double>(picture_.size()); }
  double indexed() const {
    return static_cast<double>(
        indexed_bytes(quantizer_.width(), quantizer_.height(), quantizer_.palette().size()));
  }
  val palette() const { return view_of(bytes_of(quantizer_.palette())); }
  val indices() const { return view_of(quantizer_.indices().flat()); }
  val counts() {
    counts_ = quantizer_.counts();
    return view_of(counts_);
  }
  val png(bool mirrored) {
    auto file = quantizer_.png(mirrored);
    if (!file.ok()) return val(file.error());
    png_ = std::move(*file);
    return view_of(png_);
  }

 private:
  FrameQuantizer quantizer_;
  std::vector<Rgba> picture_;
  std::optional<SensorNoise> noise_;
  std::vector<int32_t> stickiness_;
  std::vector<uint8_t> found_;
  std::vector<uint32_t> counts_;
  std::vector<uint8_t> png_;
};

val open_camera(int width, int height) {
  auto quantizer = FrameQuantizer::of(static_cast<size_t>(width), static_cast<size_t>(height));
  if (!quantizer.ok()) return val(quantizer.error());
  return val(std::make_shared<Camera>(std::move(*quantizer)));
}

val color_map() { return view_of(bytes_of(heat_colors())); }

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_camera) {
  emscripten::function("openCamera", &open_camera);
  emscripten::function("colorMap", &color_map);

  emscripten::class_<Camera>("Camera")
      .smart_ptr<std::shared_ptr<Camera>>("CameraPointer")
      .property("changed", &Camera::changed)
      .property("paletteStep", &Camera::palette_step)
      .property("noise", &Camera::noise)
      .property("errorScale", &Camera::error_scale)
      .property("rawBytes", &Camera::raw_bytes)
      .property("indexedBytes", &Camera::indexed)
      .function("frame", &Camera::frame)
      .function("setNoise", &Camera::set_noise)
      .function("addNoise", &Camera::add_noise)
      .function("cluster", &Camera::cluster)
      .function("assign", &Camera::assign)
      .function("denoised", &Camera::denoised)
      .function("stickiness", &Camera::stickiness)
      .function("found", &Camera::found)
      .function("take", &Camera::take)
      .function("paint", &Camera::paint)
      .function("paintError", &Camera::paint_error)
      .function("mse", &Camera::mse)
      .function("palette", &Camera::palette)
      .function("indices", &Camera::indices)
      .function("counts", &Camera::counts)
      .function("png", &Camera::png);
}

}  // namespace roundoff::bindings
