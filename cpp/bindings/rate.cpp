// A tensor's rate-distortion curves on their way to JavaScript.
#include <emscripten/bind.h>

#include <string>
#include <vector>

#include "bindings/tensor.h"
#include "bindings/values.h"
#include "roundoff/compress/rate.h"

namespace roundoff::bindings {
namespace {

val object_of(const RatePoint& point) {
  val object = val::object();
  object.set("quantizer", std::string(name_of(point.setting.quantizer)));
  if (point.setting.quantizer == RateQuantizer::kUniform) {
    object.set("step", point.setting.step);
  } else {
    object.set("bits", point.setting.bits);
  }
  object.set("symbols", point.symbols);
  object.set("fixed", point.fixed);
  object.set("entropy", point.entropy);
  object.set("huffman", point.huffman);
  object.set("codebook", point.codebook);
  object.set("code", point.code);
  object.set("sqnrDb", point.sqnr_db);
  return object;
}

std::string text_of(uint64_t word, uint8_t length) {
  std::string text;
  for (int bit = length; bit-- > 0;) text += (word >> bit & 1) != 0 ? '1' : '0';
  return text;
}

val unknown() { return val("the quantizer is linear, uniform or kmeans"); }

// By the quantizer's name: a list of points with the fields of RatePoint in camelCase; or a string.
val rate_curve(const TensorHandle& tensor, const std::string& name) {
  const auto quantizer = parse_rate_quantizer(name);
  if (!quantizer) return unknown();
  const Result<std::vector<RatePoint>> curve = roundoff::rate_curve(tensor.held().view(), *quantizer);
  if (!curve) return val(curve.error());
  val list = val::array();
  for (const RatePoint& point : *curve) list.call<void>("push", object_of(point));
  return list;
}

// { values, mean, variance, gaussianDb, ownDb (undefined where there is none), dbPerBit }, or a string.
val rate_bounds(const TensorHandle& tensor) {
  const Result<RateBounds> bounds = roundoff::rate_bounds(tensor.held().view());
  if (!bounds) return val(bounds.error());
  val object = val::object();
  object.set("values", bounds->values);
  object.set("mean", bounds->mean);
  object.set("variance", bounds->variance);
  object.set("gaussianDb", bounds->gaussian_db);
  if (bounds->own_db) object.set("ownDb", *bounds->own_db);
  object.set("dbPerBit", kDecibelsPerBit);
  return object;
}

// { point, symbols: [{ value, count, word: "0110" }] }, or a string.
val coded(const TensorHandle& tensor, const std::string& name, int bits, double step) {
  const auto quantizer = parse_rate_quantizer(name);
  if (!quantizer) return unknown();
  const Result<CodedTensor> coded = code(tensor.held().view(), {*quantizer, bits, step});
  if (!coded) return val(coded.error());
  val symbols = val::array();
  for (const CodedSymbol& symbol : coded->symbols) {
    val entry = val::object();
    entry.set("value", symbol.value);
    entry.set("count", symbol.count);
    entry.set("word", text_of(symbol.word, symbol.length));
    symbols.call<void>("push", entry);
  }
  val object = val::object();
  object.set("point", object_of(coded->point));
  object.set("symbols", symbols);
  return object;
}

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_rate) {
  emscripten::function("rateCurve", &rate_curve);
  emscripten::function("rateBounds", &rate_bounds);
  emscripten::function("coded", &coded);
}

}  // namespace roundoff::bindings
