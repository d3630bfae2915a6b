// SPDX-License-Identifier: MIT
#include "reader/json_fault.h"

#include <algorithm>
#include <vector>

#include "reader/json_fault_parts.h"

namespace bbplay::reader {
namespace {

constexpr std::size_t kDeepest = 64;   // levels that are followed
constexpr std::size_t kMostNamed = 3;  // open brackets that a message lists

/// Files of other programs that begin like nothing in JSON.
struct OtherFile {
  std::string_view begins, what;
};
constexpr OtherFile kOtherFiles[] = {
    {"{\\rtf", "a document of a word processor (RTF); save it as plain text"},
    {"PK\x03\x04", "a ZIP archive; unpack it first"},
    {"\x1F\x8B", "a compressed file (gzip); unpack it first"},
    {"%PDF", "a PDF document, not a JSON text"},
};

class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  std::optional<JsonFault> first_fault() {
    for (const OtherFile& other : kOtherFiles) {
      if (text_.starts_with(other.begins)) {
        return JsonFault{0, other.begins.size(), std::string(other.what)};
      }
    }
    for (;;) {
      skip_to_sign();
      if (at_ == text_.size()) return at_end();
      if (open_.size() > kDeepest) return std::nullopt;
      if (auto fault = step()) return fault;
    }
  }

 private:
  /// What may come next.
  enum class Awaits { value, key, colon, comma, end };

  struct Open {
    std::size_t at;           // of the bracket
    std::size_t indentation;  // of its line
    bool has_members = false;
  };

  struct Span {
    std::size_t begin = 0, end = 0;
  };

  std::optional<JsonFault> step() {
    const char c = text_[at_];
    switch (awaits_) {
      case Awaits::value:
        return value(c);
      case Awaits::key:
        if (c != '"') return no_key(c);
        return token(read_json_text(text_, at_), Awaits::colon);
      case Awaits::colon:
        if (c != ':') return no_colon(c);
        colon_ = at_++;
        awaits_ = Awaits::value;
        return std::nullopt;
      case Awaits::comma:
        return between_values(c);
      case Awaits::end:
        break;
    }
    return after_the_end(c);
  }

  // --- what is as it should be ---

  std::optional<JsonFault> value(char c) {
    const bool is_first = !open_.empty() && !open_.back().has_members;
    if (c == ']' && in_list() && is_first) return close();
    if (c == '"') return token(read_json_text(text_, at_), after_value());
    if (c == '{' || c == '[') {
      open_.push_back({at_++, first_on_line_ - line_});
      awaits_ = c == '{' ? Awaits::key : Awaits::value;
      return std::nullopt;
    }
    if (auto fault = no_value(c)) return fault;
    const bool is_number = is_digit(c) || c == '-' || c == '+' || c == '.';
    if (is_number) return token(read_json_number(text_, at_), after_value());
    if (open_.empty() && !begins_known_word()) return text_before_the_track();
    return token(read_json_word(text_, at_), after_value());
  }

  std::optional<JsonFault> token(JsonToken token, Awaits next) {
    if (token.fault) return std::move(token.fault);
    previous_ = {at_, token.end};
    at_ = token.end;
    if (!open_.empty()) open_.back().has_members = true;
    awaits_ = next;
    return std::nullopt;
  }

  std::optional<JsonFault> close() {
    note_indentation(open_.back());
    const std::size_t opened = open_.back().at;
    open_.pop_back();
    previous_ = {opened, ++at_};
    if (!open_.empty()) open_.back().has_members = true;
    awaits_ = after_value();
    return std::nullopt;
  }

  std::optional<JsonFault> between_values(char c) {
    if (c == ',') {
      comma_ = at_++;
      awaits_ = in_list() ? Awaits::value : Awaits::key;
      return std::nullopt;
    }
    if (c == (in_list() ? ']' : '}')) return close();
    return no_comma(c);
  }

