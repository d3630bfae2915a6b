// SPDX-License-Identifier: MIT
/// The parts of a search for what is wrong with a JSON text; json_fault.h is the whole.
#pragma once

#include "reader/json_fault.h"

namespace bbplay::reader {

/// A word, number or text as it was read: where it ends, or what is wrong with it.
struct JsonToken {
  std::size_t end = 0;
  std::optional<JsonFault> fault = std::nullopt;
};

/// The text in double quotes that begins at `at`.
JsonToken read_json_text(std::string_view text, std::size_t at);
/// The number that begins at `at` with a digit, a sign or a point.
JsonToken read_json_number(std::string_view text, std::size_t at);
/// true, false, null, or a word that should have been something else.
JsonToken read_json_word(std::string_view text, std::size_t at);

/// Something that JSON has nowhere: a comment, a typographic quote, a blank that is none, a fence.
std::optional<JsonFault> foreign_sign(std::string_view text, std::size_t at);

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_json_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
/// What names without quotes consist of; end_of_word() also takes letters of other alphabets.
bool belongs_to_word(char c);
/// Bytes of the well-formed UTF-8 character at `at`, 0 when there is none.
std::size_t character_length(std::string_view text, std::size_t at);
std::size_t skip_blanks(std::string_view text, std::size_t at);
std::size_t end_of_line(std::string_view text, std::size_t at);
std::size_t end_of_word(std::string_view text, std::size_t at);
/// Some of the text for a message: one line, no control characters, at most 40 bytes.
std::string shown(std::string_view text);
/// The same in double quotes.
std::string in_quotes(std::string_view text);

}  // namespace bbplay::reader
