// JSON (RFC 8259), token by token, out of a text that nobody vouches for: what the heads of files say, read by RapidJSON
// without a document or recursion. The CLI, which writes JSON too, has nlohmann-json; in the browser that weighs more.
#pragma once

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
};

class JsonSink {
 public:
  virtual ~JsonSink() = default;
  // `text` of a kKey or kText, in UTF-8, may be moved from; `number` is that of a kWhole. False ends the reading.
  virtual bool take(JsonToken token, std::string& text, uint64_t number) = 0;
};

struct JsonOutcome {
  bool is_json = false;
  // Where it is not: the byte that could not be read on from, counted from 1; one more than there are where the text
  // ends too early. Where the sink ended the reading `is_json` is true, of what was read.
  size_t position = 0;
};

// Keys are not compared, numbers beyond a double's are refused.
JsonOutcome read_json(std::string_view json, JsonSink& sink);

}  // namespace roundoff
