// Whether an ICC profile means plain sRGB: cameras and editors embed that one most of all, and it changes nothing.
#pragma once

#include <cstdint>
#include <span>

namespace roundoff {

// True when the profile's primaries and tone curves are sRGB's, as closely as the profiles in use have them (HP's
// "sRGB IEC61966-2.1" and its kin). False for everything else, damaged profiles included.
bool is_srgb_profile(std::span<const uint8_t> profile);

}  // namespace roundoff
