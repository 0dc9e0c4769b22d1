// Rows become columns.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace roundoff {

// The values of a matrix with rows of `columns`, column by column: values[r · columns + c] goes to c · rows + r. A whole
// number of rows.
std::vector<float> transposed(std::span<const float> values, size_t columns);

}  // namespace roundoff
