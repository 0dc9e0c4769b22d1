// roundoff evaluate: how good the networks' pictures are, for each of many ways to hold their weights.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <optional>

#include "roundoff/base/status.h"

namespace roundoff::cli {

// Adds the verb. What comes back runs it once the arguments are parsed: nullopt when it succeeded.
std::function<std::optional<Error>()> add_evaluate(CLI::App& app);

}  // namespace roundoff::cli