  Awaits after_value() const { return open_.empty() ? Awaits::end : Awaits::comma; }
  bool in_list() const { return !open_.empty() && text_[open_.back().at] == '['; }

  /// Whether a comma was the last thing before the place.
  bool after_comma() const { return !open_.empty() && open_.back().has_members; }

  // --- what is wrong ---

  std::optional<JsonFault> no_value(char c) {
    const bool after_colon = !open_.empty() && !in_list();
    switch (c) {
      case ',':
        if (after_colon) return value_missing();
        return extra_comma();
      case ']':
        if (after_colon) return value_missing();
        return in_list() ? trailing_comma() : too_many();
      case '}':
        if (after_colon) return value_missing();
        return in_list() ? mismatch() : too_many();
      case ':':
        if (after_colon) return fault(at_, 1, "two colons; remove one");
        return fault(at_, 1, "a colon where a value belongs");
      case '=':
        return fault(at_, 1, "\"=\" where a value belongs; remove it");
      case '-':
      case '.':
        return foreign();
      case '+':
        return std::nullopt;
      default:
        return is_word_here() ? std::nullopt : unexpected("a value");
    }
  }

  std::optional<JsonFault> no_key(char c) {
    switch (c) {
      case '}':
        return after_comma() ? trailing_comma() : close();
      case ',':
        return extra_comma();
      case ']':
        return mismatch();
      case ':':
        return fault(at_, 1, "the key before this colon is missing");
      case '{':
      case '[':
        if (after_comma()) return not_closed_before(at_);
        return fault(at_, 1,
                     std::string("\"") + c +
                         "\" where a key belongs; write the key and \":\", or "
                         "\"[\" for the \"{\" before it");
      default:
        break;
    }
    if (auto found = decimal_comma()) return found;
    if (auto found = foreign()) return found;
    if (!is_word_here()) return unexpected("a key in quotes");
    const std::size_t end = std::max(end_of_word(text_, at_), at_ + 1);
    const std::string key = in_quotes(text_.substr(at_, end - at_));
    if (end < text_.size() && text_[end] == '"') {
      return fault(at_, end - at_, "the quote that opens " + key + " is missing");
    }
    return fault(at_, end - at_, "a key without quotes; write " + key);
  }

  std::optional<JsonFault> no_colon(char c) {
    const std::string_view key = text_.substr(previous_.begin, previous_.end - previous_.begin);
    const std::string_view inside = key.substr(1, key.size() - 2);
    if (c == '=') {
      const bool is_arrow = text_.substr(at_).starts_with("=>");
      return fault(at_, is_arrow ? 2 : 1,
                   std::string(is_arrow ? "\"=>\"" : "\"=\"") + " after a key; write \":\"");
    }
    if (c == ';') return fault(at_, 1, "a semicolon after a key; write \":\"");
    if (c == ',' || c == '}') {
      if (const std::size_t colon = inside.find(':'); colon != inside.npos && colon > 0) {
        return fault(previous_.begin, key.size(),
                     "key and value in one pair of quotes; write " +
                         in_quotes(inside.substr(0, colon)) + ": and the value");
      }
      return fault(previous_.begin, key.size(),
                   "the key " + in_quotes(inside) +
                       " has no value; write \":\" and one (a list is written in \"[\" and \"]\")");
    }
    if (c == ']') return mismatch();
    const bool begins_value = is_digit(c) || c == '-' || begins_known_word();
    if (at_ == previous_.end && is_word_here() && !begins_value) return quote_inside_or_missing();
    if (auto found = foreign(); found && c != '\'') return found;
    return fault(previous_.end, 1, "the colon after the key " + in_quotes(inside) + " is missing");
  }

