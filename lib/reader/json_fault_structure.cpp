// SPDX-License-Identifier: MIT
// Signs that stand where they do not fit, and those that are missing there.
#include <algorithm>

#include "bbplay/model/describe.h"
#include "bbplay/model/words.h"

#include "reader/json_walk.h"
#include "reader/number_text.h"

namespace bbplay::reader {
namespace {

constexpr std::size_t kMostNamed = 3;       // open brackets that a message lists
constexpr std::size_t kLongestNumber = 64;  // bytes that are taken for one with its unit

}  // namespace

std::optional<JsonFault> JsonWalk::no_value(char c) {
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

std::optional<JsonFault> JsonWalk::no_key(char c) {
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

std::optional<JsonFault> JsonWalk::no_colon(char c) {
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

std::optional<JsonFault> JsonWalk::no_comma(char c) {
  const bool after_text = text_[previous_.begin] == '"';
  const bool after_number = !after_text && is_digit(text_[previous_.end - 1]);
  const bool is_next = at_ == previous_.end;
  if (c == ']' || c == '}') return mismatch();
  if (c == ';') {
    const std::size_t next = skip_blanks(text_, at_ + 1);
    const bool is_last = next < text_.size() && (text_[next] == '}' || text_[next] == ']');
    return fault(at_, 1,
                 is_last ? "a semicolon after the last element; remove it"
                         : "a semicolon between values; write \",\"");
  }
  if (c == '"' && is_next && text_.substr(previous_.begin, at_ + 1 - previous_.begin) == "\"\"\"") {
    return fault(previous_.begin, 3, "three quotes, as in Python; write one on each side");
  }
  if (c == '+' && after_text) return fault(at_, 1, "texts joined with \"+\"; write them as one");
  if ((c == '*' || c == '+') && after_number) {
    return fault(previous_.begin, at_ + 1 - previous_.begin, "a calculation; write its result");
  }
  if (c == ':') {
    if (after_number && is_next) {
      return fault(previous_.begin, at_ + 1 - previous_.begin,
                   "a time with a colon; write it in seconds");
    }
    if (in_list() && after_text) return key_in_list();
    if (after_text && balances_from(at_, 0, "{")) return bracket_missing();
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

std::optional<JsonFault> JsonWalk::after_the_end(char c) {
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

std::optional<JsonFault> JsonWalk::at_end() {
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

std::optional<JsonFault> JsonWalk::trailing_comma() const {
  return fault(comma_, 1, "a comma after the last element; remove it");
}

std::optional<JsonFault> JsonWalk::extra_comma() const {
  if (after_comma()) return fault(at_, 1, "two commas in a row; remove one");
  return fault(at_, 1, "a comma before the first element; remove it");
}

std::optional<JsonFault> JsonWalk::value_missing() const {
  return fault(colon_, 1, "the value after this colon is missing");
}

std::optional<JsonFault> JsonWalk::too_many() const {
  return fault(at_, 1, quoted(text_[at_]) + " closes nothing that is open; remove it");
}

std::optional<JsonFault> JsonWalk::mismatch() const {
  const std::size_t opened = open_.back().at;
  const char c = text_[at_];
  if (balances_from(at_ + 1, 0) && !balances_from(at_, 1)) {
    return fault(at_, 1, "one " + quoted(c) + " too many; remove it");
  }
  const bool closes_outer = std::any_of(
      open_.begin(), open_.end(), [&](const Open& open) { return closer_of(text_[open.at]) == c; });
  if (closes_outer) return not_closed_before(at_);
  return fault(at_, 1,
               quoted(c) + " does not close the " + describe_open(opened) + "; write " +
                   quoted(closer_of(text_[opened])));
}

bool JsonWalk::balances_from(std::size_t place, std::size_t closed, std::string_view opened) const {
  std::string open;
  for (std::size_t i = 0; i + closed < open_.size(); ++i) open += text_[open_[i].at];
  open += opened;
  for (std::size_t i = place; i < text_.size(); ++i) {
    const char c = text_[i];
    if (c == '"') {
      for (++i; i < text_.size() && text_[i] != '"'; ++i) i += text_[i] == '\\' ? 1u : 0u;
    } else if (c == '{' || c == '[') {
      if (open.empty()) return false;
      open += c;
    } else if (c == '}' || c == ']') {
      if (open.empty() || closer_of(open.back()) != c) return false;
      open.pop_back();
    }
  }
  return open.empty();
}

std::optional<JsonFault> JsonWalk::not_closed_before(std::size_t place) const {
  const char opener = text_[open_.back().at];
  return fault(open_.back().at, 1,
               quoted(opener) + " is not closed before the " + quoted(text_[place]) + " of line " +
                   std::to_string(line_of(place)) + "; " + quoted(closer_of(opener)) +
                   " is missing there");
}

std::optional<JsonFault> JsonWalk::bracket_missing() const {
  const std::string_view key = text_.substr(previous_.begin, previous_.end - previous_.begin);
  return fault(previous_.begin, key.size(),
               "\"{\" is missing before the key " + in_quotes(key.substr(1, key.size() - 2)));
}

std::optional<JsonFault> JsonWalk::key_in_list() const {
  const std::size_t opened = open_.back().at;
  const std::string_view key =
      text_.substr(previous_.begin + 1, previous_.end - previous_.begin - 2);
  if (balances_from(at_, 0, "{")) return bracket_missing();
  if (text_.find_first_not_of(" \t\r\n", opened + 1) == previous_.begin) {
    return fault(opened, 1, "\"[\" around keys and values; write \"{\" and \"}\"");
  }
  return fault(opened, 1,
               "\"[\" is not closed before the key " + in_quotes(key) + " of line " +
                   std::to_string(line_of(previous_.begin)) + "; \"]\" is missing there");
}

std::optional<JsonFault> JsonWalk::quote_inside_or_missing() const {
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

std::optional<JsonFault> JsonWalk::number_with_unit() const {
  const std::size_t sign = std::min(text_.find_first_of(",{}[]\"\r\n", at_), text_.size());
  std::string_view run = text_.substr(at_, std::min(sign - at_, kLongestNumber));
  run = model::trimmed(run);
  const std::size_t suffix = run.find_first_not_of("+-.0123456789eE_");
  if (suffix == run.npos) return std::nullopt;
  const bool awaits_decibels =
      !in_list() && colon_ > previous_.begin &&
      model::lowered(text_.substr(previous_.begin, colon_ - previous_.begin)).find("db") !=
          std::string::npos;
  std::optional<double> number;
  if (awaits_decibels) number = meant_number(run, Unit::decibels);
  for (const Unit unit : {Unit::seconds, Unit::hertz, Unit::gain, Unit::degrees, Unit::metres}) {
    if (!number) number = meant_number(run, unit);
  }
  if (!number) return std::nullopt;
  const std::string what = run[suffix] == ':'  ? "a time with a colon"
                           : run.back() == '%' ? "a percentage"
                                               : "a unit behind a number";
  return fault(at_, run.size(), what + "; write " + text_of(*number));
}

std::optional<JsonFault> JsonWalk::decimal_comma() const {
  const bool is_one = after_comma() && is_digit(text_[at_]) && comma_ + 1 == at_ &&
                      previous_.end == comma_ && is_digit(text_[comma_ - 1]);
  if (!is_one) return std::nullopt;
  const std::size_t end = end_of_word(text_, at_);
  std::string before(text_.substr(previous_.begin, comma_ - previous_.begin));
  const std::string_view after = text_.substr(at_, end - at_);
  if (const auto either = two_readings(before, after)) {
    return fault(previous_.begin, end - previous_.begin, "a comma in a number; write " + *either);
  }
  // Where there are a comma and points, the sign that comes first separates thousands.
  const bool groups_by_commas = after.find('.') != after.npos;
  if (!groups_by_commas) std::erase(before, '.');
  return fault(
      previous_.begin, end - previous_.begin,
      "a comma in a number; write " + shown(before) + (groups_by_commas ? "" : ".") + shown(after));
}

std::optional<JsonFault> JsonWalk::text_before_the_track() const {
  if (auto found = foreign()) return found;
  const std::size_t end = std::max(end_of_word(text_, at_), at_ + 1);
  const std::string word = in_quotes(text_.substr(at_, end - at_));
  const std::size_t track = text_.find_first_of("{[", at_);
  if (track == text_.npos) return fault(at_, end - at_, "not a JSON text: it begins with " + word);
  return fault(at_, end - at_,
               "text before the " + describe_open(track) + " with which a track begins (" + word +
                   "); remove it");
}

std::optional<JsonFault> JsonWalk::unexpected(const std::string& expected) const {
  if (auto found = foreign()) return found;
  if (text_[at_] == ')' && !open_.empty()) {
    return fault(at_, 1, "a round bracket; write " + quoted(closer_of(text_[open_.back().at])));
  }
  const std::size_t length = character_length(text_, at_);
  if (length == 0) {
    return fault(at_, 1, "a byte that is not UTF-8 outside of a text; save the file as UTF-8");
  }
  return fault(at_, length,
               "expected " + expected + ", found " + in_quotes(text_.substr(at_, length)));
}

}  // namespace bbplay::reader
