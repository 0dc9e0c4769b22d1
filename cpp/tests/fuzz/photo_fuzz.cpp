// Any bytes as a picture file: an error in one line or a picture of the size that the header states, the same each time.
#include <lodepng.h>

#include <algorithm>
#include <cstdint>
#include <span>

#include "roundoff/photo/byte_order.h"
#include "roundoff/photo/decode.h"
#include "roundoff/photo/file_header.h"
#include "tests/fuzz/check.h"

using roundoff::fuzz::check;

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

// Mutates, then repairs a PNG file's checksums: else hardly a mutation would get past them.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned) {
  size = LLVMFuzzerMutate(data, size, max_size);
  const std::span<uint8_t> file(data, size);
  if (size < 8 || data[0] != 0x89) return size;
  for (size_t at = 8; size - at >= 12;) {
    const size_t length = roundoff::big32(file, at);
    if (length > size - at - 12) break;
    const uint32_t checksum = lodepng_crc32(data + at + 4, length + 4);
    for (size_t i = 0; i < 4; ++i) data[at + 8 + length + i] = static_cast<uint8_t>(checksum >> (24 - 8 * i));
    at += 12 + length;
  }
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> file(data, size);
  const auto header = roundoff::read_file_header(file);
  // Large pictures only make the search slow.
  constexpr size_t kMaxFuzzedPixels = size_t{1} << 18u;
  if (header.ok() && header->width * header->height > kMaxFuzzedPixels) return -1;

  const auto photo = roundoff::decode(file);
  const auto again = roundoff::decode(file);
  check(photo.ok() == again.ok(), "the same bytes decode or do not");
  if (!photo.ok()) {
    check(!photo.error().empty() && photo.error().find('\n') == std::string::npos, "an error is one line");
    return 0;
  }
  check(header.ok(), "what has no header does not decode");
  check(photo->width() == header->width && photo->height() == header->height,
        "the size is that of the header");
  const auto first = photo->view().flat();
  const auto second = again->view().flat();
  check(std::equal(first.begin(), first.end(), second.begin(), second.end()),
        "the same bytes give the same pixels");
  return 0;
}
