// Against nlohmann's parser: what is JSON, and what it says.
#include "roundoff/base/json_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "roundoff/base/random.h"

namespace roundoff {
namespace {

using Said = std::vector<std::string>;

class Lines final : public JsonSink {
 public:
  Said lines;

  bool take(JsonToken token, std::string& text, uint64_t number) override {
    lines.push_back(line(token, text, number));
    return true;
  }

 private:
  static std::string line(JsonToken token, const std::string& text, uint64_t number) {
    switch (token) {
      case JsonToken::kObject:
        return "{";
      case JsonToken::kObjectEnd:
        return "}";
      case JsonToken::kList:
        return "[";
      case JsonToken::kListEnd:
        return "]";
      case JsonToken::kKey:
        return "key " + text;
      case JsonToken::kText:
        return "text " + text;
      case JsonToken::kWhole:
        return "whole " + std::to_string(number);
      case JsonToken::kNegative:
        return "negative";
      case JsonToken::kNumber:
        return "number";
      case JsonToken::kTruth:
        return "truth";
      case JsonToken::kNull:
        return "null";
    }
    return "";
  }
};

// A line for each token; "refused" alone where the text is no JSON.
Said said(std::string_view json) {
  Lines sink;
  const JsonOutcome read = read_json(json, sink);
  if (read.is_json) return sink.lines;
  EXPECT_LE(read.position, json.size() + 1);
  return {"refused"};
}

struct Reference {
  Said lines;

  bool add(std::string line) {
    lines.push_back(std::move(line));
    return true;
  }
  bool null() { return add("null"); }
  bool boolean(bool /*value*/) { return add("truth"); }
  bool number_integer(int64_t /*value*/) { return add("negative"); }
  bool number_unsigned(uint64_t value) { return add("whole " + std::to_string(value)); }
  bool number_float(double /*value*/, const std::string& text) {
    const bool whole = text.front() == '-' && text.find_first_of(".eE") == std::string::npos;
    return add(whole ? "negative" : "number");
  }
  bool string(const std::string& value) { return add("text " + value); }
  bool binary(const std::vector<uint8_t>& /*value*/) { return false; }
  bool start_object(size_t /*elements*/) { return add("{"); }
  bool end_object() { return add("}"); }
  bool start_array(size_t /*elements*/) { return add("["); }
  bool end_array() { return add("]"); }
  bool key(const std::string& value) { return add("key " + value); }
  template <class Exception>
  bool parse_error(size_t /*position*/, const std::string& /*token*/, const Exception& /*error*/) {
    return false;
  }
};

Said said_ref(std::string_view json) {
  Reference reference;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reference)) return {"refused"};
  return reference.lines;
}

TEST(JsonReader, SaysWhatTheReferenceSays) {
  for (const std::string json :
       {R"({})", R"([])", R"( { "a" : [ 1 , -2 , 3.5 , 1e3 , -0 , 0 ] , "b" : { "c" : null } } )",
        R"([true,false,null,"",[[],{}]])", R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00")",
        "\"é €\xf0\x9f\x98\x80\x7f\"", "[18446744073709551615,18446744073709551616,-9223372036854775809]",
        "[1E5,1e+5,1.5E-3,-1.25]", "7", R"({"a":1,"a":2})", "\t[\r\n1]\n"}) {
    EXPECT_NE(said(json), Said{"refused"}) << json;
    EXPECT_EQ(said(json), said_ref(json)) << json;
  }
}

TEST(JsonReader, RefusesWhatTheReferenceRefuses) {
  for (const std::string json : {"",
                                 " ",
                                 "{",
                                 "}",
                                 "[",
                                 "]",
                                 "[1",
                                 "[1,",
                                 "[1,]",
                                 "[,1]",
                                 "{,}",
                                 "{\"a\"}",
                                 "{\"a\":}",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "{1:2}",
                                 "[1 2]",
                                 "[1]]",
                                 "{}{}",
                                 "01",
                                 "-",
                                 "+1",
                                 "1.",
                                 ".5",
                                 "1e",
                                 "1e+",
                                 "0x1",
                                 "tru",
                                 "truex",
                                 "nul",
                                 "NaN",
                                 "Infinity",
                                 "\"",
                                 "\"a",
                                 "\"\\",
                                 "\"\\x\"",
                                 "\"\\u12\"",
                                 "\"\\u12g4\"",
                                 "\"\\ud800\"",
                                 "\"\\udc00\"",
                                 "\"\\ud800\\u0041\"",
                                 "\"\\ud800a\"",
                                 "\"\n\"",
                                 "\"\x1f\"",
                                 "\"\x80\"",
                                 "\"\xc1\xbf\"",
                                 "\"\xe0\x9f\xbf\"",
                                 "\"\xed\xa0\x80\"",
                                 "\"\xf4\x90\x80\x80\"",
                                 "\"\xf5\x80\x80\x80\"",
                                 "\"\xe2\x82\"",
                                 "'a'",
                                 "// 1"}) {
    EXPECT_EQ(said(json), Said{"refused"}) << json;
    EXPECT_EQ(said_ref(json), Said{"refused"}) << json;
  }
}

TEST(JsonReader, AgreesOnDamagedText) {
  const std::string whole =
      R"({"__metadata__":{"a":"\u00e9\ud83d\ude00€","b":"[1]"},"w":{"dtype":"F32","shape":[2,30],"data_offsets":[0,24]},"t":[true,null,-1.5E-2]})";
  // No zero bytes, which end the reference's text, and no letters that make a number too large for a double.
  const std::string_view pieces = "{}[]:,\"\\u0189-.+ \n\ttfn\xc3\xa9\xe2\x82\xac\xed\xa0";
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string json = whole;
    for (uint64_t edits = 1 + random.below(3); edits > 0; --edits) {
      const size_t at = random.below(json.size());
      const char piece = pieces[random.below(pieces.size())];
      switch (random.below(3)) {
        case 0:
          json[at] = piece;
          break;
        case 1:
          json.insert(at, 1, piece);
          break;
        default:
          json.erase(at, 1 + random.below(4));
      }
    }
    ASSERT_EQ(said(json), said_ref(json)) << json;
  }
}

TEST(JsonReader, RefusesAZeroByte) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view json : {"{}\0"sv, "\0{}"sv, "[1\0]"sv, "\"\0\""sv, "[1,\0 2]"sv}) {
    EXPECT_EQ(said(json), Said{"refused"});
  }
}

TEST(JsonReader, StopsWhereTheSinkDoes) {
  struct OneToken final : JsonSink {
    int tokens = 0;
    bool take(JsonToken /*token*/, std::string& /*text*/, uint64_t /*number*/) override {
      return ++tokens < 2;
    }
  } sink;
  EXPECT_TRUE(read_json("[1, 2, what follows is not read", sink).is_json);
  EXPECT_EQ(sink.tokens, 2);
}

TEST(JsonReader, SaysWhereTheTextGoesWrong) {
  const auto position = [](std::string_view json) {
    Lines sink;
    return read_json(json, sink).position;
  };
  EXPECT_EQ(position("{"), 2u);
  EXPECT_EQ(position("{}}"), 3u);
  EXPECT_EQ(position("[1,]"), 4u);
  EXPECT_EQ(position(std::string(1000000, '[')), 1000001u);
}

}  // namespace
}  // namespace roundoff
