// A tensor in the worker. Modules of their own have it, and in each what may be asked of it.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings/histogram.h"
#include "bindings/values.h"
#include "roundoff/base/tensor.h"
#include "roundoff/base/transpose.h"
#include "roundoff/linear/kernels.h"
#include "roundoff/measure/histogram.h"

namespace roundoff::bindings {

struct HeldTensor {
  std::string name;
  std::vector<size_t> shape;
  std::vector<float> values;

  Tensor view() const { return {shape, values}; }
};

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

  const HeldTensor& held() const { return *held_; }
  std::shared_ptr<const HeldTensor> share() const { return held_; }

 private:
  std::shared_ptr<HeldTensor> held_;
};

}  // namespace roundoff::bindings
