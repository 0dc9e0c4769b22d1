// Token by token rather than as a document: a header of 100 MB would be some gigabytes of JSON nodes, and a document
// keeps only one of two equal keys.
#include "roundoff/tensorfile/safetensors_header.h"

#include <utility>

#include "roundoff/base/json_reader.h"
#include "roundoff/tensorfile/layout.h"

namespace roundoff::internal {
namespace {

// What a header's tokens say; all that JSON allows may come, in JSON's own order.
class Header final : public JsonSink {
 public:
  std::vector<SafetensorsEntry> entries;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::string problem;

  // False where the header cannot go on so; `problem` says why.
  bool take(JsonToken token, std::string& text, uint64_t number) override {
    switch (token) {
      case JsonToken::kObject:
        return start_object();
      case JsonToken::kObjectEnd:
        return end_object();
      case JsonToken::kList:
        return start_list();
      case JsonToken::kListEnd:
        return end_list();
      case JsonToken::kKey:
        return key(text);
      case JsonToken::kText:
        return value(text);
      case JsonToken::kWhole:
        return value(number);
      case JsonToken::kNegative:
        return misplaced("a negative number");
      case JsonToken::kNumber:
        return misplaced("a fraction, or a number beyond 64 bits,");
      case JsonToken::kTruth:
        return misplaced("a truth value");
      case JsonToken::kNull:
        return misplaced("null");
    }
    return true;
  }

 private:
  // What may come next: a value for the k…, or a key or the end in kTop, kEntry and kMetadata.
  enum class Place {
    kBefore,
    kTop,
    kName,
    kMetadata,
    kEntry,
    kDtype,
    kShape,
    kShapeList,
    kOffsets,
    kOffsetsList,
    kAfter
  };
  enum Field : unsigned { kDtype = 1, kShape = 2, kOffsets = 4 };

  bool value(uint64_t number) {
    if (place_ != Place::kShapeList && place_ != Place::kOffsetsList) return misplaced("a number");
    if (numbers_.size() == kMaxRank)
      return fail(in_quotes(entries.back().name) + " has too many numbers in a list");
    numbers_.push_back(number);
    return true;
  }

  bool value(std::string& text) {
    if (place_ == Place::kMetadata) {
      metadata.back().second = std::move(text);
      return true;
    }
    if (place_ != Place::kDtype) return misplaced("text");
    entries.back().dtype = std::move(text);
    place_ = Place::kEntry;
    return true;
  }

  bool start_object() {
    switch (place_) {
      case Place::kBefore:
        place_ = Place::kTop;
        return true;
      case Place::kName:
        place_ = in_metadata_ ? Place::kMetadata : Place::kEntry;
        seen_ = 0;
        return true;
      default:
        return misplaced("an object");
    }
  }

  bool end_object() {
    constexpr unsigned kAll = kDtype | kShape | kOffsets;
    if (place_ == Place::kEntry && seen_ != kAll) {
      return fail(in_quotes(entries.back().name) + " lacks its dtype, shape or data_offsets");
    }
    place_ = place_ == Place::kTop ? Place::kAfter : Place::kTop;
    return true;
  }

  bool key(std::string& name) {
    if (place_ == Place::kMetadata) {
      metadata.emplace_back().first = std::move(name);
      return true;
    }
    if (place_ == Place::kTop) {
      in_metadata_ = name == "__metadata__";
      if (!in_metadata_) entries.emplace_back().name = std::move(name);
      place_ = Place::kName;
      return true;
    }
    if (name == "dtype") return field(kDtype, Place::kDtype);
    if (name == "shape") return field(kShape, Place::kShape);
    if (name == "data_offsets") return field(kOffsets, Place::kOffsets);
    return fail(in_quotes(entries.back().name) + " has an unexpected key " + in_quotes(name));
  }

  bool start_list() {
    if (place_ != Place::kShape && place_ != Place::kOffsets) return misplaced("a list");
    place_ = place_ == Place::kShape ? Place::kShapeList : Place::kOffsetsList;
    numbers_.clear();
    return true;
  }

  bool end_list() {
    SafetensorsEntry& entry = entries.back();
    if (place_ == Place::kShapeList) {
      entry.shape = numbers_;
    } else if (numbers_.size() == 2) {
      entry.begin = numbers_[0];
      entry.end = numbers_[1];
    } else {
      return fail(in_quotes(entry.name) + " has " + std::to_string(numbers_.size()) + " data_offsets, not 2");
    }
    place_ = Place::kEntry;
    return true;
  }

  bool field(Field which, Place place) {
    if ((seen_ & which) != 0) return fail(in_quotes(entries.back().name) + " states a field twice");
    seen_ |= which;
    place_ = place;
    return true;
  }

  bool misplaced(const std::string& what) {
    if (place_ == Place::kMetadata || in_metadata_) return fail("its metadata are not text");
    const std::string where = entries.empty() ? "" : " near " + in_quotes(entries.back().name);
    return fail("its header has " + what + " where none belongs" + where);
  }

  bool fail(std::string what) {
    problem = std::move(what);
    return false;
  }

  Place place_ = Place::kBefore;
  bool in_metadata_ = false;
  unsigned seen_ = 0;
  std::vector<uint64_t> numbers_;
};

}  // namespace

Result<SafetensorsHeader> parse_safetensors_header(std::string_view json) {
  // The format allows spaces after the object, and nothing before it.
  if (!json.starts_with('{')) return Error{"its header is no JSON object"};
  Header header;
  const JsonOutcome read = read_json(json, header);
  if (!read.is_json) return Error{"its header is not JSON at byte " + std::to_string(read.position)};
  if (!header.problem.empty()) return Error{header.problem};
  return SafetensorsHeader{std::move(header.entries), std::move(header.metadata)};
}

}  // namespace roundoff::internal
