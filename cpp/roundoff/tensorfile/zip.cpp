#include "roundoff/tensorfile/zip.h"

#include <lodepng.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "roundoff/tensorfile/byte_reader.h"
#include "roundoff/tensorfile/layout.h"

namespace roundoff::internal {
namespace {

constexpr std::string_view kLocalHeader = "PK\x03\x04";
constexpr std::string_view kCentralHeader = "PK\x01\x02";
constexpr std::string_view kEndRecord = "PK\x05\x06";
constexpr size_t kLocalBytes = 30;
constexpr size_t kCentralBytes = 46;
constexpr size_t kEndBytes = 22;
constexpr size_t kMaxDeflateExpansion = 1032;  // a match of 258 bytes takes at least 2 bits

Error damaged_zip(const std::string& what) { return {"the zip archive is damaged: " + what}; }

bool starts_with(std::span<const uint8_t> bytes, std::string_view start) {
  return text_of(bytes).substr(0, start.size()) == start;
}

struct Directory {
  size_t begin = 0;
  size_t bytes = 0;
  size_t members = 0;
};

// The end record stands at the very end, but for a comment whose length it states.
Result<Directory> find_directory(std::span<const uint8_t> file) {
  const Error cut_off{"the zip archive is cut off: it has no directory"};
  if (file.size() < kEndBytes) return cut_off;
  constexpr size_t kMaxComment = 0xffff;
  const size_t last = file.size() - kEndBytes;
  for (size_t comment = 0; comment <= std::min(last, kMaxComment); ++comment) {
    const auto record = file.subspan(last - comment);
    if (!starts_with(record, kEndRecord) || little_endian<uint16_t>(record, 20) != comment) continue;
    const uint16_t disk = little_endian<uint16_t>(record, 4);
    const uint16_t on_this_disk = little_endian<uint16_t>(record, 8);
    const Directory found{little_endian<uint32_t>(record, 16), little_endian<uint32_t>(record, 12),
                          little_endian<uint16_t>(record, 10)};
    if (found.members == 0xffff || found.bytes == 0xffffffff || found.begin == 0xffffffff) {
      return Error{"zip64 archives (4 GB and above, or 65,535 members) are not handled"};
    }
    if (disk != 0 || on_this_disk != found.members)
      return Error{"zip archives in several parts are not handled"};
    if (found.begin > last - comment || found.bytes > last - comment - found.begin) {
      return damaged_zip("its directory lies outside it");
    }
    return found;
  }
  return cut_off;
}

// Where the member's bytes begin: after its local header, whose own extra fields may differ from the directory's.
std::optional<size_t> data_begin(std::span<const uint8_t> file, size_t local) {
  if (local > file.size() || file.size() - local < kLocalBytes) return std::nullopt;
  const auto header = file.subspan(local);
  if (!starts_with(header, kLocalHeader)) return std::nullopt;
  return local + kLocalBytes + little_endian<uint16_t>(header, 26) + little_endian<uint16_t>(header, 28);
}

struct Entry {
  ZipMember member;
  size_t local = 0;  // where its local header begins
};

Result<Entry> read_entry(std::span<const uint8_t> file, size_t directory_begin, ByteReader& reader) {
  const auto header = reader.take(kCentralBytes);
  if (reader.failed() || !starts_with(header, kCentralHeader)) return damaged_zip("its directory is");
  Entry entry;
  ZipMember& member = entry.member;
  const uint16_t flags = little_endian<uint16_t>(header, 8);
  const uint16_t method = little_endian<uint16_t>(header, 10);
  member.crc = little_endian<uint32_t>(header, 16);
  member.packed_bytes = little_endian<uint32_t>(header, 20);
  member.bytes = little_endian<uint32_t>(header, 24);
  entry.local = little_endian<uint32_t>(header, 42);
  member.name = std::string(text_of(reader.take(little_endian<uint16_t>(header, 28))));
  reader.take(little_endian<uint16_t>(header, 30));  // extra fields
  reader.take(little_endian<uint16_t>(header, 32));  // comment
  if (reader.failed()) return damaged_zip("its directory is cut off");

  const std::string name = in_quotes(member.name);
  if ((flags & 1u) != 0) return Error{"the zip archive's " + name + " is encrypted"};
  if (method != 0 && method != 8) {
    return Error{"the zip archive's " + name + " is packed by method " + std::to_string(method) +
                 "; stored and deflated members are handled"};
  }
  if (member.packed_bytes == 0xffffffff || member.bytes == 0xffffffff || entry.local == 0xffffffff) {
    return Error{"the zip archive's " + name + " has zip64 sizes, which are not handled"};
  }
  member.deflated = method == 8;
  const auto begin = data_begin(file, entry.local);
  if (!begin || *begin > directory_begin || member.packed_bytes > directory_begin - *begin) {
    return damaged_zip(name + " lies outside it");
  }
  member.offset = *begin;
  if (member.deflated ? member.bytes / kMaxDeflateExpansion > member.packed_bytes
                      : member.bytes != member.packed_bytes) {
    return damaged_zip(name + " claims " + std::to_string(member.bytes) + " bytes in " +
                       std::to_string(member.packed_bytes));
  }
  return entry;
}

struct Free {
  void operator()(unsigned char* memory) const { std::free(memory); }
};

// Stops soon after `limit` bytes, with what there is by then.
Result<std::vector<uint8_t>> inflate(std::span<const uint8_t> packed, size_t limit, const std::string& name) {
  constexpr unsigned kBeyondLimit = 109;
  LodePNGDecompressSettings settings = lodepng_default_decompress_settings;
  settings.max_output_size = std::max<size_t>(limit, 1);  // 0 would be no limit
  unsigned char* out = nullptr;
  size_t size = 0;
  const unsigned error = lodepng_inflate(&out, &size, packed.data(), packed.size(), &settings);
  const std::unique_ptr<unsigned char, Free> owner(out);
  if (error != 0 && error != kBeyondLimit) return damaged_zip(name + " does not unpack");
  return std::vector<uint8_t>(out, out + size);
}

}  // namespace

bool is_zip(std::span<const uint8_t> file) {
  return starts_with(file, kLocalHeader) || starts_with(file, kEndRecord);
}

Result<std::vector<ZipMember>> list_zip(std::span<const uint8_t> file) {
  const Result<Directory> directory = find_directory(file);
  if (!directory) return Error{directory.error()};
  ByteReader reader(file.subspan(directory->begin, directory->bytes));
  std::vector<ZipMember> members;
  std::vector<size_t> begins;
  for (size_t i = 0; i < directory->members; ++i) {
    Result<Entry> entry = read_entry(file, directory->begin, reader);
    if (!entry) return Error{entry.error()};
    begins.push_back(entry->local);
    members.push_back(std::move(entry->member));
  }
  if (reader.left() > 0) return damaged_zip("its directory has more than its members");
  // Members that share their bytes would unpack to more than one member's share of the file.
  std::vector<Extent> extents;
  for (size_t i = 0; i < members.size(); ++i) {
    extents.push_back({begins[i], members[i].offset + members[i].packed_bytes, members[i].name});
  }
  if (const auto problem = overlap(extents)) return damaged_zip(*problem);
  return members;
}

Result<std::vector<uint8_t>> start_of_member(std::span<const uint8_t> file, const ZipMember& member,
                                             size_t count) {
  const auto packed = file.subspan(member.offset, member.packed_bytes);
  count = std::min(count, member.bytes);
  if (!member.deflated)
    return std::vector<uint8_t>(packed.begin(), packed.begin() + static_cast<ptrdiff_t>(count));
  Result<std::vector<uint8_t>> bytes = inflate(packed, count, in_quotes(member.name));
  if (!bytes) return bytes;
  if (bytes->size() < count)
    return damaged_zip(in_quotes(member.name) + " unpacks to fewer bytes than it claims");
  bytes->resize(count);
  return bytes;
}

Result<std::vector<uint8_t>> whole_member(std::span<const uint8_t> file, const ZipMember& member) {
  const auto packed = file.subspan(member.offset, member.packed_bytes);
  Result<std::vector<uint8_t>> bytes = member.deflated ? inflate(packed, member.bytes, in_quotes(member.name))
                                                       : std::vector<uint8_t>(packed.begin(), packed.end());
  if (!bytes) return bytes;
  if (bytes->size() != member.bytes) {
    return damaged_zip(in_quotes(member.name) + " does not unpack to the " + std::to_string(member.bytes) +
                       " bytes that it claims");
  }
  if (lodepng_crc32(bytes->data(), bytes->size()) != member.crc) {
    return damaged_zip("the checksum of " + in_quotes(member.name) + " does not match");
  }
  return bytes;
}

}  // namespace roundoff::internal
