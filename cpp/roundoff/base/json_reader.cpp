#include "roundoff/base/json_reader.h"

#include <limits>

namespace roundoff {
namespace {

// Bytes of the character of UTF-8 that `text` begins with (Unicode, table 3-7); 0 where it begins with none.
size_t character_bytes(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const size_t bytes = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < least || byte(1) > most) return 0;
  for (size_t i = 2; i < bytes; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  }
  return bytes;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool JsonReader::take(char c) {
  if (at_ == json_.size() || json_[at_] != c) return false;
  ++at_;
  return true;
}

void JsonReader::skip_spaces() {
  while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
}

JsonToken JsonReader::refuse() {
  place_ = Place::kNowhere;
  return JsonToken::kRefused;
}

JsonToken JsonReader::next() {
  if (place_ == Place::kNowhere) return JsonToken::kRefused;
  skip_spaces();
  if (place_ == Place::kAfterValue && !open_.empty() && take(',')) {
    place_ = open_.back() == '{' ? Place::kKey : Place::kValue;
    skip_spaces();
  }
  const bool may_end = place_ == Place::kAfterValue || place_ == Place::kFirst;
  if (may_end && open_.empty()) return at_ == json_.size() ? JsonToken::kEnd : refuse();
  if (may_end && take(open_.back() == '{' ? '}' : ']')) {
    const bool object = open_.back() == '{';
    open_.pop_back();
    place_ = Place::kAfterValue;
    return object ? JsonToken::kObjectEnd : JsonToken::kListEnd;
  }
  if (place_ == Place::kAfterValue) return refuse();
  if (place_ == Place::kValue || (place_ == Place::kFirst && open_.back() == '[')) return value();
  if (!read_text()) return refuse();
  skip_spaces();
  if (!take(':')) return refuse();
  place_ = Place::kValue;
  return JsonToken::kKey;
}

JsonToken JsonReader::open(JsonToken token) {
  open_.push_back(json_[at_++]);
  place_ = Place::kFirst;
  return token;
}

JsonToken JsonReader::value() {
  skip_spaces();
  place_ = Place::kAfterValue;
  switch (peek()) {
    case '{':
      return open(JsonToken::kObject);
    case '[':
      return open(JsonToken::kList);
    case '"':
      return read_text() ? JsonToken::kText : refuse();
    case 't':
      return literal("true", JsonToken::kTruth);
    case 'f':
      return literal("false", JsonToken::kTruth);
    case 'n':
      return literal("null", JsonToken::kNull);
    default:
      return numeral();
  }
}

JsonToken JsonReader::literal(std::string_view word, JsonToken token) {
  for (const char c : word) {
    if (!take(c)) return refuse();
  }
  return token;
}

bool JsonReader::digits() {
  if (!is_digit(peek())) return false;
  while (is_digit(peek())) ++at_;
  return true;
}

JsonToken JsonReader::numeral() {
  const bool negative = take('-');
  const size_t begin = at_;
  if (!take('0') && !digits()) return refuse();
  const std::string_view whole = json_.substr(begin, at_ - begin);
  bool fraction = false;
  if (take('.')) {
    fraction = true;
    if (!digits()) return refuse();
  }
  if (take('e') || take('E')) {
    fraction = true;
    if (!take('+')) take('-');
    if (!digits()) return refuse();
  }
  if (fraction) return JsonToken::kNumber;
  if (negative) return JsonToken::kNegative;
  number_ = 0;
  for (const char c : whole) {
    const auto digit = static_cast<uint64_t>(c - '0');
    if (number_ > (std::numeric_limits<uint64_t>::max() - digit) / 10) return JsonToken::kNumber;
    number_ = 10 * number_ + digit;
  }
  return JsonToken::kWhole;
}

bool JsonReader::read_text() {
  if (!take('"')) return false;
  text_.clear();
  while (!take('"')) {
    if (static_cast<unsigned char>(peek()) < 0x20) return false;
    if (take('\\')) {
      if (!escape()) return false;
      continue;
    }
    const size_t bytes = character_bytes(json_.substr(at_));
    if (bytes == 0) return false;
    text_ += json_.substr(at_, bytes);
    at_ += bytes;
  }
  return true;
}

bool JsonReader::escape() {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kCharacters = "\"\\/\b\f\n\r\t";
  const size_t found = kNames.find(peek());
  if (found != std::string_view::npos) {
    text_ += kCharacters[found];
    ++at_;
    return true;
  }
  uint32_t unit = 0;
  if (!take('u') || !hex(unit)) return false;
  if (unit >= 0xdc00 && unit < 0xe000) return false;
  if (unit >= 0xd800 && unit < 0xdc00) {
    uint32_t low = 0;
    if (!take('\\') || !take('u') || !hex(low) || low < 0xdc00 || low >= 0xe000) return false;
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
  append(unit);
  return true;
}

bool JsonReader::hex(uint32_t& unit) {
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = peek();
    const char small = static_cast<char>(c | 0x20);
    if (!is_digit(c) && (small < 'a' || small > 'f')) return false;
    unit = 16 * unit + static_cast<uint32_t>(is_digit(c) ? c - '0' : small - 'a' + 10);
  }
  return true;
}

void JsonReader::append(uint32_t code_point) {
  const auto tail = [&](int shift) { text_ += static_cast<char>(0x80 | (code_point >> shift & 0x3f)); };
  if (code_point < 0x80) {
    text_ += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text_ += static_cast<char>(0xc0 | code_point >> 6);
    tail(0);
  } else if (code_point < 0x10000) {
    text_ += static_cast<char>(0xe0 | code_point >> 12);
    tail(6);
    tail(0);
  } else {
    text_ += static_cast<char>(0xf0 | code_point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace roundoff
