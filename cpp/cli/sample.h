// roundoff sample: faces drawn by the diffusion model, and what the judge sees in them.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <optional>

#include "roundoff/base/status.h"

namespace roundoff::cli {

// Adds the verb. What comes back runs it once the arguments are parsed: nullopt when it succeeded.
std::function<std::optional<Error>()> add_sample(CLI::App& app);

}  // namespace roundoff::cli
