#include "roundoff/photo/file_header.h"

#include <algorithm>
#include <array>
#include <string>

#include "roundoff/photo/photo.h"

namespace roundoff {
namespace {

constexpr std::array<uint8_t, 3> kJpegStart = {0xff, 0xd8, 0xff};
constexpr std::array<uint8_t, 8> kPngStart = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

bool starts_with(std::span<const uint8_t> file, std::span<const uint8_t> start) {
  return file.size() >= start.size() && std::equal(start.begin(), start.end(), file.begin());
}

}  // namespace

Result<FileHeader> read_file_header(std::span<const uint8_t> file) {
  if (file.empty()) return Error{"the file is empty"};
  const bool jpeg = starts_with(file, kJpegStart);
  if (!jpeg && !starts_with(file, kPngStart)) return Error{"not a JPEG or PNG file"};
  Result<FileHeader> header = jpeg ? internal::read_jpeg_header(file) : internal::read_png_header(file);
  if (header.ok() && header->width > kMaxPixels / header->height) {
    return Error{"the picture has " + std::to_string(header->width) + " × " + std::to_string(header->height) +
                 " pixels; at most " + std::to_string(kMaxPixels) + " are handled"};
  }
  return header;
}

int exif_orientation(std::span<const uint8_t> tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = tiff[0] == 'I';
  const auto u16 = [&](size_t at) -> uint32_t {
    return little ? tiff[at] | tiff[at + 1] << 8 : tiff[at] << 8 | tiff[at + 1];
  };
  const auto u32 = [&](size_t at) -> uint32_t {
    return little ? u16(at) | u16(at + 2) << 16u : u16(at) << 16u | u16(at + 2);
  };
  constexpr size_t kEntryBytes = 12;
  constexpr uint32_t kOrientationTag = 0x0112;
  const size_t directory = u32(4);
  if (directory > tiff.size() - 2) return 1;
  const size_t entries = std::min<size_t>(u16(directory), (tiff.size() - directory - 2) / kEntryBytes);
  for (size_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + i * kEntryBytes;
    if (u16(entry) != kOrientationTag) continue;
    const uint32_t orientation = u16(entry + 8);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  }
  return 1;
}

}  // namespace roundoff
