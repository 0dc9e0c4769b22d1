// Names out of files, fit to be shown.
#pragma once

#include <string>
#include <string_view>

namespace roundoff {

// With a question mark for each byte that could move a terminal's cursor: controls, those of C1 (U+0080 … U+009F) too,
// and continuation bytes of UTF-8 that begin a character, which some terminals take for C1.
inline std::string printable(std::string_view name) {
  std::string text(name);
  unsigned before = 0;
  for (char& c : text) {
    const unsigned byte = static_cast<unsigned char>(c);
    const bool stray = (byte & 0xc0u) == 0x80u && (before < 0x80 || (before == 0xc2 && byte < 0xa0));
    if (byte < 0x20 || byte == 0x7f || stray) c = '?';
    before = static_cast<unsigned char>(c);
  }
  return text;
}

}  // namespace roundoff
