// roundoff: the same core as the site's, on the command line. Exit code 2 and one line on stderr for whatever the
// caller can put right.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "cli/dot.h"
#include "cli/evaluate.h"
#include "cli/image.h"
#include "cli/layer.h"
#include "cli/model.h"
#include "cli/number.h"
#include "cli/pack.h"
#include "cli/rate.h"
#include "cli/reconstruct.h"
#include "cli/roundings.h"
#include "cli/sample.h"
#include "cli/tensor.h"

namespace {

constexpr int kUsageError = 2;

int fail(std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fprintf(stderr, "roundoff: %s\n", message.c_str());
  return kUsageError;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Model quantization, measured: the core of the Roundoff site on the command line", "roundoff");
  app.set_version_flag("--version", "roundoff " ROUNDOFF_VERSION);
  app.require_subcommand(1);
  const std::map<std::string, std::function<std::optional<roundoff::Error>()>> verbs = {
      {"dot", roundoff::cli::add_dot(app)},
      {"evaluate", roundoff::cli::add_evaluate(app)},
      {"image", roundoff::cli::add_image(app)},
      {"layer", roundoff::cli::add_layer(app)},
      {"model", roundoff::cli::add_model(app)},
      {"number", roundoff::cli::add_number(app)},
      {"pack", roundoff::cli::add_pack(app)},
      {"rate", roundoff::cli::add_rate(app)},
      {"reconstruct", roundoff::cli::add_reconstruct(app)},
      {"roundings", roundoff::cli::add_roundings(app)},
      {"sample", roundoff::cli::add_sample(app)},
      {"tensor", roundoff::cli::add_tensor(app)},
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    return fail(error.what());
  }
  const std::string verb = app.get_subcommands().front()->get_name();
  if (const auto error = verbs.at(verb)()) return fail(error->message);
  return 0;
}
