// roundoff roundings: every way of rounding, on one layer.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <optional>

#include "roundoff/base/status.h"

namespace roundoff::cli {

// Adds the verb. What comes back runs it once the arguments are parsed: nullopt when it succeeded.
std::function<std::optional<Error>()> add_roundings(CLI::App& app);

}  // namespace roundoff::cli
