// What `roundoff tensor` found, and how it is told.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "roundoff/compress/compress.h"
#include "roundoff/tensorfile/tensor_file.h"

namespace roundoff::cli {

// The file's directory, as JSON or as a table for people.
std::string to_json(const TensorFile& file);
std::string to_text(const TensorFile& file);

// How many of a tensor's values are no finite numbers, before anything is done to it.
struct NotFinite {
  size_t nan = 0;
  size_t infinite = 0;  // of either sign
};
NotFinite count_not_finite(std::span<const float> values);

struct TensorReport {
  const TensorInfo& tensor;
  const MethodArguments& arguments;
  const Compression& compression;
  NotFinite not_finite;
  std::span<const float> values;    // before
  std::optional<size_t> histogram;  // bins
};

// JSON, its numbers such that they read back to the same bits. `scale` and `zero_point` are numbers where the whole
// tensor shares them, else a list with one for each slice or block in memory order, and null where the method has none;
// sqnr_db is null where nothing was lost. `entropy` and `huffman_bits` are bits an integer, all of them as one message.
// `not_finite` counts the tensor's `nan` and `infinite` values, and as `left_out` those that no error counts, since they
// are not finite before or after. `zero_range_slices`, of linear quantization and else null, counts the slices whose range
// is 0 alone: their scale is 1. `zeros` counts the values of 0, which mre leaves out. The text has the same, and what is
// null or a count of 0 is not in it. Where bins are asked for, `histogram` has `values` and `errors` as { min, max, counts },
// bins of equal width, and `integers` as { min, counts }, one count for each integer from `min` on.
std::string to_json(const TensorReport& report);
std::string to_text(const TensorReport& report);

}  // namespace roundoff::cli
