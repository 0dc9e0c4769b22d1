// What `roundoff tensor` found, and how it is told.
#pragma once

#include <string>

#include "roundoff/compress/compress.h"
#include "roundoff/tensorfile/tensor_file.h"

namespace roundoff::cli {

// The file's directory, as JSON or as a table for people.
std::string to_json(const TensorFile& file);
std::string to_text(const TensorFile& file);

struct TensorReport {
  const TensorInfo& tensor;
  const MethodArguments& arguments;
  const Compression& compression;
};

// JSON, its numbers such that they read back to the same bits. `scale` and `zero_point` are numbers where the whole
// tensor shares them, else a list with one for each slice or block in memory order, and null where the method has none;
// sqnr_db is null where nothing was lost. `entropy` and `huffman_bits` are bits an integer, all of them as one message.
std::string to_json(const TensorReport& report);
std::string to_text(const TensorReport& report);

}  // namespace roundoff::cli
