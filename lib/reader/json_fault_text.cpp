// SPDX-License-Identifier: MIT
// Texts in double quotes, and what people write in them or forget around them.
#include <algorithm>
#include <array>
#include <cstdio>

#include "reader/json_fault_parts.h"

namespace bbplay::reader {
namespace {

constexpr std::size_t kShown = 40;  // bytes

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_hex4(std::string_view digits) {
  return digits.size() == 4 && std::all_of(digits.begin(), digits.end(), is_hex);
}

bool begins_with(std::string_view digits, std::string_view letters) {
  return letters.find(digits.size() > 1 ? digits[1] : '\0') != letters.npos;
}

/// 0xD800 to 0xDBFF: the first half of a pair.
bool is_first_half(std::string_view digits) {
  return (digits[0] == 'd' || digits[0] == 'D') && begins_with(digits, "89abAB");
}

bool is_second_half(std::string_view digits) {
  return (digits[0] == 'd' || digits[0] == 'D') && begins_with(digits, "cdefCDEF");
}

std::string hexadecimal(char c, const char* format) {
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), format,
                static_cast<unsigned>(static_cast<unsigned char>(c)));
  return out.data();
}

/// A text that goes on into the next line either lacks its closing quote or was broken by hand. In
/// the first case the next line begins as lines of JSON do.
bool ends_unclosed(std::string_view text, std::size_t line_break) {
  const std::size_t next = skip_blanks(text, line_break);
  if (next == text.size()) return true;
  if (text[next] != '"') return std::string_view("{}[]").find(text[next]) != std::string_view::npos;
  return next + 1 < text.size() && belongs_to_word(text[next + 1]);
}

JsonFault unclosed(std::string_view text, std::size_t at, const std::string& advice) {
  const std::string_view line = text.substr(at, kShown);
  return {at, end_of_line(line, 0), "this text is not closed; " + advice};
}

JsonFault bad_escape(std::string_view text, std::size_t at) {
  const char c = at + 1 < text.size() ? text[at + 1] : '\0';
  const std::size_t length =
      at + 1 < text.size() ? 1 + std::max<std::size_t>(1, character_length(text, at + 1)) : 1;
  switch (c) {
    case '\'':
      return {at, length, "\"\\'\" is no escape of JSON; write ' alone"};
    case 'x':
      return {at, length, "\"\\x\" is no escape of JSON; write \"\\u00\" and the two digits"};
    case '\0':
      return {at, length, "a single backslash; write \"\\\\\""};
    case '\n':
    case '\r':
      return {at, 1,
              "a text continued on the next line; write it in one, with \"\\n\" for a break"};
    default:
      return {at, length,
              "a single backslash (" + in_quotes(text.substr(at, length)) +
                  "); write \"\\\\\", or \"/\" in a path"};
  }
}

std::optional<JsonFault> fault_of_escape(std::string_view text, std::size_t at) {
  const char c = at + 1 < text.size() ? text[at + 1] : '\0';
  if (c != 'u') {
    if (c != '\0' && std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos) return {};
    return bad_escape(text, at);
  }
  const auto digits = text.substr(std::min(at + 2, text.size()), 4);
  if (!is_hex4(digits)) {
    return JsonFault{
        at, 2,
        "a single backslash (\"\\u\" without four hexadecimal digits); write \"\\\\\", "
        "or \"/\" in a path"};
  }
  if (!is_first_half(digits)) return {};
  const std::string_view rest = text.substr(at + 6, 6);
  if (rest.starts_with("\\u") && is_hex4(rest.substr(2)) && is_second_half(rest.substr(2)))
    return {};
  return JsonFault{at, 6, "half a surrogate pair; write the character itself"};
}

}  // namespace

JsonToken read_json_text(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size();) {
    const char c = text[i];
    if (c == '"') return {i + 1};
    if (c == '\\') {
      if (auto fault = fault_of_escape(text, i)) return {i, std::move(fault)};
      i += text[i + 1] == 'u' ? 6u : 2u;
    } else if (c == '\n' || c == '\r') {
      if (ends_unclosed(text, i)) return {i, unclosed(text, at, "write '\"' where it ends")};
      return {i, JsonFault{i, 1, "a line break inside a text; write \"\\n\" for it"}};
    } else if (c == '\t') {
      return {i, JsonFault{i, 1, "a tab inside a text; write \"\\t\" for it"}};
    } else if (c == '\0') {
      return {i, JsonFault{i, 1, "a zero byte inside a text; remove it"}};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return {i, JsonFault{i, 1,
                           "a control character inside a text; write \"" +
                               hexadecimal(c, "\\u%04X") + "\" or remove it"}};
    } else if (const std::size_t length = character_length(text, i); length > 0) {
      i += length;
    } else {
      return {i, JsonFault{i, 1,
                           "the byte " + hexadecimal(c, "0x%02X") +
                               " is not UTF-8 (an older encoding?); save the file as UTF-8"}};
    }
  }
  return {text.size(), unclosed(text, at, "the file ends in it")};
}

}  // namespace bbplay::reader
