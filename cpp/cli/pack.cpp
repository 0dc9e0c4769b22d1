#include "cli/pack.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/text.h"
#include "roundoff/linear/pack.h"

namespace roundoff::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::vector<int64_t> numbers;
  int bits = 4;
  bool unpack = false;
  bool json = false;
};

// The numbers as T, or what is wrong with the first that is none.
template <class T>
Result<std::vector<T>> within(const std::vector<int64_t>& numbers, int64_t low, int64_t high,
                              const std::string& what) {
  const auto odd =
      std::find_if(numbers.begin(), numbers.end(), [&](int64_t n) { return n < low || n > high; });
  if (odd != numbers.end()) {
    return Error{what + " are whole numbers from " + std::to_string(low) + " to " + std::to_string(high) +
                 ", not " + std::to_string(*odd)};
  }
  return std::vector<T>(numbers.begin(), numbers.end());
}

std::optional<Error> write(const Arguments& arguments, const std::vector<int>& integers,
                           const std::vector<int>& bytes) {
  if (arguments.json) {
    const Json json = {{"bits", arguments.bits}, {"integers", integers}, {"bytes", bytes}};
    return print(json.dump() + "\n");
  }
  std::string text;
  for (const int n : arguments.unpack ? integers : bytes)
    text += (text.empty() ? "" : " ") + std::to_string(n);
  return print(text + "\n");
}

std::optional<Error> run(const Arguments& arguments) {
  const int bits = arguments.bits;
  if (bits != 2 && bits != 4 && bits != 8) {
    return Error{"integers of 2, 4 or 8 bits are packed, not " + std::to_string(bits)};
  }
  if (arguments.unpack) {
    const auto bytes = within<uint8_t>(arguments.numbers, 0, 255, "bytes");
    if (!bytes) return Error{bytes.error()};
    const auto integers = linear::unpack(*bytes, bytes->size() * static_cast<size_t>(8 / bits), bits);
    return write(arguments, {integers.begin(), integers.end()}, {bytes->begin(), bytes->end()});
  }
  const int64_t end = int64_t{1} << (bits - 1);
  const auto integers =
      within<int8_t>(arguments.numbers, -end, end - 1, "integers of " + std::to_string(bits) + " bits");
  if (!integers) return Error{integers.error()};
  const auto bytes = linear::pack(*integers, bits);
  return write(arguments, {integers->begin(), integers->end()}, {bytes.begin(), bytes.end()});
}

}  // namespace

std::function<std::optional<Error>()> add_pack(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "pack", "Small integers in bytes, the first in the highest bits: pack -3 1 -7 2 is 89 26");
  verb->add_option("NUMBERS", arguments->numbers, "Integers, or bytes with --unpack")->required();
  verb->add_option("--bits", arguments->bits, "Of an integer: 2, 4 or 8 (4)");
  verb->add_flag("--unpack", arguments->unpack, "Bytes back to integers, as many as there is room for");
  verb->add_flag("--json", arguments->json, "Print JSON: both");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
