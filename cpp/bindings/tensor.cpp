// Tensors in the worker: handed over once, asked often. Nothing is computed here.
#include "bindings/tensor.h"

#include <emscripten/bind.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/compression.h"
#include "bindings/histogram.h"
#include "bindings/layer.h"
#include "bindings/rate.h"
#include "bindings/values.h"
#include "roundoff/base/random_tensor.h"
#include "roundoff/base/transpose.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/histogram.h"
#include "roundoff/measure/signed_map.h"

namespace roundoff::bindings {
namespace {

class TensorHandle {
 public:
  explicit TensorHandle(HeldTensor tensor) : held_(std::make_shared<HeldTensor>(std::move(tensor))) {}

  std::string name() const { return held_->name; }
  val shape() const { return array_of(held_->shape); }
  double count() const { return static_cast<double>(held_->values.size()); }
  double columns() const { return static_cast<double>(held_->view().row_size()); }

  // Smallest and largest finite value, and what is not finite.
  val scan() const {
    const linear::Scan found = linear::scan(held_->values);
    val object = val::object();
    object.set("min", found.range.min);
    object.set("max", found.range.max);
    object.set("nan", found.nan);
    object.set("infinite", found.infinite);
    return object;
  }

  val values() const { return view_of(held_->values); }

  // False where there is no such place.
  bool set(double index, float value) {
    if (!(index >= 0 && index < count() && index == std::floor(index))) return false;
    held_->values[static_cast<size_t>(index)] = value;
    return true;
  }

  // { min, max, counts, below, above }; over the finite values' range where both ends are undefined.
  val histogram(size_t bins, const val& min, const val& max) const {
    if (min.isUndefined()) return object_of(roundoff::histogram(held_->values, bins));
    return object_of(roundoff::histogram(held_->values, bins, {min.as<float>(), max.as<float>()}));
  }

  // As a matrix of rows of its last axis.
  std::shared_ptr<TensorHandle> transpose() const {
    const size_t columns = held_->view().row_size();
    const size_t rows = columns == 0 ? 0 : held_->values.size() / columns;
    return std::make_shared<TensorHandle>(
        HeldTensor{held_->name, {columns, rows}, transposed(held_->values, columns)});
  }

  val clip_curve(const val& arguments, size_t points) const {
    return clip_curve_of(*held_, arguments, points);
  }
  val roundings(int bits, double seed) const { return roundings_of(*held_, bits, seed); }
  val layer(const val& options) const { return layer_of(*held_, options); }
  val rate_curve(const std::string& quantizer) const { return rate_curve_of(*held_, quantizer); }
  val rate_bounds() const { return rate_bounds_of(*held_); }
  val coded(const std::string& quantizer, int bits, double step) const {
    return coded_of(*held_, quantizer, bits, step);
  }

  val compress(const val& arguments) const { return compress_held(held_, arguments); }

 private:
  std::shared_ptr<HeldTensor> held_;
};

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

val bytes_of(std::span<const Rgb8, 256> colors) {
  static_assert(sizeof(Rgb8) == 3);
  return view_of(std::span(reinterpret_cast<const uint8_t*>(colors.data()), 3 * colors.size()));
}

val heat_map() { return bytes_of(heat_colors()); }
val signed_map() { return bytes_of(signed_colors()); }

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_tensor) {
  emscripten::function("makeTensor", &make_tensor);
  emscripten::function("randomTensor", &random_tensor);
  emscripten::function("heatMap", &heat_map);
  emscripten::function("signedMap", &signed_map);

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
      .function("transpose", &TensorHandle::transpose)
      .function("clipCurve", &TensorHandle::clip_curve)
      .function("roundings", &TensorHandle::roundings)
      .function("layer", &TensorHandle::layer)
      .function("rateCurve", &TensorHandle::rate_curve)
      .function("rateBounds", &TensorHandle::rate_bounds)
      .function("coded", &TensorHandle::coded)
      .function("compress", &TensorHandle::compress);
}

}  // namespace roundoff::bindings
