// What all bindings share: memory and errors on their way to JavaScript. Arrays are views into the module's memory,
// which JavaScript copies before the next call. What can fail returns either its answer or a string with the error:
// JavaScript tells them apart by type.
#pragma once

#include <emscripten/val.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "roundoff/base/status.h"

namespace roundoff::bindings {

using emscripten::val;

template <class T>
val view_of(std::span<const T> data) {
  return val(emscripten::typed_memory_view(data.size(), data.data()));
}

template <class T>
val view_of(const std::vector<T>& data) {
  return view_of(std::span<const T>(data));
}

// For what does not outlive the call.
template <class T>
val copy_of(const std::vector<T>& data) {
  return view_of(data).template call<val>("slice");
}

inline val array_of(std::span<const size_t> numbers) {
  val array = val::array();
  for (const size_t number : numbers) array.call<void>("push", static_cast<double>(number));
  return array;
}

// A whole number of JavaScript's as long as it is one.
inline size_t size_from(const val& number) { return static_cast<size_t>(number.as<double>()); }

}  // namespace roundoff::bindings
