// Zip archives, as far as NumPy writes them: members stored or deflated. https://pkware.cachefly.net (APPNOTE.TXT)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/tensorfile/tensor_info.h"

namespace roundoff::internal {

bool is_zip(std::span<const uint8_t> file);

// The members, in the directory's order. Refused: zip64 sizes, encryption, other kinds of compression, members that
// overlap, and those that claim more bytes than their own can unpack to.
Result<std::vector<ZipMember>> list_zip(std::span<const uint8_t> file);

// The first bytes of a member: `count` or all it has, whichever is less. Nothing is verified but that they unpack.
Result<std::vector<uint8_t>> start_of_member(std::span<const uint8_t> file, const ZipMember& member,
                                             size_t count);

// All of it, of the length and with the checksum that the directory states.
Result<std::vector<uint8_t>> whole_member(std::span<const uint8_t> file, const ZipMember& member);

}  // namespace roundoff::internal
