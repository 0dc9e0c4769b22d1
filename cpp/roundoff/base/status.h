// Errors as values, for the library's border (design rule 5): a precondition that a caller can break comes
// back as an Error with one line for people; what only we can break is asserted.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace roundoff {

struct Error {
  std::string message;
};

// Either a T or an Error. Built without exceptions, since the WASM core is.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::move(value)) {}
  Result(Error error) : held_(std::move(error)) {}

  bool ok() const { return std::holds_alternative<T>(held_); }
  explicit operator bool() const { return ok(); }

  T& value() {
    assert(ok());
    return *std::get_if<T>(&held_);
  }
  const T& value() const {
    assert(ok());
    return *std::get_if<T>(&held_);
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const std::string& error() const {
    assert(!ok());
    return std::get_if<Error>(&held_)->message;
  }

 private:
  std::variant<T, Error> held_;
};

}  // namespace roundoff
