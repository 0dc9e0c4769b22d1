// An invariant of a fuzz target: what breaks it is reported as a crash.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace roundoff::fuzz {

inline void check(bool holds, const char* invariant) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", invariant);
  std::abort();
}

}  // namespace roundoff::fuzz
