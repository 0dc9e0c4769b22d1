// A camera's frames in k colours: denoise, follow with a palette, assign, paint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/base/status.h"
#include "roundoff/cluster/follow.h"
#include "roundoff/video/denoise.h"
#include "roundoff/video/frame_colors.h"
#include "roundoff/video/sticky.h"

namespace roundoff {

enum class PaletteMode : uint8_t {
  kNew,     // a palette of its own for each frame, every pixel its nearest entry: naive, and it flickers
  kFollow,  // the palette follows the scene, pixels keep their entries through noise
  kFrozen,  // the palette stays as it is, pixels keep their entries through noise
};

struct FrameOptions {
  size_t k = 16;  // 1 … kMaxEntries
  PaletteMode mode = PaletteMode::kFollow;

  // `mode`: "new", "follow" or "frozen". Errors: k out of range, another mode.
  static Result<FrameOptions> of(int k, std::string_view mode);
};

// From the last frame to this one.
struct Flicker {
  double changed = 0;    // share of the pixels whose index is another
  int palette_step = 0;  // largest change of any channel of any entry, in levels
};

class FrameQuantizer {
 public:
  // Errors: no pixels, or more than kMaxFramePixels.
  static Result<FrameQuantizer> of(size_t width, size_t height);
  static constexpr size_t kMaxFramePixels = size_t{1} << 23;

  size_t width() const { return width_; }
  size_t height() const { return frame_.size() / width_; }

  // To be filled with the next frame, row by row; alpha does not matter.
  std::span<Rgba> frame() { return frame_; }

  // Takes frame() in and finds its palette. The same bits for the same frames and options on every machine.
  void cluster(const FrameOptions& options);
  // Gives every pixel its index.
  void assign();
  // assign() for who finds the indices elsewhere (web/gpu/kernels/assign.wgsl): assign_pixels() of denoised(), palette(),
  // stickiness() and indices(). take() makes them the frame's; it refuses them, and changes nothing, unless there is one
  // for each pixel and every one names an entry.
  std::span<const Rgba> denoised() const { return clean_; }
  std::vector<int32_t> stickiness() const { return roundoff::stickiness(palette(), margin_); }
  bool take(std::span<const uint8_t> indices);
  // The picture in its few colours, opaque; `out` has as many pixels as the frame.
  void paint(std::span<Rgba> out) const;
  // How far each pixel's colour is from frame()'s, drawn by the map of measure/heatmap.h.
  void paint_error(std::span<Rgba> out);

  std::span<const Rgb8> palette() const { return follower_.palette(); }
  Span2D<const uint8_t> indices() const { return {indices_.data(), height(), width_}; }
  const Flicker& flicker() const { return flicker_; }
  // Estimated standard deviation of one channel of one pixel, in levels.
  double noise() const { return noise_; }
  // The error that the map's bright end stands for: it moves only when the errors clearly do.
  float error_scale() const { return error_scale_; }
  // Mean over pixels of the squared distance to frame(), summed over R, G, B.
  double mse() const;
  std::vector<uint32_t> counts() const;
  // The picture as an indexed PNG file (photo/indexed_png.h); mirrored as in a looking-glass if asked.
  Result<std::vector<uint8_t>> png(bool mirrored) const;

 private:
  // A usual camera's, until it is known.
  static constexpr double kFirstNoise = 2;

  FrameQuantizer(size_t width, size_t height);
  void listen_for_noise();
  void note_changed(size_t pixels);

  size_t width_;
  std::vector<Rgba> frame_;
  Means means_;
  std::vector<Rgba> clean_;
  std::vector<uint8_t> indices_;
  FrameHistogram histogram_;
  PaletteFollower follower_;
  Flicker flicker_;
  bool begun_ = false;
  int since_cut_ = 0;  // frames; each counts for more in the means while there are few
  bool noise_known_ = false;
  double moved_ = 0;  // share of the last frame's pixels
  double noise_ = kFirstNoise;
  double margin_ = 0;  // of the frame that cluster() took in
  float error_scale_ = 0;
};

}  // namespace roundoff
