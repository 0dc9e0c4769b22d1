// Methods of compression and their errors, to and from JavaScript.
#pragma once

#include <emscripten/val.h>

#include "roundoff/base/status.h"
#include "roundoff/compress/method.h"
#include "roundoff/measure/tensor.h"

namespace roundoff::bindings {

// `from` has the fields of MethodArguments, in camelCase, undefined where there is none.
Result<MethodArguments> arguments_from(const emscripten::val& from);

// As TensorError in web/engine/tensor-types.ts.
emscripten::val object_of(const TensorError& error);

}  // namespace roundoff::bindings
