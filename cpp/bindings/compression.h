// What a tensor became in the worker.
#pragma once

#include <emscripten/val.h>

#include <memory>

#include "bindings/tensor.h"

namespace roundoff::bindings {

// `arguments` has the fields of MethodArguments, in camelCase, undefined where there is none. A Compressed or a string.
emscripten::val compress_held(const std::shared_ptr<const HeldTensor>& tensor,
                              const emscripten::val& arguments);

}  // namespace roundoff::bindings
