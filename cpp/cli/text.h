// Text for reports.
#pragma once

#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include "roundoff/base/printable.h"
#include "roundoff/base/status.h"

namespace roundoff::cli {

// As printf does; up to 255 bytes.
template <class... Values>
std::string format(const char* pattern, Values... values) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(), pattern, values...);
  return text.data();
}

using roundoff::printable;

inline std::optional<Error> print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    return Error{"cannot write to standard output"};
  }
  return std::nullopt;
}

// An option's value must not begin with a minus sign, which unsigned numbers would take for a very large one.
inline std::string not_negative(const std::string& text) {
  return text.starts_with('-') ? "must not be negative" : "";
}

}  // namespace roundoff::cli
