// What a tensor became in the worker.
#pragma once

#include <emscripten/val.h>

#include <memory>

#include "bindings/tensor.h"
#include "roundoff/base/status.h"
#include "roundoff/compress/method.h"

namespace roundoff::bindings {

// `arguments` as arguments_from() takes them.
Result<Method> method_from(const emscripten::val& arguments);

// A Compressed or a string.
emscripten::val compress_held(const std::shared_ptr<const HeldTensor>& tensor,
                              const emscripten::val& arguments);

}  // namespace roundoff::bindings
