// Event by event rather than as a document: a header of 100 MB would be some gigabytes of JSON nodes, and a document
// keeps only one of two equal keys.
#include "roundoff/tensorfile/safetensors_header.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "roundoff/tensorfile/layout.h"

namespace roundoff::internal {
namespace {

// What nlohmann's SAX parser calls; false ends the parsing.
class Handler {
 public:
  std::vector<SafetensorsEntry> entries;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::string problem;

  bool null() { return misplaced("null"); }
  bool boolean(bool /*value*/) { return misplaced("a truth value"); }
  bool number_integer(int64_t /*value*/) { return misplaced("a negative number"); }
  bool number_float(double /*value*/, const std::string& /*text*/) {
    return misplaced("a fraction, or a number beyond 64 bits,");
  }
  bool binary(std::vector<uint8_t>& /*value*/) { return misplaced("binary data"); }

  bool number_unsigned(uint64_t value) {
    if (place_ != Place::kShapeList && place_ != Place::kOffsetsList) return misplaced("a number");
    if (numbers_.size() == kMaxRank)
      return fail(in_quotes(entries.back().name) + " has too many numbers in a list");
    numbers_.push_back(value);
    return true;
  }

  bool string(std::string& value) {
    if (place_ == Place::kMetadata) {
      metadata.back().second = std::move(value);
      return true;
    }
    if (place_ != Place::kDtype) return misplaced("text");
    entries.back().dtype = std::move(value);
    place_ = Place::kEntry;
    return true;
  }

  bool start_object(size_t /*elements*/) {
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

  bool start_array(size_t /*elements*/) {
    if (place_ != Place::kShape && place_ != Place::kOffsets) return misplaced("a list");
    place_ = place_ == Place::kShape ? Place::kShapeList : Place::kOffsetsList;
    numbers_.clear();
    return true;
  }

  bool end_array() {
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

  template <class Exception>
  bool parse_error(size_t position, const std::string& /*token*/, const Exception& /*error*/) {
    return fail("its header is not JSON at byte " + std::to_string(position));
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
  Handler handler;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &handler)) return Error{handler.problem};
  return SafetensorsHeader{std::move(handler.entries), std::move(handler.metadata)};
}

}  // namespace roundoff::internal
