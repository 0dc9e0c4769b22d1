// What a tensor became in the worker.
#include <emscripten/bind.h>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bindings/histogram.h"
#include "bindings/method.h"
#include "bindings/tensor.h"
#include "bindings/values.h"
#include "roundoff/compress/compress.h"
#include "roundoff/compress/method.h"
#include "roundoff/compress/picture.h"
#include "roundoff/linear/clip_curve.h"
#include "roundoff/tensorfile/npy.h"

namespace roundoff::bindings {
namespace {

std::optional<float> scale_from(const val& number) {
  if (number.isUndefined()) return std::nullopt;
  return number.as<float>();
}

class Compressed {
 public:
  Compressed(std::shared_ptr<const HeldTensor> tensor, Compression compression)
      : tensor_(std::move(tensor)), compression_(std::move(compression)) {}

  int bits() const { return compression_.bits; }
  double bytes() const { return static_cast<double>(compression_.bytes); }
  double effective_bits_per_value() const {
    return effective_bits(compression_.bytes, compression_.values.size());
  }
  double seconds() const { return compression_.seconds; }

  val error() const { return object_of(compression_.error); }

  val scales() const { return view_of(compression_.scales); }
  val zero_points() const { return view_of(compression_.zero_points); }
  val ranges() const {
    static_assert(sizeof(Range) == 2 * sizeof(float));
    return view_of(std::span(&compression_.ranges.data()->min, 2 * compression_.ranges.size()));
  }
  val integer_range() const {
    if (!compression_.integer_range) return val::undefined();
    val object = val::object();
    object.set("min", compression_.integer_range->min);
    object.set("max", compression_.integer_range->max);
    return object;
  }
  val centroids() const { return view_of(compression_.centroids); }
  val values() const { return view_of(compression_.values); }
  val integers() const {
    return std::visit([](const auto& list) { return view_of(list); }, compression_.integers);
  }
  val integers_shape() const { return array_of(compression_.integers_shape); }

  val errors() {
    errors_ = roundoff::errors(tensor_->view(), compression_);
    return view_of(errors_);
  }

  // A copy, as what follows.
  val error_histogram(size_t bins) const {
    return object_of(roundoff::error_histogram(tensor_->values, compression_.values, bins));
  }

  val integer_counts() const {
    const IntegerCounts found = count_integers(compression_);
    val object = val::object();
    object.set("min", found.min);
    object.set("counts", copy_of(found.counts));
    return object;
  }

  // As in PictureOptions; the scales may be undefined.
  val pictures(const val& value_scale, const val& error_scale, bool before, bool integers, bool after,
               bool error) {
    pictures_ = paint(tensor_->view(), compression_,
                      {scale_from(value_scale), scale_from(error_scale), before, integers, after, error});
    val object = val::object();
    object.set("before", view_of(pictures_.before));
    object.set("integers", view_of(pictures_.integers));
    object.set("after", view_of(pictures_.after));
    object.set("error", view_of(pictures_.error));
    object.set("valueScale", pictures_.value_scale);
    object.set("errorScale", pictures_.error_scale);
    return object;
  }

  val values_npy() {
    npy_ = write_npy(compression_.values, tensor_->shape);
    return view_of(npy_);
  }
  val integers_npy() {
    npy_ = std::visit([&](const auto& list) { return write_npy(list, compression_.integers_shape); },
                      compression_.integers);
    return view_of(npy_);
  }

 private:
  std::shared_ptr<const HeldTensor> tensor_;
  Compression compression_;
  // What was last asked for.
  std::vector<float> errors_;
  CompressionPictures pictures_;
  std::vector<uint8_t> npy_;
};

Result<Method> method_from(const val& from) {
  const Result<MethodArguments> arguments = arguments_from(from);
  if (!arguments) return Error{arguments.error()};
  return parse_method(*arguments);
}

// A Compressed or a string; `arguments` has the fields of MethodArguments, in camelCase, undefined where there is none.
val compress(const TensorHandle& tensor, const val& arguments) {
  const Result<Method> method = method_from(arguments);
  if (!method) return val(method.error());
  Result<Compression> compression = roundoff::compress(tensor.held().view(), *method);
  if (!compression) return val(compression.error());
  return val(std::make_shared<Compressed>(tensor.share(), std::move(*compression)));
}

// { share, clipMse, roundMse } or a string; `arguments` are those of linear quantization.
val clip_curve(const TensorHandle& tensor, const val& arguments, size_t points) {
  const Result<Method> method = method_from(arguments);
  if (!method) return val(method.error());
  const auto* options = std::get_if<linear::Options>(&*method);
  if (options == nullptr) return val("only --method linear has a range to clip at");
  const auto curve = linear::clip_curve(tensor.held().view(), *options, points);
  if (!curve) return val(curve.error());
  val object = val::object();
  object.set("share", copy_of(curve->share));
  object.set("clipMse", copy_of(curve->clip_mse));
  object.set("roundMse", copy_of(curve->round_mse));
  return object;
}

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_compression) {
  emscripten::function("compress", &compress);
  emscripten::function("clipCurve", &clip_curve);

  emscripten::class_<Compressed>("Compressed")
      .smart_ptr<std::shared_ptr<Compressed>>("CompressedPointer")
      .property("bits", &Compressed::bits)
      .property("bytes", &Compressed::bytes)
      .property("effectiveBits", &Compressed::effective_bits_per_value)
      .property("seconds", &Compressed::seconds)
      .function("error", &Compressed::error)
      .function("scales", &Compressed::scales)
      .function("zeroPoints", &Compressed::zero_points)
      .function("ranges", &Compressed::ranges)
      .function("integerRange", &Compressed::integer_range)
      .function("centroids", &Compressed::centroids)
      .function("values", &Compressed::values)
      .function("integers", &Compressed::integers)
      .function("integersShape", &Compressed::integers_shape)
      .function("errors", &Compressed::errors)
      .function("errorHistogram", &Compressed::error_histogram)
      .function("integerCounts", &Compressed::integer_counts)
      .function("pictures", &Compressed::pictures)
      .function("valuesNpy", &Compressed::values_npy)
      .function("integersNpy", &Compressed::integers_npy);
}

}  // namespace roundoff::bindings
