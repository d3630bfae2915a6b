// SPDX-License-Identifier: MIT
#include "reader/json_fault.h"

#include <algorithm>

#include "reader/json_walk.h"

namespace bbplay::reader {
namespace {

constexpr std::size_t kDeepest = 64;  // levels that are followed

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

}  // namespace

std::optional<JsonFault> JsonWalk::first_fault() {
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

std::optional<JsonFault> JsonWalk::step() {
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

std::optional<JsonFault> JsonWalk::value(char c) {
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
  if (auto fault = is_number ? number_with_unit() : std::nullopt) return fault;
  if (is_number) return token(read_json_number(text_, at_), after_value());
  if (open_.empty() && !begins_known_word()) return text_before_the_track();
  return token(read_json_word(text_, at_), after_value());
}

std::optional<JsonFault> JsonWalk::token(JsonToken token, Awaits next) {
  if (token.fault) return std::move(token.fault);
  previous_ = {at_, token.end};
  at_ = token.end;
  if (!open_.empty()) open_.back().has_members = true;
  awaits_ = next;
  return std::nullopt;
}

std::optional<JsonFault> JsonWalk::close() {
  note_indentation(open_.back());
  const std::size_t opened = open_.back().at;
  open_.pop_back();
  previous_ = {opened, ++at_};
  if (!open_.empty()) open_.back().has_members = true;
  awaits_ = after_value();
  return std::nullopt;
}

std::optional<JsonFault> JsonWalk::between_values(char c) {
  if (c == ',') {
    comma_ = at_++;
    awaits_ = in_list() ? Awaits::value : Awaits::key;
    return std::nullopt;
  }
  if (c == (in_list() ? ']' : '}')) return close();
  return no_comma(c);
}

bool JsonWalk::is_word_here() const {
  const std::size_t length = character_length(text_, at_);
  return length == 1 ? belongs_to_word(text_[at_]) : length > 1 && !foreign_sign(text_, at_);
}

bool JsonWalk::begins_known_word() const {
  const std::string_view word = text_.substr(at_, end_of_word(text_, at_) - at_);
  for (const std::string_view known :
       {"true", "false", "null", "True", "False", "None", "NaN", "Infinity", "undefined"}) {
    if (word == known) return true;
  }
  return false;
}

std::size_t JsonWalk::line_of(std::size_t place) const {
  return 1 + static_cast<std::size_t>(std::count(
                 text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
}

std::string JsonWalk::describe_open(std::size_t opened) const {
  return quoted(text_[opened]) + " of line " + std::to_string(line_of(opened));
}

std::size_t JsonWalk::last_sign() const {
  const std::size_t last = text_.find_last_not_of(" \t\r\n");
  return last == text_.npos ? 0 : last;
}

void JsonWalk::skip_to_sign() {
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

void JsonWalk::note_indentation(const Open& closed) {
  const bool begins_line = first_on_line_ == at_ && line_ > closed.at;
  const bool is_known = unclosed_ < text_.size();
  if (begins_line && !is_known && at_ - line_ < closed.indentation) unclosed_ = closed.at;
}

std::optional<JsonFault> json_fault(std::string_view text) { return JsonWalk(text).first_fault(); }

}  // namespace bbplay::reader
