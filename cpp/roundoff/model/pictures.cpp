#include "roundoff/model/pictures.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>

#include "roundoff/model/network.h"

namespace roundoff::model {
namespace {

// NaN compares with nothing.
uint8_t byte_of(float x) {
  if (!(x > -1)) return 0;
  return static_cast<uint8_t>(std::nearbyint((std::min(x, 1.0F) + 1) * 127.5F));
}

}  // namespace

std::vector<float> from_rgba(std::span<const uint8_t> rgba) {
  assert(rgba.size() % (4 * kPixels) == 0);
  std::vector<float> pictures(rgba.size() / 4 * 3);
  for (size_t i = 0; i < pictures.size(); ++i) {
    const size_t face = i / kPictureNumbers;
    const size_t channel = i % kPictureNumbers / kPixels;
    const uint8_t byte = rgba[(face * kPixels + i % kPixels) * 4 + channel];
    pictures[i] = static_cast<float>(byte) / 127.5F - 1;
  }
  return pictures;
}

std::vector<uint8_t> to_rgba(std::span<const float> pictures) {
  assert(pictures.size() % kPictureNumbers == 0);
  std::vector<uint8_t> rgba(pictures.size() / 3 * 4, 255);
  for (size_t i = 0; i < pictures.size(); ++i) {
    const size_t face = i / kPictureNumbers;
    const size_t channel = i % kPictureNumbers / kPixels;
    rgba[(face * kPixels + i % kPixels) * 4 + channel] = byte_of(pictures[i]);
  }
  return rgba;
}

std::vector<float> pixel_errors(std::span<const uint8_t> before, std::span<const uint8_t> after) {
  assert(before.size() == after.size());
  std::vector<float> errors(before.size() / 4);
  for (size_t i = 0; i < errors.size(); ++i) {
    int squares = 0;
    for (size_t c = 0; c < 3; ++c) {
      const int off = before[4 * i + c] - after[4 * i + c];
      squares += off * off;
    }
    errors[i] = std::sqrt(static_cast<float>(squares) / 3);
  }
  return errors;
}

Nearness nearness(std::span<const uint8_t> before, std::span<const uint8_t> after) {
  assert(before.size() == after.size() && !before.empty());
  constexpr int kNear = 8;
  int64_t squares = 0;
  size_t near = 0;
  const size_t pixels = before.size() / 4;
  for (size_t i = 0; i < pixels; ++i) {
    int largest = 0;
    for (size_t c = 0; c < 3; ++c) {
      const int off = before[4 * i + c] - after[4 * i + c];
      squares += int64_t{off} * off;
      largest = std::max(largest, std::abs(off));
    }
    near += largest <= kNear ? 1 : 0;
  }
  Nearness result;
  result.mse = static_cast<double>(squares) / static_cast<double>(3 * pixels);
  result.psnr_db = 10 * std::log10(255.0 * 255.0 / result.mse);
  result.near = static_cast<double>(near) / static_cast<double>(pixels);
  return result;
}

}  // namespace roundoff::model