  std::optional<JsonFault> no_comma(char c) {
    const bool after_text = text_[previous_.begin] == '"';
    const bool after_number = !after_text && is_digit(text_[previous_.end - 1]);
    const bool is_next = at_ == previous_.end;
    if (c == ']' || c == '}') return mismatch();
    if (c == ';') return fault(at_, 1, "a semicolon between values; write \",\"");
    if (c == ':') {
      if (after_number && is_next) {
        return fault(previous_.begin, at_ + 1 - previous_.begin,
                     "a time with a colon; write it in seconds");
      }
      if (in_list() && after_text) return key_in_list();
      return fault(at_, 1, "a colon after a value; a comma or a bracket belongs here");
    }
    if (c == '=') {
      if (in_list() && after_text) return key_in_list();
      return fault(at_, 1, "\"=\" after a value; a comma or a bracket belongs here");
    }
    if (c == '%' && after_number) {
      return fault(previous_.begin, at_ + 1 - previous_.begin,
                   "a percentage; write the number alone, 1 for 100%");
    }
    if (after_text && is_next && is_word_here()) return quote_inside_or_missing();
    if (c == '/' && after_number && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
      return fault(previous_.begin, at_ + 1 - previous_.begin, "a fraction; write its value");
    }
    if (auto found = foreign(); found && c != '\'') return found;
    if ((c == '{' || c == '[') && !in_list()) return not_closed_before(at_);
    const bool same_line =
        text_.substr(previous_.end, at_ - previous_.end).find('\n') == std::string_view::npos;
    const bool begins_value = std::string_view("\"'{[-").find(c) != std::string_view::npos ||
                              is_digit(c) || begins_known_word();
    if (same_line && !begins_value) {
      if (!is_word_here()) return unexpected(in_list() ? "\",\" or \"]\"" : "\",\" or \"}\"");
      const std::size_t end = end_of_word(text_, at_);
      if (after_number) {
        return fault(at_, end - at_, "a unit behind a number; write the number alone");
      }
      return fault(at_, end - at_,
                   shown(text_.substr(at_, end - at_)) + " after a value; a comma is missing, or " +
                       "quotes around all of it");
    }
    if (!is_word_here() && !begins_value) return unexpected("a comma");
    return fault(previous_.end, 1, "a comma is missing after this value");
  }

  std::optional<JsonFault> after_the_end(char c) {
    if (auto found = foreign()) return found;
    const std::string end = "line " + std::to_string(line_of(previous_.end - 1));
    if (c == ';') return fault(at_, 1, "a semicolon after the end; remove it");
    if (c == '}' || c == ']') return too_many();
    const std::size_t next = skip_blanks(text_, at_ + 1);
    const bool goes_on = c == '"' || (c == ',' && next < text_.size() && text_[next] == '"');
    if (goes_on && text_[previous_.end - 1] == '}') {
      return fault(previous_.end - 1, 1,
                   "this \"}\" closes the " + describe_open(previous_.begin) +
                       ", but more follows; " + (c == ',' ? "remove it" : "write \",\" for it"));
    }
    if (c == ',') return fault(at_, 1, "a comma after the end; remove it");
    if (c == '{' || c == '[') {
      return fault(at_, 1,
                   "a second value: the first one ended in " + end +
                       "; a file holds one (a list of them is written in \"[\" and \"]\")");
    }
    return fault(at_, 1, "text after the end of the track, which is in " + end + "; remove it");
  }

  std::optional<JsonFault> at_end() {
    const std::size_t last = last_sign();
    if (open_.empty()) {
      if (awaits_ == Awaits::end) return std::nullopt;
      return fault(0, 1, "the file is empty");
    }
    if (unclosed_ < text_.size() || open_.size() == 1) {
      const std::size_t opened = unclosed_ < text_.size() ? unclosed_ : open_.back().at;
      return fault(opened, 1,
                   quoted(text_[opened]) + " is not closed; " + quoted(closer_of(text_[opened])) +
                       " is missing");
    }
    std::string brackets;
    for (std::size_t i = 0; i < std::min(open_.size(), kMostNamed); ++i) {
      const std::size_t opened = open_[open_.size() - 1 - i].at;
      brackets += (i == 0 ? "" : ", ") + describe_open(opened);
    }
    if (open_.size() > kMostNamed) {
      brackets += " and " + std::to_string(open_.size() - kMostNamed) + " more";
    }
    return fault(last, 1, "the file ends here, cut off: not closed are " + brackets);
  }

