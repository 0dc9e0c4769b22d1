#include "roundoff/photo/decode.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "roundoff/photo/file_header.h"
#include "roundoff/photo/stb_decoder.h"

namespace roundoff {
namespace {

// The file with its palette filled up with black to as many entries as its pixels can name. stb_image looks
// up an index beyond the palette in memory that nobody wrote; libpng, and with it browsers, shows black.
std::vector<uint8_t> with_full_palette(std::span<const uint8_t> file, const FileHeader& header) {
  const size_t bytes = header.palette_entries * 3;
  const size_t end = header.palette_begin + header.palette_bytes;
  std::vector<uint8_t> full(file.begin(), file.begin() + static_cast<ptrdiff_t>(end));
  full.resize(header.palette_begin + bytes);
  full[header.palette_begin - 6] = static_cast<uint8_t>(bytes >> 8u);  // the chunk's length, big-endian
  full[header.palette_begin - 5] = static_cast<uint8_t>(bytes);
  full.insert(full.end(), file.begin() + static_cast<ptrdiff_t>(end), file.end());
  return full;
}

// What stb_image needs at once: 8 bytes a pixel (16-bit RGBA, or a JPEG's coefficients) of a picture padded
// to whole 32 × 32 blocks, twice where a guess is doubled; or twice the compressed data; and its own tables.
size_t allocation_for(const FileHeader& header, size_t file_bytes) {
  const size_t padded = (header.width + 32) * (header.height + 32);
  return std::max(padded * 16, file_bytes * 2) + (size_t{1} << 16u);
}

std::string in_words(const char* problem) {
  if (problem == nullptr) return "its pixels do not decode";
  if (std::string_view(problem) == "outofmem") return "it needs more memory than its header justifies";
  return problem;
}

}  // namespace

Result<Photo> decode(std::span<const uint8_t> file) {
  const Result<FileHeader> header = read_file_header(file);
  if (!header) return Error{header.error()};
  if (file.size() > size_t{std::numeric_limits<int>::max()}) return Error{"files above 2 GB are not handled"};

  std::vector<uint8_t> full;
  if (header->palette_bytes < header->palette_entries * 3) {
    full = with_full_palette(file, *header);
    file = full;
  }
  const internal::StbImage image = internal::stb_decode(file, allocation_for(*header, file.size()));
  const std::string damaged = "the " + std::string(name_of(header->format)) + " file is damaged: ";
  if (!image.rgba) return Error{damaged + in_words(image.problem)};
  if (image.width != header->width || image.height != header->height)
    return Error{damaged + "it has two headers"};
  return Photo::from_rgba({image.rgba.get(), image.width * image.height * 4}, image.width, image.height);
}

}  // namespace roundoff
