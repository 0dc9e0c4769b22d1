#include "roundoff/video/frame_quantizer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <string>

#include "roundoff/measure/error_map.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/photo/indexed_png.h"
#include "roundoff/photo/paint.h"

namespace roundoff {
namespace {

// All in standard deviations of the noise unless said otherwise.
// Further than this from its mean no noise carries a pixel: one in a hundred thousand.
constexpr double kReach = 4.6;
// How far beyond the middle between two entries a pixel's mean must be before it changes: the mean has 0.26 of the noise.
constexpr double kMargin = 1.25;
constexpr double kMarginLevels = 0.5;  // and what rounding the mean to levels adds
// Cameras' noise in levels, so that neither a clean nor a wildly moving scene misleads the estimate.
constexpr double kLeastNoise = 0.5;
constexpr double kMostNoise = 6;
constexpr double kNoiseWeight = 0.25;    // of each frame
constexpr double kTooMuchMotion = 0.25;  // share of the pixels that moved
constexpr double kCreep = 0.01;          // levels a frame
// With a larger share of the pixels moved, the scene is another one.
constexpr double kCut = 0.4;
// The error map's scale follows when it is off by more than this share.
constexpr float kScaleSlack = 0.25F;

std::span<uint8_t> bytes_of(std::span<Rgba> pixels) {
  return {reinterpret_cast<uint8_t*>(pixels.data()), pixels.size_bytes()};
}

}  // namespace

Result<FrameOptions> FrameOptions::of(int k, std::string_view mode) {
  if (k < 1 || k > static_cast<int>(kMaxEntries)) {
    return Error{"k must be between 1 and " + std::to_string(kMaxEntries) + ", not " + std::to_string(k)};
  }
  FrameOptions options{static_cast<size_t>(k)};
  if (mode == "new") {
    options.mode = PaletteMode::kNew;
  } else if (mode == "frozen") {
    options.mode = PaletteMode::kFrozen;
  } else if (mode != "follow") {
    return Error{"a palette is new, follow or frozen, not '" + std::string(mode) + "'"};
  }
  return options;
}

Result<FrameQuantizer> FrameQuantizer::of(size_t width, size_t height) {
  if (width == 0 || height == 0) return Error{"the frame has no pixels"};
  if (width > kMaxFramePixels / height) {
    return Error{"a frame of " + std::to_string(width) + " × " + std::to_string(height) +
                 " pixels is larger than the " + std::to_string(kMaxFramePixels) + " allowed"};
  }
  return FrameQuantizer(width, height);
}

FrameQuantizer::FrameQuantizer(size_t width, size_t height)
    : width_(width),
      frame_(width * height),
      means_(width * height),
      clean_(width * height),
      indices_(width * height) {}

// While much of the scene moves, its motion is not taken for noise; but the estimate may creep up, since noise that it has
// fallen far below looks like motion.
void FrameQuantizer::listen_for_noise() {
  const std::optional<double> level = noise_level({frame_.data(), height(), width_}, means_);
  if (!level) return;
  const double heard = std::clamp(*level, kLeastNoise, kMostNoise);
  if (!noise_known_) {
    noise_ = heard;
  } else if (moved_ > kTooMuchMotion) {
    noise_ = std::min(heard, noise_ + kCreep);
  } else {
    noise_ += kNoiseWeight * (heard - noise_);
  }
  noise_known_ = true;
}

void FrameQuantizer::cluster(const FrameOptions& options) {
  assert(options.k >= 1 && options.k <= kMaxEntries);
  if (begun_) listen_for_noise();
  const bool naive = options.mode == PaletteMode::kNew;
  DenoiseOptions denoising;
  if (begun_ && !naive) denoising.reach = static_cast<int>(kReach * noise_ * (1 << kMeanFraction));
  denoising.share = since_cut_ < 2 ? 1 : since_cut_ < 4 ? 2 : 3;
  const size_t moved = denoise(frame_, denoising, means_, clean_);
  moved_ = naive ? 0 : static_cast<double>(moved) / static_cast<double>(frame_.size());
  const bool cut = moved_ > kCut;
  since_cut_ = cut || naive ? 1 : since_cut_ + 1;
  margin_ = kMargin * noise_ + kMarginLevels;

  const std::vector<Rgb8> before(palette().begin(), palette().end());
  if (options.mode != PaletteMode::kFrozen || follower_.k() != options.k) {
    const FrameColors colors = histogram_.count({clean_.data(), height(), width_});
    if (naive) {
      follower_.renew(colors.points, colors.sum_of_squares, options.k);
    } else {
      follower_.follow(colors.points, colors.sum_of_squares, options.k, cut);
    }
  }
  flicker_.palette_step = palette_step(before, palette());
  begun_ = true;
}

void FrameQuantizer::assign() { note_changed(assign_pixels(clean_, palette(), stickiness(), indices_)); }

bool FrameQuantizer::take(std::span<const uint8_t> indices) {
  const size_t entries = palette().size();
  const auto names_none = [entries](uint8_t index) { return index >= entries; };
  if (indices.size() != indices_.size() || std::any_of(indices.begin(), indices.end(), names_none))
    return false;
  size_t changed = 0;
  for (size_t i = 0; i < indices.size(); ++i) changed += indices[i] != indices_[i] ? 1 : 0;
  std::copy(indices.begin(), indices.end(), indices_.begin());
  note_changed(changed);
  return true;
}

void FrameQuantizer::note_changed(size_t pixels) {
  flicker_.changed = static_cast<double>(pixels) / static_cast<double>(frame_.size());
}

void FrameQuantizer::paint(std::span<Rgba> out) const { paint_indexed(indices_, palette(), bytes_of(out)); }

void FrameQuantizer::paint_error(std::span<Rgba> out) {
  std::vector<Rgb8> before(frame_.size());
  std::vector<Rgb8> after(frame_.size());
  for (size_t i = 0; i < frame_.size(); ++i) {
    before[i] = color_of(frame_[i]);
    after[i] = palette()[indices_[i]];
  }
  const ErrorMap map = error_map({before.data(), height(), width_}, {after.data(), height(), width_});
  const float scale = heat_scale(map.error);
  if (std::abs(scale - error_scale_) > kScaleSlack * error_scale_) error_scale_ = scale;
  paint_heat(map.error, error_scale_, bytes_of(out));
}

double FrameQuantizer::mse() const {
  uint64_t sum = 0;
  for (size_t i = 0; i < frame_.size(); ++i) {
    sum += static_cast<uint64_t>(squared_distance(color_of(frame_[i]), palette()[indices_[i]]));
  }
  return static_cast<double>(sum) / static_cast<double>(frame_.size());
}

std::vector<uint32_t> FrameQuantizer::counts() const {
  std::vector<uint32_t> counts(palette().size());
  for (const uint8_t index : indices_) ++counts[index];
  return counts;
}

Result<std::vector<uint8_t>> FrameQuantizer::png(bool mirrored) const {
  std::vector<uint8_t> flat = indices_;
  const Span2D<uint8_t> picture(flat.data(), height(), width_);
  if (mirrored) {
    for (size_t y = 0; y < picture.height(); ++y) std::reverse(picture.row(y).begin(), picture.row(y).end());
  }
  return encode_indexed_png(picture, palette());
}

}  // namespace roundoff
