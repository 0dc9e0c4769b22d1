#include "roundoff/base/slicing.h"

#include <string>

#include "roundoff/base/tensor.h"

namespace roundoff {

Result<Slices> Slices::of(std::span<const size_t> shape, const Slicing& slicing) {
  Slices slices;
  slices.values_ = Tensor::count(shape);
  switch (slicing.granularity) {
    case Granularity::kTensor:
      slices.slices_ = 1;
      slices.row_ = slices.run_ = std::max<size_t>(slices.values_, 1);
      break;
    case Granularity::kChannel: {
      const size_t axis = slicing.axis;
      if (axis >= shape.size()) {
        return Error{"axis " + std::to_string(axis) + ": the tensor has only " +
                     std::to_string(shape.size()) + (shape.size() == 1 ? " axis" : " axes")};
      }
      slices.slices_ = shape[axis];
      slices.run_ = std::max<size_t>(Tensor::count(shape.subspan(axis + 1)), 1);
      slices.row_ = std::max<size_t>(slices.values_, 1);
      break;
    }
    case Granularity::kGroup: {
      if (slicing.group_size == 0) return Error{"the group size must be at least 1"};
      const size_t row = shape.empty() ? 1 : shape.back();
      slices.row_ = std::max<size_t>(row, 1);
      slices.run_ = std::min(slicing.group_size, slices.row_);
      const size_t per_row = (slices.row_ + slices.run_ - 1) / slices.run_;
      slices.slices_ = slices.values_ / slices.row_ * per_row;
      break;
    }
  }
  return slices;
}

}  // namespace roundoff
