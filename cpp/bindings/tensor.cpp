// Tensors in the worker: handed over once, asked often. Nothing is computed here.
#include "bindings/tensor.h"

#include <emscripten/bind.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/histogram.h"
#include "bindings/maps.h"
#include "bindings/values.h"
#include "roundoff/base/random_tensor.h"
#include "roundoff/base/transpose.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/histogram.h"
#include "roundoff/measure/signed_map.h"

namespace roundoff::bindings {
namespace {

// Whole numbers whose product is `count`.
std::optional<std::vector<size_t>> shape_from(const val& dimensions, size_t count) {
  std::vector<size_t> shape;
  double product = 1;
  for (const double dimension : emscripten::convertJSArrayToNumberVector<double>(dimensions)) {
    if (!(dimension >= 0 && dimension == std::floor(dimension) && dimension <= 0xffffffffU))
      return std::nullopt;
    shape.push_back(static_cast<size_t>(dimension));
    product *= dimension;
  }
  if (product != static_cast<double>(count)) return std::nullopt;
  return shape;
}

val made(const val& dimensions, std::vector<float> values, const std::string& name) {
  auto shape = shape_from(dimensions, values.size());
  if (!shape) return val("the shape does not fit " + std::to_string(values.size()) + " values");
  return val(std::make_shared<TensorHandle>(HeldTensor{name, std::move(*shape), std::move(values)}));
}

// A tensor, or a string.
val make_tensor(const val& dimensions, const val& values, const std::string& name) {
  return made(dimensions, emscripten::convertJSArrayToNumberVector<float>(values), name);
}

val random_tensor(const val& dimensions, size_t count, double seed, size_t outliers, float outlier_scale) {
  const RandomTensorOptions options{static_cast<uint64_t>(seed), outliers, outlier_scale};
  return made(dimensions, roundoff::random_tensor(count, options), "");
}

// As it is: 4 bytes of RGBA a value, the ends of the signed map at ±scale.
val picture(const TensorHandle& tensor, float scale) {
  const std::vector<float>& values = tensor.held().values;
  std::vector<uint8_t> rgba(4 * values.size());
  paint_signed(values, scale, rgba);
  return copy_of(rgba);
}

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_tensor) {
  emscripten::function("makeTensor", &make_tensor);
  emscripten::function("randomTensor", &random_tensor);
  emscripten::function("picture", &picture);
  emscripten::function("heatMap", &heat_map);
  emscripten::function("signedMap", &signed_map);
  emscripten::function("heatOdd", &heat_odd);
  emscripten::function("signedOdd", &signed_odd);

  emscripten::class_<TensorHandle>("Tensor")
      .smart_ptr<std::shared_ptr<TensorHandle>>("TensorPointer")
      .property("name", &TensorHandle::name)
      .property("count", &TensorHandle::count)
      .property("columns", &TensorHandle::columns)
      .function("shape", &TensorHandle::shape)
      .function("scan", &TensorHandle::scan)
      .function("values", &TensorHandle::values)
      .function("set", &TensorHandle::set)
      .function("histogram", &TensorHandle::histogram)
      .function("transpose", &TensorHandle::transpose);
}

}  // namespace roundoff::bindings
