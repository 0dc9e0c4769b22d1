// PNG files made to order, well-formed or not, for tests.
#pragma once

#include <lodepng.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "roundoff/base/span2d.h"
#include "roundoff/color/rgb.h"
#include "tests/support/files.h"

namespace roundoff::test {

// A PNG file of exactly this kind. `raw` holds the samples as PNG stores them, rows packed without padding.
inline Bytes make_png(const Bytes& raw, unsigned width, unsigned height, LodePNGColorType type,
                      unsigned depth, const std::vector<Rgb8>& palette = {}, bool interlaced = false) {
  LodePNGState state;
  lodepng_state_init(&state);
  state.encoder.auto_convert = 0;
  state.info_png.interlace_method = interlaced;
  for (LodePNGColorMode* mode : {&state.info_raw, &state.info_png.color}) {
    mode->colortype = type;
    mode->bitdepth = depth;
    for (const Rgb8 color : palette) lodepng_palette_add(mode, color.r, color.g, color.b, 255);
  }
  unsigned char* out = nullptr;
  size_t size = 0;
  const unsigned error = lodepng_encode(&out, &size, raw.data(), width, height, &state);
  lodepng_state_cleanup(&state);
  Bytes file(out, out + size);
  std::free(out);
  return error ? Bytes{} : file;
}

inline Bytes make_rgb_png(const std::vector<Rgb8>& pixels, unsigned width, unsigned height) {
  Bytes raw(pixels.size() * 3);
  uint8_t* out = raw.data();
  for (const Rgb8 p : pixels) {
    *out++ = p.r;
    *out++ = p.g;
    *out++ = p.b;
  }
  return make_png(raw, width, height, LCT_RGB, 8);
}

inline void put32(Bytes& bytes, uint32_t value) {
  for (unsigned shift = 32; shift > 0; shift -= 8)
    bytes.push_back(static_cast<uint8_t>(value >> (shift - 8)));
}

// A chunk with a right checksum.
inline Bytes png_chunk(std::string_view type, const Bytes& data) {
  Bytes chunk;
  chunk.reserve(12 + data.size());
  put32(chunk, static_cast<uint32_t>(data.size()));
  chunk.insert(chunk.end(), type.begin(), type.end());
  chunk.insert(chunk.end(), data.begin(), data.end());
  put32(chunk, lodepng_crc32(chunk.data() + 4, chunk.size() - 4));
  return chunk;
}

inline Bytes png_of_chunks(const std::vector<Bytes>& chunks) {
  Bytes file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  for (const Bytes& chunk : chunks) file.insert(file.end(), chunk.begin(), chunk.end());
  return file;
}

inline Bytes ihdr(uint32_t width, uint32_t height, uint8_t depth, uint8_t color_type) {
  Bytes data;
  put32(data, width);
  put32(data, height);
  data.insert(data.end(), {depth, color_type, 0, 0, 0});
  return png_chunk("IHDR", data);
}

inline Bytes deflated(const Bytes& raw) {
  unsigned char* out = nullptr;
  size_t size = 0;
  lodepng_zlib_compress(&out, &size, raw.data(), raw.size(), &lodepng_default_compress_settings);
  Bytes bytes(out, out + size);
  std::free(out);
  return bytes;
}

// The file with `chunk` put in right after its header.
inline Bytes with_chunk(Bytes file, const Bytes& chunk) {
  constexpr size_t kAfterHeader = 8 + 25;
  file.insert(file.begin() + kAfterHeader, chunk.begin(), chunk.end());
  return file;
}

struct IndexedPng {
  unsigned width = 0;
  unsigned height = 0;
  unsigned depth = 0;
  Bytes indices;
  std::vector<Rgb8> palette;
};

// Reads a PNG file of color type 3 as it is; `depth` stays 0 where it is none.
inline IndexedPng read_indexed_png(const Bytes& file) {
  LodePNGState state;
  lodepng_state_init(&state);
  state.decoder.color_convert = 0;
  IndexedPng png;
  unsigned char* out = nullptr;
  const unsigned error = lodepng_decode(&out, &png.width, &png.height, &state, file.data(), file.size());
  const LodePNGColorMode& mode = state.info_png.color;
  if (error == 0 && mode.colortype == LCT_PALETTE) {
    png.depth = mode.bitdepth;
    const unsigned mask = (1U << png.depth) - 1;
    for (size_t i = 0; i < size_t{png.width} * png.height; ++i) {
      const size_t bit = i * png.depth;
      png.indices.push_back(static_cast<uint8_t>(out[bit / 8] >> (8 - png.depth - bit % 8) & mask));
    }
    for (size_t i = 0; i < mode.palettesize; ++i) {
      const unsigned char* color = mode.palette + 4 * i;
      png.palette.push_back({color[0], color[1], color[2]});
    }
  }
  std::free(out);
  lodepng_state_cleanup(&state);
  return png;
}

}  // namespace roundoff::test
