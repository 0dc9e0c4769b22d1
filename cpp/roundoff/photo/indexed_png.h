// The indexed form of a picture, a palette and one index a pixel: the PNG-8 file, and the bytes before
// compression.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/base/status.h"
#include "roundoff/color/rgb.h"

namespace roundoff {

// What the indexed form takes uncompressed: ⌈log2 colors⌉ bits a pixel, rounded up to whole bytes, and 3
// bytes a palette entry. A single colour needs no bits a pixel.
size_t indexed_bytes(size_t width, size_t height, size_t colors);

// A PNG file of color type 3 at the smallest bit depth that PNG has for the palette (1, 2, 4 or 8). The same
// bytes natively and in WASM: lodepng compresses, with the same settings. Errors: no pixels, a palette of 0
// or more than 256 colours, an index beyond it, no memory.
Result<std::vector<uint8_t>> encode_indexed_png(Span2D<const uint8_t> indices, std::span<const Rgb8> palette);

}  // namespace roundoff
