// JSON (RFC 8259), token by token, out of a text that nobody vouches for. The library reads what little JSON the heads of
// files have, in the browser too, where a general parser would be a sixth of what a page of networks loads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace roundoff {

enum class JsonToken : uint8_t {
  kObject,
  kObjectEnd,
  kList,
  kListEnd,
  kKey,
  kText,
  kWhole,     // digits alone, and at most 64 bits
  kNegative,  // a whole number with a minus
  kNumber,    // any other
  kTruth,
  kNull,
  kEnd,      // of a text that is JSON
  kRefused,  // it is not
};

// Nothing is kept of what has passed but which objects and lists are open: a byte for each. Keys are not compared.
class JsonReader {
 public:
  // The text stays where it is while it is read.
  explicit JsonReader(std::string_view json) : json_(json) {}

  // After kEnd, or kRefused, the same again.
  JsonToken next();

  // Of the last kKey or kText, in UTF-8; may be moved from.
  std::string& text() { return text_; }
  // Of the last kWhole.
  uint64_t number() const { return number_; }
  // The byte that could not be read on from, counted from 1; one more than there are where the text ends too early.
  size_t position() const { return at_ + 1; }

 private:
  enum class Place : uint8_t { kValue, kKey, kFirst, kAfterValue, kNowhere };

  // '\0', which JSON has nowhere, at the end.
  char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }
  bool take(char c);
  void skip_spaces();
  JsonToken refuse();
  JsonToken open(JsonToken token);
  JsonToken value();
  JsonToken literal(std::string_view word, JsonToken token);
  JsonToken numeral();
  bool digits();
  bool read_text();
  bool escape();
  bool hex(uint32_t& unit);
  void append(uint32_t code_point);

  std::string_view json_;
  size_t at_ = 0;
  Place place_ = Place::kValue;
  std::string open_;  // '{' or '[', the innermost last
  std::string text_;
  uint64_t number_ = 0;
};

}  // namespace roundoff
