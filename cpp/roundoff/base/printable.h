// Names out of files, fit to be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roundoff {

// With a question mark for each byte that could move a terminal's cursor: controls, those of C1 (U+0080 … U+009F) too,
// and continuation bytes of UTF-8 that continue nothing, which some terminals take for C1.
inline std::string printable(std::string_view name) {
  std::string text(name);
  int expected = 0;  // continuation bytes that are still to come
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool continues = (byte & 0xc0u) == 0x80u;
    const bool c1 = i > 0 && text[i - 1] == '\xc2' && byte < 0xa0;
    if (byte < 0x20 || byte == 0x7f || (continues && (expected == 0 || c1))) text[i] = '?';
    if (c1 && continues) text[i - 1] = '?';
    expected = continues      ? expected - (expected > 0 ? 1 : 0)
               : byte >= 0xf0 ? 3
               : byte >= 0xe0 ? 2
               : byte >= 0xc0 ? 1
                              : 0;
  }
  return text;
}

}  // namespace roundoff
