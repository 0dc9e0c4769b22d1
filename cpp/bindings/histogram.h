// A histogram on its way to JavaScript.
#pragma once

#include "bindings/values.h"
#include "roundoff/measure/histogram.h"

namespace roundoff::bindings {

// Its counts are a copy.
inline val object_of(const Histogram& histogram) {
  val object = val::object();
  object.set("min", histogram.range.min);
  object.set("max", histogram.range.max);
  object.set("counts", copy_of(histogram.counts));
  object.set("below", histogram.below);
  object.set("above", histogram.above);
  return object;
}

}  // namespace roundoff::bindings