  std::optional<JsonFault> trailing_comma() const {
    return fault(comma_, 1, "a comma after the last element; remove it");
  }

  std::optional<JsonFault> extra_comma() const {
    if (after_comma()) return fault(at_, 1, "two commas in a row; remove one");
    return fault(at_, 1, "a comma before the first element; remove it");
  }

  std::optional<JsonFault> value_missing() const {
    return fault(colon_, 1, "the value after this colon is missing");
  }

  std::optional<JsonFault> too_many() const {
    return fault(at_, 1, quoted(text_[at_]) + " closes nothing that is open; remove it");
  }

  /// A closing bracket that does not fit the one that is open.
  std::optional<JsonFault> mismatch() const {
    const std::size_t opened = open_.back().at;
    const char c = text_[at_];
    const bool closes_outer = std::any_of(open_.begin(), open_.end(), [&](const Open& open) {
      return closer_of(text_[open.at]) == c;
    });
    if (closes_outer) return not_closed_before(at_);
    return fault(at_, 1,
                 quoted(c) + " does not close the " + describe_open(opened) + "; write " +
                     quoted(closer_of(text_[opened])));
  }

  std::optional<JsonFault> not_closed_before(std::size_t place) const {
    const char opener = text_[open_.back().at];
    return fault(open_.back().at, 1,
                 quoted(opener) + " is not closed before the " + quoted(text_[place]) +
                     " of line " + std::to_string(line_of(place)) + "; " +
                     quoted(closer_of(opener)) + " is missing there");
  }

  std::optional<JsonFault> key_in_list() const {
    const std::size_t opened = open_.back().at;
    const std::string_view key =
        text_.substr(previous_.begin + 1, previous_.end - previous_.begin - 2);
    if (text_.find_first_not_of(" \t\r\n", opened + 1) == previous_.begin) {
      return fault(opened, 1, "\"[\" around keys and values; write \"{\" and \"}\"");
    }
    return fault(opened, 1,
                 "\"[\" is not closed before the key " + in_quotes(key) + " of line " +
                     std::to_string(line_of(previous_.begin)) + "; \"]\" is missing there");
  }

  /// "say "hello" now", or "pink, "amp": the text ended too early, or began without an end.
  std::optional<JsonFault> quote_inside_or_missing() const {
    const std::string_view inside =
        text_.substr(previous_.begin + 1, previous_.end - previous_.begin - 2);
    const std::size_t last = inside.find_last_not_of(" \t");
    constexpr std::string_view kSigns = ",:{}[]";
    if (last != inside.npos && kSigns.find(inside[last]) != kSigns.npos) {
      const std::size_t colon = awaits_ == Awaits::colon ? inside.find(':') : inside.npos;
      return fault(previous_.begin, 1 + std::min(last, colon),
                   "the quote that closes " + in_quotes(inside.substr(0, std::min(last, colon))) +
                       " is missing");
    }
    return fault(previous_.end - 1, 1, "a quote inside a text; write '\\\"'");
  }

  /// 0,5 for 0.5.
  std::optional<JsonFault> decimal_comma() const {
    const bool is_one = after_comma() && is_digit(text_[at_]) && comma_ + 1 == at_ &&
                        previous_.end == comma_ && is_digit(text_[comma_ - 1]);
    if (!is_one) return std::nullopt;
    const std::size_t end = end_of_word(text_, at_);
    return fault(previous_.begin, end - previous_.begin,
                 "a comma in a number; write " +
                     shown(text_.substr(previous_.begin, comma_ - previous_.begin)) + '.' +
                     shown(text_.substr(at_, end - at_)));
  }

