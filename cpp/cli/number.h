// roundoff number: what a number becomes in a small format, and which numbers stand beside it.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <optional>

#include "roundoff/base/status.h"

namespace roundoff::cli {

// Adds the verb. What comes back runs it once the arguments are parsed: nullopt when it succeeded.
std::function<std::optional<Error>()> add_number(CLI::App& app);

}  // namespace roundoff::cli
