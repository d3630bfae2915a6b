// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reader/json_fault_parts.h"

namespace bbplay::reader {

/// Walks through a text sign by sign, as far as it is JSON, and tells what is wrong with the first
/// one that does not fit: json_fault() is this walk.
class JsonWalk {
 public:
  explicit JsonWalk(std::string_view text) : text_(text) {}
  std::optional<JsonFault> first_fault();

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

  std::optional<JsonFault> step();

  // What is as it should be.
  std::optional<JsonFault> value(char c);
  std::optional<JsonFault> token(JsonToken token, Awaits next);
  std::optional<JsonFault> close();
  std::optional<JsonFault> between_values(char c);
  Awaits after_value() const { return open_.empty() ? Awaits::end : Awaits::comma; }
  bool in_list() const { return !open_.empty() && text_[open_.back().at] == '['; }
  /// Whether a comma was the last thing before the place.
  bool after_comma() const { return !open_.empty() && open_.back().has_members; }

  // What is wrong.
  std::optional<JsonFault> no_value(char c);
  std::optional<JsonFault> no_key(char c);
  std::optional<JsonFault> no_colon(char c);
  std::optional<JsonFault> no_comma(char c);
  std::optional<JsonFault> after_the_end(char c);
  std::optional<JsonFault> at_end();
  std::optional<JsonFault> trailing_comma() const;
  std::optional<JsonFault> extra_comma() const;
  std::optional<JsonFault> value_missing() const;
  std::optional<JsonFault> too_many() const;
  /// Whether the brackets from `place` on close all that are open, and no more, once the innermost
  /// `closed` of them are closed and `opened`, if any, is opened.
  bool balances_from(std::size_t place, std::size_t closed, std::string_view opened = {}) const;
  /// A closing bracket that does not fit the one that is open.
  std::optional<JsonFault> mismatch() const;
  std::optional<JsonFault> not_closed_before(std::size_t place) const;
  std::optional<JsonFault> key_in_list() const;
  /// The one that should open before the text that was read last.
  std::optional<JsonFault> bracket_missing() const;
  /// "say "hello" now", or "pink, "amp": the text ended too early, or began without an end.
  std::optional<JsonFault> quote_inside_or_missing() const;
  /// 5m, 0.2 kHz, 10:00: numbers as people write them.
  std::optional<JsonFault> number_with_unit() const;
  /// 0,5 for 0.5, 1.000,5 for 1000.5.
  std::optional<JsonFault> decimal_comma() const;
  std::optional<JsonFault> text_before_the_track() const;
  std::optional<JsonFault> foreign() const { return foreign_sign(text_, at_); }
  std::optional<JsonFault> unexpected(const std::string& expected) const;

  // Places and words.
  std::optional<JsonFault> fault(std::size_t offset, std::size_t length,
                                 std::string message) const {
    return JsonFault{offset, length, std::move(message)};
  }
  bool is_word_here() const;
  bool begins_known_word() const;
  std::size_t line_of(std::size_t place) const;
  static std::string quoted(char c) { return std::string("\"") + c + '"'; }
  static char closer_of(char opener) { return opener == '{' ? '}' : ']'; }
  std::string describe_open(std::size_t opened) const;
  /// The last sign of the text that is no blank: an end after it would show an empty line.
  std::size_t last_sign() const;
  /// Texts hold no line breaks here, so that all of them are passed between the signs.
  void skip_to_sign();
  /// A bracket that begins a line further to the left than the line of what it closes belongs to an
  /// outer one; the inner one, which it closes for the parser, is the one that lacks its own.
  void note_indentation(const Open& closed);

  std::string_view text_;
  std::size_t at_ = 0;
  Awaits awaits_ = Awaits::value;
  std::vector<Open> open_;
  Span previous_;                                  // the last key or value
  std::size_t comma_ = 0, colon_ = 0;              // the last ones
  std::size_t line_ = 0, first_on_line_ = 0;       // where the line and its first sign begin
  std::size_t unclosed_ = std::string_view::npos;  // by its indentation
};

}  // namespace bbplay::reader
