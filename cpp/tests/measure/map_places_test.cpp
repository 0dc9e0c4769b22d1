#include "roundoff/measure/map_places.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "tests/support/tensors.h"

namespace roundoff {
namespace {

TEST(MapPlaces, FastIsAsThePlainOne) {
  constexpr float kMax = std::numeric_limits<float>::max();
  for (const auto& [name, values] : test::hostile_values()) {
    for (const float steps : {0.0F, 1e-30F, 0.7F, 254.0F, kMax}) {
      for (const MapScale& scale : {MapScale{steps, -127, 127, 128, false}, {steps, 0, 255, 0, true}}) {
        std::vector<int32_t> fast(values.size());
        std::vector<int32_t> plain(values.size());
        map_places(values, scale, fast);
        map_places_ref(values, scale, plain);
        EXPECT_EQ(fast, plain) << name << " " << steps;
      }
    }
  }
}

TEST(MapPlaces, RoundHalvesUpAndStopAtTheEnds) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> values = {0,    0.25F,     -0.25F,     0.24F,         500,
                                     -500, kInfinity, -kInfinity, -kInfinity * 0};
  std::vector<int32_t> places(values.size());
  map_places(values, {2, -127, 127, 128, false}, places);
  EXPECT_EQ(places, (std::vector<int32_t>{128, 129, 128, 128, 255, 1, kInfinityPlace, kNegativeInfinityPlace,
                                          kNanPlace}));
}

}  // namespace
}  // namespace roundoff
