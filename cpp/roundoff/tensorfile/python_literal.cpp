#include "roundoff/tensorfile/python_literal.h"

#include <limits>
#include <optional>

#include "roundoff/tensorfile/layout.h"

namespace roundoff::internal {
namespace {

constexpr size_t kNowhere = std::string_view::npos;

// Reads tokens; what does not fit leaves nullopt or false behind.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  bool accept(char wanted) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }

  std::optional<std::string> string() {
    const char quote = accept('\'') ? '\'' : accept('"') ? '"' : '\0';
    const size_t end = quote == '\0' ? kNowhere : text_.find(quote, at_);
    if (end == kNowhere) return std::nullopt;
    const std::string_view value = text_.substr(at_, end - at_);
    if (value.find('\\') != kNowhere) return std::nullopt;  // no key or type has an escape
    at_ = end + 1;
    return std::string(value);
  }

  std::optional<bool> boolean() {
    skip_space();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(at_, word.size()) != word) continue;
      at_ += word.size();
      return word == "True";
    }
    return std::nullopt;
  }

  // (), (3,) or (3, 4)
  std::optional<std::vector<size_t>> tuple() {
    std::vector<size_t> values;
    if (!accept('(')) return std::nullopt;
    while (!accept(')')) {
      const auto value = number();
      if (!value || values.size() == kMaxRank) return std::nullopt;
      values.push_back(*value);
      const bool comma = accept(',');
      if (comma) continue;
      // Python takes (3) for a number
      if (values.size() == 1 || !accept(')')) return std::nullopt;
      break;
    }
    return values;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }

  std::optional<size_t> number() {
    skip_space();
    const size_t begin = at_;
    size_t value = 0;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
      const auto digit = static_cast<size_t>(text_[at_] - '0');
      if (value > (std::numeric_limits<size_t>::max() - digit) / 10) return std::nullopt;
      value = value * 10 + digit;
    }
    if (at_ == begin) return std::nullopt;
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // as Python 2 wrote them
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

Result<NpyDictionary> parse_npy_dictionary(std::string_view text) {
  const Error malformed{"its header is not the dictionary that it should be"};
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<size_t>> shape;

  Parser parser(text);
  if (!parser.accept('{')) return malformed;
  while (!parser.accept('}')) {
    const auto key = parser.string();
    if (!key || !parser.accept(':')) return malformed;
    if (*key == "descr" && !descr) {
      descr = parser.string();
      if (!descr) return Error{"its elements are of a structured type, or of none"};
    } else if (*key == "fortran_order" && !fortran_order) {
      fortran_order = parser.boolean();
      if (!fortran_order) return Error{"'fortran_order' is neither True nor False"};
    } else if (*key == "shape" && !shape) {
      shape = parser.tuple();
      if (!shape) return Error{"'shape' is no tuple of sizes that memory could hold"};
    } else {
      return Error{"its header has an unexpected key " + in_quotes(*key)};
    }
    if (parser.accept(',')) continue;
    if (!parser.accept('}')) return malformed;
    break;
  }
  if (!parser.at_end()) return malformed;
  if (!descr || !fortran_order || !shape)
    return Error{"its header lacks 'descr', 'fortran_order' or 'shape'"};
  return NpyDictionary{*descr, *fortran_order, *shape};
}

}  // namespace roundoff::internal
