// What a JPEG or PNG file says of itself, read without decoding a pixel: its size, whether it is whole, and
// what a colour-managed viewer would do to it that the core's decoder does not. Trusts nothing in the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "roundoff/base/status.h"

namespace roundoff {

enum class FileFormat : uint8_t { kJpeg, kPng };

constexpr std::string_view name_of(FileFormat format) { return format == FileFormat::kJpeg ? "JPEG" : "PNG"; }

// What the decoder ignores and a browser would honour.
struct FileTraits {
  bool orientation = false;    // EXIF asks for the picture to be turned or mirrored
  bool color_profile = false;  // an ICC or CICP profile, a gamma or primaries, unless they are sRGB's
  bool cmyk = false;           // four inks, converted here without a profile

  bool plain() const { return !orientation && !color_profile && !cmyk; }
};

struct FileHeader {
  FileFormat format = FileFormat::kJpeg;
  size_t width = 0;
  size_t height = 0;
  FileTraits traits;
  // PNG with a palette: where the data of its PLTE chunk lies in the file, and how many entries its pixels
  // can name (0 for every other picture).
  size_t palette_begin = 0;
  size_t palette_bytes = 0;
  size_t palette_entries = 0;
};

// Walks the file's segments or chunks to its end. Errors, each a line for people: an empty file, one that is
// neither JPEG nor PNG, one that is cut off, one of a kind that the decoder does not know (lossless,
// hierarchical and arithmetic-coded JPEG, 12-bit JPEG, Apple's CgBI), one that is damaged, one without
// pixels, and one that claims more pixels than its bytes can hold or than kMaxPixels. So a small file cannot
// ask for a large allocation: DEFLATE expands at most 1032-fold, and a JPEG spends at least one bit on each
// block of 8 × 8 pixels, in at most 100 scans.
Result<FileHeader> read_file_header(std::span<const uint8_t> file);

// The EXIF orientation (1 … 8) in a TIFF block; 1, upright, where there is none.
int exif_orientation(std::span<const uint8_t> tiff);

namespace internal {
Result<FileHeader> read_jpeg_header(std::span<const uint8_t> file);
Result<FileHeader> read_png_header(std::span<const uint8_t> file);
}  // namespace internal

}  // namespace roundoff
