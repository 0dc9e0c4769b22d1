#include "bindings/method.h"

#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace roundoff::bindings {
namespace {

using emscripten::val;

template <class T>
std::optional<T> optional_from(const val& from, const char* key) {
  const val found = from[key];
  if (found.isUndefined()) return std::nullopt;
  return found.as<T>();
}

// Numbers of JavaScript that C++ holds as whole ones; notes the option's name where one is not.
class Whole {
 public:
  explicit Whole(const val& from) : from_(from) {}

  template <class T>
  std::optional<T> take(const char* key, const char* option) {
    const auto number = optional_from<double>(from_, key);
    if (!number) return std::nullopt;
    constexpr double kMost = 9007199254740991;  // Number.MAX_SAFE_INTEGER
    if (*number == std::floor(*number) && *number >= 0 && *number <= kMost) {
      // What a size in the browser cannot hold is as good as the largest that it can.
      const double most = static_cast<double>(std::numeric_limits<T>::max());
      return *number >= most ? std::numeric_limits<T>::max() : static_cast<T>(*number);
    }
    error_ = std::string(option) + " must be a whole number, and not negative";
    return std::nullopt;
  }

  const std::string& error() const { return error_; }

 private:
  const val& from_;
  std::string error_;
};

}  // namespace

Result<MethodArguments> arguments_from(const val& from) {
  Whole whole(from);
  MethodArguments arguments;
  arguments.method = from["method"].as<std::string>();
  arguments.bits = whole.take<int>("bits", "--bits");
  arguments.mode = optional_from<std::string>(from, "mode");
  arguments.granularity = optional_from<std::string>(from, "granularity");
  arguments.group_size = whole.take<size_t>("groupSize", "--group-size");
  arguments.axis = whole.take<size_t>("axis", "--axis");
  arguments.subspaces = whole.take<size_t>("subspaces", "--subspaces");
  arguments.range = optional_from<std::string>(from, "range");
  arguments.rounding = optional_from<std::string>(from, "rounding");
  arguments.seed = whole.take<uint64_t>("seed", "--seed");
  if (!whole.error().empty()) return Error{whole.error()};
  return arguments;
}

val object_of(const TensorError& e) {
  val object = val::object();
  object.set("mae", e.mae);
  object.set("mse", e.mse);
  object.set("mre", e.mre);
  object.set("zeros", e.zeros);
  object.set("maxAbs", e.max_abs);
  object.set("sqnrDb", e.sqnr_db);
  object.set("cosine", e.cosine);
  object.set("clipMse", e.clip_mse);
  object.set("roundMse", e.round_mse);
  object.set("notFinite", e.not_finite);
  return object;
}

}  // namespace roundoff::bindings
