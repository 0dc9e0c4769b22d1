#include "roundoff/compress/method.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif

namespace roundoff {
namespace {

// No rounding of a single value, and so none of linear::Rounding.
constexpr const char* kAdaptive = "adaptive";

constexpr int kCodebookBits = 4;  // unless asked for otherwise: 16 entries

// float32 is a format to read about, not a method of compression.
bool is_method(format::FloatFormat format) { return format != format::FloatFormat::kFloat32; }

std::optional<format::FloatFormat> float_method(const std::string& name) {
  const auto format = format::float_format(name);
  return format && is_method(*format) ? format : std::nullopt;
}

// The value that goes by `name`, or an error that lists the names.
template <class T, size_t kCount>
Result<T> choose(const char* option, const std::string& name,
                 const std::array<std::pair<const char*, T>, kCount>& choices) {
  std::string names;
  for (size_t i = 0; i < kCount; ++i) {
    if (name == choices[i].first) return choices[i].second;
    names += std::string(i == 0 ? "" : i + 1 == kCount ? " or " : ", ") + choices[i].first;
  }
  return Error{std::string(option) + " is " + names + ", not " + name};
}

Result<Slicing> slicing_of(const MethodArguments& arguments) {
  constexpr std::array kChoices = {std::pair{"tensor", Granularity::kTensor},
                                   std::pair{"channel", Granularity::kChannel},
                                   std::pair{"group", Granularity::kGroup}};
  const auto granularity = choose("--granularity", arguments.granularity.value_or("tensor"), kChoices);
  if (!granularity) return Error{granularity.error()};
  if (arguments.axis && *granularity != Granularity::kChannel) {
    return Error{"--axis belongs to --granularity channel"};
  }
  if (arguments.group_size && *granularity != Granularity::kGroup) {
    return Error{"--group-size belongs to --granularity group"};
  }
  Slicing slicing;
  slicing.granularity = *granularity;
  slicing.axis = arguments.axis.value_or(slicing.axis);
  slicing.group_size = arguments.group_size.value_or(slicing.group_size);
  if (slicing.group_size == 0) return Error{"--group-size is 1 or more, not 0"};
  return slicing;
}

// What follows `prefix` in `text`; nullopt where it does not begin so, or nothing follows.
std::optional<std::string> after(const std::string& text, const std::string& prefix) {
  if (!text.starts_with(prefix) || text.size() == prefix.size()) return std::nullopt;
  return text.substr(prefix.size());
}

// A number that `text` is nothing but.
std::optional<double> number_of(const std::string& text) {
#ifdef __EMSCRIPTEN__
  // strtod there computes with 128 bits in software, which is 5 kB of the module once compressed. JavaScript rounds
  // the same; of strtod's ways to write a number it refuses hexadecimal fractions.
  const double number = EM_ASM_DOUBLE(
      {
        const text = UTF8ToString($0);
        return text.trim() ? Number(text) : NaN;
      },
      text.c_str());
  if (std::isnan(number)) return std::nullopt;
#else
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') return std::nullopt;
#endif
  return number;
}

// MIN,MAX
std::optional<Range> ends_of(const std::string& text) {
  const size_t comma = text.find(',');
  if (comma == std::string::npos) return std::nullopt;
  const auto min = number_of(text.substr(0, comma));
  const auto max = number_of(text.substr(comma + 1));
  if (!min || !max) return std::nullopt;
  const Range range{static_cast<float>(*min), static_cast<float>(*max)};
  if (!std::isfinite(range.min) || !std::isfinite(range.max) || range.min > range.max) return std::nullopt;
  return range;
}

Result<linear::Options> linear_options(const MethodArguments& arguments) {
  using linear::Mode;
  using linear::Rounding;
  constexpr std::array kModes = {std::pair{"symmetric", Mode::kSymmetric},
                                 std::pair{"symmetric-full", Mode::kSymmetricFull},
                                 std::pair{"asymmetric", Mode::kAsymmetric}};
  constexpr std::array kRoundings = {std::pair{"nearest", Rounding::kNearestEven},
                                     std::pair{"floor", Rounding::kFloor}, std::pair{"ceil", Rounding::kCeil},
                                     std::pair{"stochastic", Rounding::kStochastic},
                                     std::pair{kAdaptive, Rounding::kNearestEven}};
  const auto mode = choose("--mode", arguments.mode.value_or("symmetric"), kModes);
  const auto rounding = choose("--rounding", arguments.rounding.value_or("nearest"), kRoundings);
  const auto range = parse_range(arguments.range.value_or("minmax"));
  const auto slicing = slicing_of(arguments);
  if (!mode) return Error{mode.error()};
  if (!rounding) return Error{rounding.error()};
  if (!range) return Error{range.error()};
  if (!slicing) return Error{slicing.error()};
  const bool adaptive = arguments.rounding == kAdaptive;
  if (adaptive && !arguments.inputs) {
    return Error{"--rounding adaptive learns from --inputs: the layer's inputs, samples by features"};
  }
  if (arguments.inputs && !adaptive) return Error{"--inputs belongs to --rounding adaptive"};
  if (arguments.seed && *rounding != Rounding::kStochastic) {
    return Error{"--seed belongs to --rounding stochastic"};
  }
  linear::Options options;
  options.mode = *mode;
  options.bits = arguments.bits.value_or(options.bits);
  options.slicing = *slicing;
  options.range = *range;
  options.rounding = *rounding;
  options.seed = arguments.seed.value_or(options.seed);
  if (options.bits < 2 || options.bits > 8) {
    return Error{"--bits is 2 to 8 for --method linear, not " + std::to_string(options.bits)};
  }
  return options;
}

Result<PowerOfTwoOptions> power_of_two_options(const MethodArguments& arguments) {
  const auto slicing = slicing_of(arguments);
  if (!slicing) return Error{slicing.error()};
  PowerOfTwoOptions options;
  options.bits = arguments.bits.value_or(options.bits);
  options.slicing = *slicing;
  if (options.bits < 2 || options.bits > 8) {
    return Error{"--bits is 2 to 8 for --method power_of_two, not " + std::to_string(options.bits)};
  }
  return options;
}

Result<codebook::Options> codebook_options(const MethodArguments& arguments) {
  const auto slicing = slicing_of(arguments);
  if (!slicing) return Error{slicing.error()};
  const int bits = arguments.bits.value_or(kCodebookBits);
  if (bits < 1 || bits > 8) {
    return Error{"--bits is 1 to 8 for --method kmeans, not " + std::to_string(bits)};
  }
  codebook::Options options;
  options.k = 1 << bits;
  options.slicing = *slicing;
  return options;
}

Result<codebook::ProductOptions> product_options(const MethodArguments& arguments) {
  codebook::ProductOptions options;
  const int bits = arguments.bits.value_or(kCodebookBits);
  if (bits < 1 || bits > 8) return Error{"--bits is 1 to 8 for --method pq, not " + std::to_string(bits)};
  options.k = 1 << bits;
  options.subspaces = arguments.subspaces.value_or(options.subspaces);
  options.seed = arguments.seed.value_or(options.seed);
  return options;
}

template <class Options>
Result<Method> as_method(Result<Options> options) {
  if (!options) return Error{options.error()};
  return Method(std::move(*options));
}

// What each option is for.
std::optional<Error> refuse_unused(const MethodArguments& arguments) {
  const bool linear = arguments.method == "linear";
  const bool product = arguments.method == "pq";
  const bool sliced = linear || arguments.method == "kmeans" || arguments.method == "power_of_two";
  const std::array<std::pair<const char*, bool>, 10> unused = {
      std::pair{"--bits", arguments.bits && !sliced && !product},
      std::pair{"--subspaces", arguments.subspaces && !product},
      std::pair{"--granularity", arguments.granularity && !sliced},
      std::pair{"--group-size", arguments.group_size && !sliced},
      std::pair{"--axis", arguments.axis && !sliced},
      std::pair{"--mode", arguments.mode && !linear},
      std::pair{"--range", arguments.range && !linear},
      std::pair{"--rounding", arguments.rounding && !linear},
      std::pair{"--inputs", arguments.inputs && !linear},
      std::pair{"--seed", arguments.seed && !linear && !product},
  };
  for (const auto& [option, is_unused] : unused) {
    if (is_unused) return Error{std::string(option) + " does not apply to --method " + arguments.method};
  }
  return std::nullopt;
}

}  // namespace

Result<linear::RangeOptions> parse_range(const std::string& text) {
  using linear::RangeRule;
  linear::RangeOptions range;
  if (const auto p = after(text, "percentile:")) {
    const auto percentile = number_of(*p);
    if (!percentile || !(*percentile > 50 && *percentile <= 100)) {
      return Error{"--range percentile:P has a P above 50 and at most 100, not " + *p};
    }
    range.rule = RangeRule::kPercentile;
    range.percentile = *percentile;
    return range;
  }
  if (const auto ends = after(text, "fixed:")) {
    const auto fixed = ends_of(*ends);
    if (!fixed) return Error{"--range fixed:MIN,MAX has two finite numbers, MIN not above MAX, not " + *ends};
    range.rule = RangeRule::kFixed;
    range.fixed = *fixed;
    return range;
  }
  // The last two only name what is handled above.
  constexpr std::array kChoices = {std::pair{"minmax", RangeRule::kMinMax}, std::pair{"mse", RangeRule::kMse},
                                   std::pair{"percentile:P", RangeRule::kPercentile},
                                   std::pair{"fixed:MIN,MAX", RangeRule::kFixed}};
  const auto rule = choose("--range", text, kChoices);
  if (!rule) return Error{rule.error()};
  range.rule = *rule;
  return range;
}

std::string method_names() {
  std::string names = "linear, power_of_two, kmeans, pq";
  for (const auto format : format::kBlockFormats) names += ", " + std::string(format::layout(format).name);
  for (const auto format : format::kFloatFormats) {
    if (is_method(format)) names += ", " + std::string(format::layout(format).name);
  }
  return names;
}

Result<Method> parse_method(const MethodArguments& arguments) {
  const std::string& name = arguments.method;
  const auto block = format::block_format(name);
  const auto small_float = float_method(name);
  if (name != "linear" && name != "power_of_two" && name != "kmeans" && name != "pq" && !block &&
      !small_float) {
    return Error{"--method is one of " + method_names() + ", not " + name};
  }
  if (auto error = refuse_unused(arguments)) return *error;
  if (block) return Method(*block);
  if (small_float) return Method(*small_float);
  if (name == "power_of_two") return as_method(power_of_two_options(arguments));
  if (name == "kmeans") return as_method(codebook_options(arguments));
  if (name == "pq") return as_method(product_options(arguments));
  auto options = linear_options(arguments);
  if (options && arguments.rounding == kAdaptive) return Method(AdaptiveOptions{*options});
  return as_method(std::move(options));
}

}  // namespace roundoff
