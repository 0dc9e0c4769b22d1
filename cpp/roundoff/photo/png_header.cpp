// PNG (W3C, third edition), section 5: eight bytes of signature, then chunks: length, type, data, checksum.
#include <lodepng.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "roundoff/photo/byte_order.h"
#include "roundoff/photo/file_header.h"

namespace roundoff::internal {
namespace {

constexpr size_t kSignatureBytes = 8;
constexpr size_t kMaxDeflateExpansion = 1032;  // a match of 258 bytes takes at least 2 bits

Error damaged_png(std::string_view what) { return {"the PNG file is damaged: " + std::string(what)}; }

struct Layout {
  size_t bits_per_pixel = 0;
  size_t palette_entries = 0;
};

// Bits a pixel for the pairs of colour type and bit depth that PNG allows (table 11.1); 0 for any other.
Layout layout_of(uint8_t color_type, uint8_t depth) {
  const bool power = depth == 1 || depth == 2 || depth == 4 || depth == 8;
  const bool wide = depth == 8 || depth == 16;
  switch (color_type) {
    case 0:  // grey
      return {power || wide ? size_t{depth} : 0, 0};
    case 2:  // RGB
      return {wide ? size_t{depth} * 3 : 0, 0};
    case 3:  // palette
      return power ? Layout{depth, size_t{1} << depth} : Layout{};
    case 4:  // grey and alpha
      return {wide ? size_t{depth} * 2 : 0, 0};
    case 6:  // RGB and alpha
      return {wide ? size_t{depth} * 4 : 0, 0};
    default:
      return {};
  }
}

// The chunks that say how colours are meant. An sRGB chunk settles it over gAMA and cHRM; a profile over all.
struct ColorChunks {
  bool profile = false;
  bool srgb = false;
  bool other_gamma = false;
  bool other_primaries = false;

  void read(std::string_view type, std::span<const uint8_t> data) {
    if (type == "iCCP" || type == "cICP") profile = true;
    if (type == "sRGB") srgb = true;
    if (type == "gAMA" && data.size() >= 4) other_gamma = big32(data, 0) != 45455;  // 1 / 2.2
    if (type == "cHRM" && data.size() >= 32) {
      constexpr std::array<uint32_t, 8> kSrgb = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
      for (size_t i = 0; i < kSrgb.size(); ++i) other_primaries |= big32(data, i * 4) != kSrgb[i];
    }
  }

  bool managed() const { return profile || (!srgb && (other_gamma || other_primaries)); }
};

}  // namespace

Result<FileHeader> read_png_header(std::span<const uint8_t> file) {
  const Error cut_off{"the PNG file is cut off"};
  FileHeader header;
  header.format = FileFormat::kPng;
  Layout layout;
  ColorChunks color;
  size_t image_bytes = 0;
  for (size_t at = kSignatureBytes;;) {
    if (file.size() - at < 12) return cut_off;
    const size_t length = big32(file, at);
    if (length > file.size() - at - 12) return cut_off;
    const std::string_view type(reinterpret_cast<const char*>(file.data()) + at + 4, 4);
    const std::span<const uint8_t> data = file.subspan(at + 8, length);
    const bool critical = (type[0] & 0x20) == 0;
    if (critical && lodepng_crc32(file.data() + at + 4, length + 4) != big32(file, at + 8 + length)) {
      return damaged_png("a checksum does not match");
    }
    if (at == kSignatureBytes) {
      if (type == "CgBI") return Error{"Apple's CgBI variant of PNG is not supported"};
      if (type != "IHDR" || length != 13) return damaged_png("it does not begin with its header");
      header.width = big32(data, 0);
      header.height = big32(data, 4);
      if (header.width == 0 || header.height == 0) return Error{"the PNG picture has no pixels"};
      layout = layout_of(data[9], data[8]);
      if (layout.bits_per_pixel == 0) return damaged_png("its header names no kind of PNG that exists");
    } else if (type == "PLTE") {
      header.palette_begin = at + 8;
      header.palette_bytes = length;
      header.palette_entries = layout.palette_entries;
    } else if (type == "IDAT") {
      image_bytes += length;
    } else if (type == "IEND") {
      break;
    } else if (type == "eXIf") {
      header.traits.orientation = exif_orientation(data) != 1;
    } else {
      color.read(type, data);
    }
    at += 12 + length;
  }
  header.traits.color_profile = color.managed();
  if (layout.palette_entries > 0 && header.palette_bytes == 0) return damaged_png("its palette is missing");
  // In doubles: the product of two 32-bit sizes and the bits of a pixel may not fit 64 bits.
  const double raw = static_cast<double>(header.width) * static_cast<double>(header.height) *
                     static_cast<double>(layout.bits_per_pixel) / 8;
  if (raw > static_cast<double>(image_bytes) * kMaxDeflateExpansion) {
    return damaged_png("it is too short for the " + std::to_string(header.width) + " × " +
                       std::to_string(header.height) + " pixels that it claims");
  }
  return header;
}

}  // namespace roundoff::internal
