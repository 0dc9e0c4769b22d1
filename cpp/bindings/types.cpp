// The types that pass through our bindings, told to Embind in place of its own list (bind.cpp of Emscripten 3.1.6, see
// CMakeLists.txt): that one has wide strings of three kinds too, with what JavaScript needs for them, and printf.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <typeinfo>

namespace {

using emscripten::internal::TypeID;

template <class T>
void register_integer(const char* name) {
  emscripten::internal::_embind_register_integer(
      TypeID<T>::get(), name, sizeof(T), std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

template <class T>
void register_float(const char* name) {
  emscripten::internal::_embind_register_float(TypeID<T>::get(), name, sizeof(T));
}

// `index` is the place of the typed array in the list that embind.js has.
template <class T>
void register_view(unsigned index, const char* name) {
  emscripten::internal::_embind_register_memory_view(TypeID<emscripten::memory_view<T>>::get(), index, name);
}

}  // namespace

// NOLINTBEGIN(*-identifier-naming, bugprone-reserved-identifier): Embind's names.
extern "C" {

// Called for a type that is not registered, before an error is thrown; the caller frees it.
EMSCRIPTEN_KEEPALIVE const char* __getTypeName(const std::type_info* /*type*/) {
  return strdup("a type that cpp/bindings/types.cpp lacks");
}

EMSCRIPTEN_KEEPALIVE __attribute__((constructor)) void __embind_register_native_and_builtin_types() {
  using namespace emscripten::internal;
  _embind_register_void(TypeID<void>::get(), "void");
  _embind_register_bool(TypeID<bool>::get(), "bool", sizeof(bool), true, false);
  // JavaScript looks for "unsigned" in a name.
  register_integer<int>("int");
  register_integer<unsigned>("unsigned int");
  register_integer<long>("long");
  register_integer<unsigned long>("unsigned long");
  register_integer<uint8_t>("unsigned char");
  register_float<float>("float");
  register_float<double>("double");
  _embind_register_std_string(TypeID<std::string>::get(), "std::string");
  _embind_register_emval(TypeID<emscripten::val>::get(), "val");
  register_view<int8_t>(0, "Int8Array");
  register_view<uint8_t>(1, "Uint8Array");
  register_view<int16_t>(2, "Int16Array");
  register_view<uint16_t>(3, "Uint16Array");
  register_view<int32_t>(4, "Int32Array");
  register_view<uint32_t>(5, "Uint32Array");
  register_view<float>(6, "Float32Array");
  register_view<double>(7, "Float64Array");
}

}  // extern "C"
// NOLINTEND(*-identifier-naming, bugprone-reserved-identifier)
