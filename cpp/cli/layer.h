// roundoff layer: a linear layer in five arithmetics, on the same inputs.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <optional>

#include "roundoff/base/status.h"

namespace roundoff::cli {

// Adds the verb. What comes back runs it once the arguments are parsed: nullopt when it succeeded.
std::function<std::optional<Error>()> add_layer(CLI::App& app);

}  // namespace roundoff::cli
