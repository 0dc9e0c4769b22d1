#include "roundoff/base/printable.h"

#include <gtest/gtest.h>

namespace roundoff {
namespace {

TEST(Printable, KeepsText) {
  for (const char* name : {"", "conv1.weight", "größe", "重み", "a·b", "😀 face", "\u00a0"}) {
    EXPECT_EQ(printable(name), name);
  }
}

TEST(Printable, LeavesNothingThatMovesACursor) {
  EXPECT_EQ(printable("a\x1b[31mb\n\x7f"), "a?[31mb??");
  EXPECT_EQ(printable("a\xc2\x85\xc2\x9b"
                      "31m"),
            "a\xc2?\xc2?31m");  // U+0085, U+009B: what is left is no character
  EXPECT_EQ(printable("\x9b"
                      "31m"),
            "?31m");
}

TEST(Printable, TakesAnyBytes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string name{static_cast<char>(first), static_cast<char>(second)};
      const std::string text = printable(name);
      ASSERT_EQ(text.size(), 2u);
      EXPECT_EQ(printable(text), text);
    }
  }
}

}  // namespace
}  // namespace roundoff
