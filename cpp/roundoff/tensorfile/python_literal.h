// The dictionary that heads an .npy array: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "roundoff/base/status.h"

namespace roundoff::internal {

struct NpyDictionary {
  std::string descr;
  bool fortran_order = false;
  std::vector<size_t> shape;
};

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Each of the three keys once, in any order, and nothing else. Errors, worded to follow "is damaged: ".
Result<NpyDictionary> parse_npy_dictionary(std::string_view text);

}  // namespace roundoff::internal
