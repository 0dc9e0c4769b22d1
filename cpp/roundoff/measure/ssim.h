// Structural similarity: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error
// visibility to structural similarity", IEEE Transactions on Image Processing 13(4), 2004.
#pragma once

#include <cstddef>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

// Mean SSIM of two pictures of the same size: 1 where they are identical, down to −1. On BT.601 luma, with the
// paper's 11 × 11 Gaussian window (σ = 1.5) and constants (K1 = 0.01, K2 = 0.03, L = 255), over the windows that lie
// wholly inside. A picture under 11 pixels wide or high is first extended to 11 by repeating its border on both sides.
//
// Plain and in doubles, straight from the definition: what the fast one is tested against.
double ssim_ref(Span2D<const Rgb8> before, Span2D<const Rgb8> after);

// The same, fast, for one original and many pictures that are compared with it: the original's means and variances
// are kept. Separable sums in single precision, element by element, so the result is the same on every machine;
// within 1e-4 of ssim_ref (1e-5 on photos).
class SsimReference {
 public:
  explicit SsimReference(Span2D<const Rgb8> before);

  // `after` has the size of `before`.
  double compare(Span2D<const Rgb8> after) const;

 private:
  size_t height_;  // of the luma plane
  size_t width_;
  std::vector<float> luma_;      // height × width, less 128
  std::vector<float> mean_;      // (height − 10) × (width − 10): one per window
  std::vector<float> variance_;  // as mean_
};

}  // namespace roundoff
