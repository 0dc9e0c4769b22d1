// The sums that tensor_error() is made of.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace roundoff {

// Each sum in four parts, by position, so that vectors of any width give the same bits. Pairs with a value that is not
// finite are counted and left out.
struct ErrorSums {
  static constexpr size_t kParts = 4;
  using Parts = std::array<double, kParts>;

  Parts absolute{};  // |error|
  Parts clipped{};   // error² of values outside their range
  Parts rounded{};   // error² of those inside
  Parts relative{};  // |error| / |value| of values that are not 0
  Parts largest{};   // the largest |error|
  Parts xx{};        // value²
  Parts yy{};        // after²
  Parts xy{};        // value · after
  size_t zeros = 0;
  size_t not_finite = 0;

  friend bool operator==(const ErrorSums&, const ErrorSums&) = default;
};

// Pairs of values, each with its range, from a position on that kParts divides. All have the same size, at most
// kMostErrors.
inline constexpr size_t kMostErrors = 1024;
void add_errors(std::span<const float> before, std::span<const float> after, std::span<const float> low,
                std::span<const float> high, ErrorSums& sums);
void add_errors_ref(std::span<const float> before, std::span<const float> after, std::span<const float> low,
                    std::span<const float> high, ErrorSums& sums);

}  // namespace roundoff