  std::optional<JsonFault> text_before_the_track() const {
    if (auto found = foreign()) return found;
    const std::size_t end = std::max(end_of_word(text_, at_), at_ + 1);
    const std::string word = in_quotes(text_.substr(at_, end - at_));
    const std::size_t track = text_.find_first_of("{[", at_);
    if (track == text_.npos)
      return fault(at_, end - at_, "not a JSON text: it begins with " + word);
    return fault(at_, end - at_,
                 "text before the " + describe_open(track) + " with which a track begins (" + word +
                     "); remove it");
  }

  std::optional<JsonFault> foreign() const { return foreign_sign(text_, at_); }

  std::optional<JsonFault> unexpected(const std::string& expected) const {
    if (auto found = foreign()) return found;
    const std::size_t length = character_length(text_, at_);
    if (length == 0) {
      return fault(at_, 1, "a byte that is not UTF-8 outside of a text; save the file as UTF-8");
    }
    return fault(at_, length,
                 "expected " + expected + ", found " + in_quotes(text_.substr(at_, length)));
  }

  // --- places and words ---

  std::optional<JsonFault> fault(std::size_t offset, std::size_t length,
                                 std::string message) const {
    return JsonFault{offset, length, std::move(message)};
  }

  bool is_word_here() const {
    const std::size_t length = character_length(text_, at_);
    return length == 1 ? belongs_to_word(text_[at_]) : length > 1 && !foreign_sign(text_, at_);
  }

  bool begins_known_word() const {
    const std::string_view word = text_.substr(at_, end_of_word(text_, at_) - at_);
    for (const std::string_view known :
         {"true", "false", "null", "True", "False", "None", "NaN", "Infinity", "undefined"}) {
      if (word == known) return true;
    }
    return false;
  }

  std::size_t line_of(std::size_t place) const {
    return 1 + static_cast<std::size_t>(std::count(
                   text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
  }

  static std::string quoted(char c) { return std::string("\"") + c + '"'; }
  static char closer_of(char opener) { return opener == '{' ? '}' : ']'; }

  std::string describe_open(std::size_t opened) const {
    return quoted(text_[opened]) + " of line " + std::to_string(line_of(opened));
  }

  /// The last sign of the text that is no blank: an end after it would show an empty line.
  std::size_t last_sign() const {
    const std::size_t last = text_.find_last_not_of(" \t\r\n");
    return last == text_.npos ? 0 : last;
  }

  /// Texts hold no line breaks here, so that all of them are passed between the signs.
  void skip_to_sign() {
    const std::size_t end = skip_blanks(text_, at_);
    const std::size_t last_break = text_.substr(at_, end - at_).rfind('\n');
    if (last_break != text_.npos) {
      line_ = at_ + last_break + 1;
      first_on_line_ = end;
    } else if (at_ == 0) {
      first_on_line_ = end;
    }
    at_ = end;
  }

  /// A bracket that begins a line further to the left than the line of what it closes belongs to an
  /// outer one; the inner one, which it closes for the parser, is the one that lacks its own.
  void note_indentation(const Open& closed) {
    const bool begins_line = first_on_line_ == at_ && line_ > closed.at;
    const bool is_known = unclosed_ < text_.size();
    if (begins_line && !is_known && at_ - line_ < closed.indentation) unclosed_ = closed.at;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Awaits awaits_ = Awaits::value;
  std::vector<Open> open_;
  Span previous_;                                  // the last key or value
  std::size_t comma_ = 0, colon_ = 0;              // the last ones
  std::size_t line_ = 0, first_on_line_ = 0;       // where the line and its first sign begin
  std::size_t unclosed_ = std::string_view::npos;  // by its indentation
};

}  // namespace

std::optional<JsonFault> json_fault(std::string_view text) { return Walk(text).first_fault(); }

}  // namespace bbplay::reader
