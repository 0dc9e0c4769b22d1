// ITU-T T.81, annex B: a JPEG file is a row of segments, each a marker and most with a length, and
// entropy-coded data after each start of scan.
#include <algorithm>
#include <string>
#include <string_view>

#include "roundoff/photo/byte_order.h"
#include "roundoff/photo/file_header.h"
#include "roundoff/photo/icc_profile.h"

namespace roundoff::internal {
namespace {

enum Marker : uint8_t {
  kTem = 0x01,
  kSof0 = 0xc0,  // baseline
  kSof2 = 0xc2,  // progressive
  kDht = 0xc4,
  kJpg = 0xc8,
  kDac = 0xcc,
  kSof15 = 0xcf,
  kRst0 = 0xd0,
  kRst7 = 0xd7,
  kEoi = 0xd9,
  kSos = 0xda,
  kApp1 = 0xe1,
  kApp2 = 0xe2,
};

// Encoders write about ten scans. Each one walks every block, so thousands would stall the reader.
constexpr int kMaxScans = 100;

// A block of 8 × 8 pixels takes a bit or more, so at most 512 pixels hide in a byte; twice that, to be
// generous.
constexpr size_t kMaxPixelsPerByte = 1024;

// ICC.1 annex B.4: the tag with its final zero, this segment's number and how many there are.
constexpr std::string_view kIccTag("ICC_PROFILE\0", 12);
constexpr size_t kIccHeader = kIccTag.size() + 2;

bool is_frame(uint8_t marker) {
  return marker >= kSof0 && marker <= kSof15 && marker != kDht && marker != kJpg && marker != kDac;
}

bool begins_with(std::span<const uint8_t> body, std::string_view tag) {
  return body.size() >= tag.size() && std::equal(tag.begin(), tag.end(), body.begin());
}

// stb_image copies a Huffman table's values without counting them, so a table of more than 256 is stopped
// here.
bool huffman_tables_fit(std::span<const uint8_t> body) {
  constexpr size_t kLengths = 16;
  while (!body.empty()) {
    if (body.size() < 1 + kLengths) return false;
    size_t values = 0;
    for (size_t i = 1; i <= kLengths; ++i) values += body[i];
    if (values > 256 || body.size() < 1 + kLengths + values) return false;
    body = body.subspan(1 + kLengths + values);
  }
  return true;
}

Error damaged_jpeg(std::string_view what) { return {"the JPEG file is damaged: " + std::string(what)}; }

// Reads the frame header (SOF) into `header`; an empty string when it is one that the decoder handles.
std::string read_frame(std::span<const uint8_t> body, uint8_t marker, FileHeader& header) {
  if (marker > kSof2) return "lossless, hierarchical and arithmetic-coded JPEG files are not supported";
  if (body.size() < 6) return damaged_jpeg("its frame header is too short").message;
  if (body[0] != 8) return "JPEG files of " + std::to_string(body[0]) + " bits a channel are not supported";
  header.height = big16(body, 1);
  header.width = big16(body, 3);
  header.traits.cmyk = body[5] == 4;
  if (header.width == 0 || header.height == 0) return "the JPEG picture has no pixels";
  return {};
}

// The first byte after the entropy-coded data that starts at `at`: a marker's 0xff, or the file's end.
size_t skip_scan(std::span<const uint8_t> file, size_t at) {
  for (; at + 1 < file.size(); ++at) {
    if (file[at] != 0xff) continue;
    const uint8_t next = file[at + 1];
    if (next != 0 && next != 0xff && (next < kRst0 || next > kRst7)) return at;
  }
  return file.size();
}

}  // namespace

Result<FileHeader> read_jpeg_header(std::span<const uint8_t> file) {
  const Error cut_off{"the JPEG file is cut off"};
  FileHeader header;
  header.format = FileFormat::kJpeg;
  bool frame_seen = false;
  int scans = 0;
  size_t at = 2;  // past the start of image
  for (;;) {
    // Some cameras pad between segments; decoders look for the next marker, and so do we.
    while (at + 1 < file.size() && (file[at] != 0xff || file[at + 1] == 0xff || file[at + 1] == 0)) ++at;
    if (at + 1 >= file.size()) return cut_off;
    const uint8_t marker = file[at + 1];
    at += 2;
    if (marker == kEoi) break;
    if (marker == kTem || (marker >= kRst0 && marker <= kRst7)) continue;
    if (at + 2 > file.size()) return cut_off;
    const size_t length = big16(file, at);
    if (length < 2) return damaged_jpeg("a segment has no length");
    if (at + length > file.size()) return cut_off;
    const std::span<const uint8_t> body = file.subspan(at + 2, length - 2);
    at += length;
    if (is_frame(marker)) {
      if (frame_seen) return damaged_jpeg("it has two frame headers");
      frame_seen = true;
      if (std::string problem = read_frame(body, marker, header); !problem.empty())
        return Error{std::move(problem)};
    } else if (marker == kDht) {
      if (!huffman_tables_fit(body)) return damaged_jpeg("a Huffman table is too long");
    } else if (marker == kApp1 && begins_with(body, "Exif")) {
      header.traits.orientation |= body.size() > 6 && exif_orientation(body.subspan(6)) != 1;
    } else if (marker == kApp2 && begins_with(body, kIccTag)) {
      // A profile too long for one segment is no sRGB profile in use.
      header.traits.color_profile |=
          body.size() < kIccHeader || body[kIccHeader - 1] != 1 || !is_srgb_profile(body.subspan(kIccHeader));
    } else if (marker == kSos) {
      if (!frame_seen) return damaged_jpeg("a scan comes before its frame header");
      if (++scans > kMaxScans)
        return damaged_jpeg("it has more than " + std::to_string(kMaxScans) + " scans");
      at = skip_scan(file, at);
    }
  }
  if (!frame_seen || scans == 0) return damaged_jpeg("it holds no picture");
  if (header.width * header.height / kMaxPixelsPerByte > file.size()) {
    return damaged_jpeg("it is too short for the " + std::to_string(header.width) + " × " +
                        std::to_string(header.height) + " pixels that it claims");
  }
  return header;
}

}  // namespace roundoff::internal
