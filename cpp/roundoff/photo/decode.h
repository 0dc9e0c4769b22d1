// JPEG and PNG files to pixels, by stb_image: baseline and progressive JPEG (grey, YCbCr, RGB, and CMYK
// converted without a profile), PNG of every colour type and depth (16 bits are cut to their upper 8).
#pragma once

#include <cstdint>
#include <span>

#include "roundoff/base/status.h"
#include "roundoff/photo/photo.h"

namespace roundoff {

// Errors: everything that read_file_header refuses, and pixel data that does not decode. An EXIF orientation
// and colour profiles are ignored (FileTraits tells whether there are any).
Result<Photo> decode(std::span<const uint8_t> file);

}  // namespace roundoff
