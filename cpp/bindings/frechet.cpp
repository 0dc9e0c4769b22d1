// How far a crowd of faces is from real ones: apart from the networks, since few ask and an eigenvalue solver is large.

#include <emscripten/bind.h>

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "bindings/values.h"
#include "roundoff/model/frechet.h"

namespace roundoff::bindings {
namespace {

using namespace model;

class StatisticsHandle {
 public:
  explicit StatisticsHandle(FeatureStatistics statistics) : statistics_(std::move(statistics)) {}

  // Of a judge's features of so many faces; NaN where they are not as many as those held out, or of one face.
  double distance(const val& of, size_t faces) const {
    const auto features = emscripten::convertJSArrayToNumberVector<float>(of);
    if (faces < 2 || features.size() != faces * statistics_.mean.size()) return NAN;
    return frechet_distance(statistics_of(features, faces), statistics_);
  }

 private:
  FeatureStatistics statistics_;
};

// Statistics, or a string.
val open_statistics(const val& file) {
  Result<FeatureStatistics> statistics =
      read_statistics(emscripten::convertJSArrayToNumberVector<uint8_t>(file));
  if (!statistics) return val(statistics.error());
  return val(std::make_shared<StatisticsHandle>(std::move(*statistics)));
}

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_frechet) {
  emscripten::function("openStatistics", &open_statistics);
  emscripten::class_<StatisticsHandle>("Statistics")
      .smart_ptr<std::shared_ptr<StatisticsHandle>>("StatisticsPointer")
      .function("distance", &StatisticsHandle::distance);
}

}  // namespace roundoff::bindings
