// A layer's weights as PackedWeights in web/engine/model-types.ts.
#pragma once

#include <emscripten/val.h>

#include <string>

#include "bindings/values.h"
#include "roundoff/model/packed_weights.h"

namespace roundoff::bindings {

inline val object_of(const model::PackedWeights& packed) {
  constexpr const char* kNames[] = {"float32", "float16", "linear", "table"};
  val object = val::object();
  object.set("encoding", std::string(kNames[static_cast<size_t>(packed.encoding)]));
  object.set("rows", packed.rows);
  object.set("columns", packed.columns);
  object.set("bits", packed.bits);
  object.set("wordsPerRow", packed.words_per_row);
  object.set("codes", copy_of(packed.codes));
  object.set("groupSize", packed.group_size);
  object.set("flat", packed.flat);
  object.set("scales", copy_of(packed.scales));
  object.set("zeroPoints", copy_of(packed.zero_points));
  object.set("table", copy_of(packed.table));
  object.set("tableSize", packed.table_size);
  object.set("tables", packed.tables);
  return object;
}

}  // namespace roundoff::bindings
