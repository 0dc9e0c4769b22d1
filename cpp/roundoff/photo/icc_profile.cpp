// ICC.1:2022: a header of 128 bytes, a table of tags (signature, offset, size), then their data, big-endian.
#include "roundoff/photo/icc_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "roundoff/color/transfer.h"
#include "roundoff/photo/byte_order.h"

namespace roundoff {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr double kTolerance = 0.001;

bool near(double value, double wanted) { return std::abs(value - wanted) <= kTolerance; }

bool is(Bytes data, std::string_view signature) {
  return data.size() >= 4 && std::equal(signature.begin(), signature.end(), data.begin());
}

double fixed16(Bytes data, size_t at) { return static_cast<int32_t>(big32(data, at)) / 65536.0; }

// The data of a tag; empty when there is none or it lies outside.
Bytes tag(Bytes profile, std::string_view signature) {
  constexpr size_t kHeader = 128;
  constexpr size_t kEntry = 12;
  if (profile.size() < kHeader + 4) return {};
  const size_t tags = std::min<size_t>(big32(profile, kHeader), (profile.size() - kHeader - 4) / kEntry);
  for (size_t i = 0; i < tags; ++i) {
    const size_t entry = kHeader + 4 + i * kEntry;
    if (!is(profile.subspan(entry), signature)) continue;
    const size_t offset = big32(profile, entry + 4);
    const size_t size = big32(profile, entry + 8);
    return offset <= profile.size() && size <= profile.size() - offset ? profile.subspan(offset, size)
                                                                       : Bytes{};
  }
  return {};
}

bool is_point(Bytes data, const std::array<double, 3>& wanted) {
  if (!is(data, "XYZ ") || data.size() < 20) return false;
  return near(fixed16(data, 8), wanted[0]) && near(fixed16(data, 12), wanted[1]) &&
         near(fixed16(data, 16), wanted[2]);
}

// A curve sampled at `count` equal steps, read between its samples.
double sampled(Bytes data, size_t count, double x) {
  const double at = x * static_cast<double>(count - 1);
  const auto below = std::min(static_cast<size_t>(at), count - 2);
  const double t = at - static_cast<double>(below);
  return ((1 - t) * big16(data, 12 + 2 * below) + t * big16(data, 14 + 2 * below)) / 65535;
}

bool is_srgb_curve(Bytes data) {
  if (is(data, "para") && data.size() >= 32 && big16(data, 8) == 3) {
    constexpr std::array<double, 5> kSrgb = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    for (size_t i = 0; i < kSrgb.size(); ++i) {
      if (!near(fixed16(data, 12 + 4 * i), kSrgb[i])) return false;
    }
    return true;
  }
  if (!is(data, "curv") || data.size() < 12) return false;
  const size_t count = big32(data, 8);
  if (count < 2 || count > (data.size() - 12) / 2) return false;
  for (const size_t level : {8, 16, 32, 64, 128, 192, 255}) {
    if (!near(sampled(data, count, static_cast<double>(level) / 255), linear_of_srgb()[level])) return false;
  }
  return true;
}

}  // namespace

bool is_srgb_profile(Bytes profile) {
  // sRGB's primaries, adapted to the profile connection space's D50.
  return is_point(tag(profile, "rXYZ"), {0.4361, 0.2225, 0.0139}) &&
         is_point(tag(profile, "gXYZ"), {0.3851, 0.7169, 0.0971}) &&
         is_point(tag(profile, "bXYZ"), {0.1431, 0.0606, 0.7141}) && is_srgb_curve(tag(profile, "rTRC")) &&
         is_srgb_curve(tag(profile, "gTRC")) && is_srgb_curve(tag(profile, "bTRC"));
}

}  // namespace roundoff
