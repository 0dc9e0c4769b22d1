#include "roundoff/color/space.h"

#include "roundoff/color/oklab.h"
#include "roundoff/color/transfer.h"

namespace roundoff {
namespace {

constexpr double kFixedPoint = 65535;

// To nearest, halves away from zero, without libm.
int32_t round_to_int(double x) { return static_cast<int32_t>(x < 0 ? x - 0.5 : x + 0.5); }

uint8_t clamp_level(float x) { return static_cast<uint8_t>(x <= 0 ? 0 : x >= 255 ? 255 : round_to_int(x)); }

}  // namespace

std::optional<ColorSpace> parse_color_space(std::string_view name) {
  if (name == "srgb") return ColorSpace::kSrgb;
  if (name == "linear") return ColorSpace::kLinear;
  if (name == "oklab") return ColorSpace::kOklab;
  return std::nullopt;
}

std::array<int32_t, 3> to_coordinates(Rgb8 color, ColorSpace space) {
  switch (space) {
    case ColorSpace::kSrgb:
      break;
    case ColorSpace::kLinear: {
      const auto& linear = linear_of_srgb();
      return {round_to_int(linear[color.r] * kFixedPoint), round_to_int(linear[color.g] * kFixedPoint),
              round_to_int(linear[color.b] * kFixedPoint)};
    }
    case ColorSpace::kOklab: {
      const Oklab lab = to_oklab(color);
      return {round_to_int(lab.L * kFixedPoint), round_to_int(lab.a * kFixedPoint),
              round_to_int(lab.b * kFixedPoint)};
    }
  }
  return {color.r, color.g, color.b};
}

double coordinate_unit(ColorSpace space) { return space == ColorSpace::kSrgb ? 1.0 : 1.0 / kFixedPoint; }

Rgb8 from_coordinates(const std::array<float, 3>& point, ColorSpace space) {
  switch (space) {
    case ColorSpace::kSrgb:
      break;
    case ColorSpace::kLinear:
      return {srgb_of_linear(point[0] / kFixedPoint), srgb_of_linear(point[1] / kFixedPoint),
              srgb_of_linear(point[2] / kFixedPoint)};
    case ColorSpace::kOklab:
      return from_oklab({point[0] / kFixedPoint, point[1] / kFixedPoint, point[2] / kFixedPoint});
  }
  return {clamp_level(point[0]), clamp_level(point[1]), clamp_level(point[2])};
}

}  // namespace roundoff
