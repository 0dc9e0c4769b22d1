#include "roundoff/base/json_reader.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <charconv>

namespace roundoff {
namespace {

// RapidJSON 1.1 lets half a surrogate pair through where it comes as an escape: half a pair is no character.
bool has_surrogate(std::string_view utf8) {
  for (size_t at = utf8.find('\xed'); at != std::string_view::npos; at = utf8.find('\xed', at + 1)) {
    if (at + 1 < utf8.size() && static_cast<unsigned char>(utf8[at + 1]) >= 0xa0) return true;
  }
  return false;
}

// RapidJSON's events, by the names that it gives them.
class Handler {
 public:
  explicit Handler(JsonSink& sink) : sink_(sink) {}

  // NOLINTBEGIN(readability-identifier-naming)
  bool StartObject() { return pass(JsonToken::kObject); }
  bool EndObject(rapidjson::SizeType /*members*/) { return pass(JsonToken::kObjectEnd); }
  bool StartArray() { return pass(JsonToken::kList); }
  bool EndArray(rapidjson::SizeType /*elements*/) { return pass(JsonToken::kListEnd); }
  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return words(JsonToken::kKey, {text, size});
  }
  bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return words(JsonToken::kText, {text, size});
  }
  bool Bool(bool /*value*/) { return pass(JsonToken::kTruth); }
  bool Null() { return pass(JsonToken::kNull); }

  bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    const std::string_view digits(text, size);
    if (digits.find_first_of(".eE") != std::string_view::npos) return pass(JsonToken::kNumber);
    if (digits.starts_with('-')) return pass(JsonToken::kNegative);
    uint64_t number = 0;
    const bool fits = std::from_chars(text, text + size, number).ec == std::errc();
    return pass(fits ? JsonToken::kWhole : JsonToken::kNumber, number);
  }
  // Every number comes raw.
  bool Int(int /*value*/) { return false; }
  bool Uint(unsigned /*value*/) { return false; }
  bool Int64(int64_t /*value*/) { return false; }
  bool Uint64(uint64_t /*value*/) { return false; }
  bool Double(double /*value*/) { return false; }
  // NOLINTEND(readability-identifier-naming)

  bool ended_by_sink() const { return ended_by_sink_; }

 private:
  bool pass(JsonToken token, uint64_t number = 0) {
    ended_by_sink_ = !sink_.take(token, text_, number);
    return !ended_by_sink_;
  }
  bool words(JsonToken token, std::string_view text) {
    if (has_surrogate(text)) return false;
    text_ = text;
    return pass(token);
  }

  JsonSink& sink_;
  std::string text_;
  bool ended_by_sink_ = false;
};

}  // namespace

JsonOutcome read_json(std::string_view json, JsonSink& sink) {
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::Reader reader;
  Handler handler(sink);
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
  if (handler.ended_by_sink()) return {true, 0};
  if (result.IsError()) return {false, result.Offset() + 1};
  // A zero byte is the end to RapidJSON.
  if (stream.Tell() != json.size()) return {false, stream.Tell() + 1};
  return {true, 0};
}

}  // namespace roundoff
