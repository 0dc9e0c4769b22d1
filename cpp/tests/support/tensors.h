// Values for tests of tensors: ordinary ones, and those that break things.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "roundoff/base/random.h"

namespace roundoff::test {

inline uint32_t bits_of(float value) {
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline float from_bits(uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline std::vector<uint32_t> bits_of(const std::vector<float>& values) {
  std::vector<uint32_t> bits;
  for (const float value : values) bits.push_back(bits_of(value));
  return bits;
}

// Goldens hold floats as the hex digits of their bits.
inline float from_hex(const std::string& hex) {
  return from_bits(static_cast<uint32_t>(std::stoul(hex, nullptr, 16)));
}

inline std::vector<float> from_hex(const nlohmann::json& list) {
  std::vector<float> values;
  for (const auto& hex : list) values.push_back(from_hex(hex.get<std::string>()));
  return values;
}

// Roughly normal.
inline std::vector<float> noise(size_t n, uint64_t seed, double scale = 1) {
  Random random(seed);
  std::vector<float> values(n);
  for (float& value : values) {
    double sum = -2;
    for (int i = 0; i < 4; ++i) sum += random.uniform();
    value = static_cast<float>(sum * scale);
  }
  return values;
}

struct Named {
  std::string name;
  std::vector<float> values;
};

// Lengths around the width of any vector; every kind of float.
inline std::vector<Named> hostile_values() {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kMax = std::numeric_limits<float>::max();
  std::vector<Named> all = {
      {"empty", {}},
      {"one", {0.3F}},
      {"zeros", std::vector<float>(37, 0.0F)},
      {"negative zeros", std::vector<float>(37, -0.0F)},
      {"all equal", std::vector<float>(67, -2.5F)},
      {"NaN", std::vector<float>(20, kNan)},
      {"infinite", {kInfinity, -kInfinity, kInfinity}},
      {"NaN among numbers", {1, kNan, -1, 0.5F, kNan}},
      {"the largest", {kMax, -kMax, kMax / 2, 0, 1, -kMax / 3}},
      {"denormal", {1e-45F, -1e-45F, 1e-40F, -3e-39F, 0}},
      {"one denormal", {1e-45F}},
      {"an outlier", noise(100, 1)},
  };
  all.back().values[77] = 1e6F;
  for (const size_t n : {3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 1000, 5003}) {
    all.push_back({"noise of " + std::to_string(n), noise(n, n)});
  }
  Random random(99);
  Named any{"any bits", std::vector<float>(4099)};
  for (float& value : any.values) value = from_bits(static_cast<uint32_t>(random.next()));
  all.push_back(any);
  return all;
}

}  // namespace roundoff::test
