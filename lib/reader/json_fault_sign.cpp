// SPDX-License-Identifier: MIT
// Signs that JSON has nowhere outside of its texts.
#include <algorithm>
#include <array>
#include <cstdio>

#include "reader/json_fault_parts.h"

namespace bbplay::reader {
namespace {

constexpr std::size_t kShown = 40;  // bytes

/// Signs that word processors, phones and keyboards of other scripts write.
struct Lookalike {
  std::string_view sign, name, instead;
};
constexpr Lookalike kLookalikes[] = {
    {"“", "a typographic quote", "\""},
    {"”", "a typographic quote", "\""},
    {"„", "a typographic quote", "\""},
    {"‟", "a typographic quote", "\""},
    {"«", "a typographic quote", "\""},
    {"»", "a typographic quote", "\""},
    {"‘", "a typographic quote", "\""},
    {"’", "a typographic quote", "\""},
    {"‚", "a typographic quote", "\""},
    {"′", "a typographic quote", "\""},
    {"″", "a typographic quote", "\""},
    {"「", "a typographic quote", "\""},
    {"」", "a typographic quote", "\""},
    {"\uFF02", "a full-width quote", "\""},
    {"\uFF1A", "a full-width colon", ":"},
    {"\uFF0C", "a full-width comma", ","},
    {"、", "an ideographic comma", ","},
    {"\uFF5B", "a full-width bracket", "{"},
    {"\uFF5D", "a full-width bracket", "}"},
    {"\uFF3B", "a full-width bracket", "["},
    {"\uFF3D", "a full-width bracket", "]"},
    {"–", "a dash", "-"},
    {"—", "a dash", "-"},
    {"\u2212", "a typographic minus", "-"},
    {"…", "an ellipsis for something left out", ""},
};

/// Signs that look like nothing; their names are their numbers.
struct Invisible {
  std::string_view sign, name;
};
constexpr Invisible kInvisible[] = {
    {"\u00A0", "a no-break space (U+00A0)"},
    {"\u2007", "a figure space (U+2007)"},
    {"\u2009", "a thin space (U+2009)"},
    {"\u202F", "a narrow space (U+202F)"},
    {"\u3000", "an ideographic space (U+3000)"},
    {"\u200B", "a zero-width space (U+200B)"},
    {"\u200E", "a direction mark (U+200E)"},
    {"\u2060", "a word joiner (U+2060)"},
    {"\uFEFF", "a byte order mark (U+FEFF)"},
    {"\u2028", "a line separator (U+2028)"},
    {"\u2029", "a paragraph separator (U+2029)"},
    {"\f", "a form feed"},
    {"\v", "a vertical tab"},
};

std::optional<JsonFault> comment(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  for (const std::string_view sign : {"//", "/*", "#", "<!--", "-- "}) {
    if (!rest.starts_with(sign)) continue;
    const std::size_t length = std::min(end_of_line(text, at) - at, kShown);
    return JsonFault{at, length,
                     "a comment (" + std::string(sign) +
                         "), which JSON does not have; remove it, or make it the "
                         "\"description\" of a step or voice"};
  }
  return std::nullopt;
}

/// 'steps': the first one of a file tells where it comes from.
JsonFault single_quoted(std::string_view text, std::size_t at) {
  const std::size_t line = end_of_line(text, at);
  // The one that closes stands before a sign of JSON: 'it's one', has three.
  std::size_t quote = text.substr(0, line).find('\'', at + 1);
  for (std::size_t next = quote; next != text.npos;
       next = text.substr(0, line).find('\'', next + 1)) {
    const std::size_t sign = text.substr(0, line).find_first_not_of(" \t", next + 1);
    if (sign != text.npos && std::string_view(",:]}").find(text[sign]) == std::string_view::npos) {
      continue;
    }
    quote = next;
    break;
  }
  const std::size_t end = quote == text.npos ? at + 1 : quote + 1;
  const std::string instead =
      quote == text.npos ? "'\"'" : in_quotes(text.substr(at + 1, quote - at - 1));
  const bool is_first = text.substr(0, at).find_first_not_of("{[( \t\r\n") == text.npos;
  if (is_first) {
    return {at, end - at,
            "single quotes, as Python prints them; write " + instead +
                " (from Python: json.dump, not print)"};
  }
  return {at, end - at, "single quotes; write " + instead};
}

}  // namespace

std::optional<JsonFault> foreign_sign(std::string_view text, std::size_t at) {
  if (auto fault = comment(text, at)) return fault;
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("'")) return single_quoted(text, at);
  if (rest.starts_with("```")) {
    return JsonFault{at, 3, "a fence of Markdown (```); remove its line"};
  }
  if (rest.starts_with("`")) return JsonFault{at, 1, "a backtick; write '\"'"};
  for (const std::string_view mark : {"<<<<<<<", "=======", ">>>>>>>"}) {
    if (rest.starts_with(mark)) {
      return JsonFault{at, 7,
                       "a mark of an unfinished merge (" + std::string(mark) +
                           "); keep one of the two versions"};
    }
  }
  if (rest.starts_with("...")) {
    return JsonFault{at, 3, "three dots for something left out; write it, or remove them"};
  }
  if (rest.starts_with("(")) {
    return JsonFault{at, 1, "a round bracket; a list is written in \"[\" and \"]\""};
  }
  if (rest.starts_with('\0')) return JsonFault{at, 1, "a zero byte; remove it"};
  for (const Invisible& each : kInvisible) {
    if (!rest.starts_with(each.sign)) continue;
    return JsonFault{at, each.sign.size(),
                     std::string(each.name) + " outside of a text; replace it with a blank"};
  }
  for (const Lookalike& each : kLookalikes) {
    if (!rest.starts_with(each.sign)) continue;
    return JsonFault{at, each.sign.size(),
                     std::string(each.name) + " (" + std::string(each.sign) + ")" +
                         (each.instead.empty()   ? "; write it, or remove this"
                          : each.instead == "\"" ? "; write '\"'"
                                                 : "; write \"" + std::string(each.instead) + '"')};
  }
  return std::nullopt;
}

bool belongs_to_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         c == '.' || c == '-';
}

std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return continues(1) ? 2 : 0;
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second >= 0xA0;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  const bool outside =
      first > 0xF4 || (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90);
  return continues(1) && continues(2) && continues(3) && !outside ? 4 : 0;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_json_blank(text[at])) ++at;
  return at;
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
  return std::min(text.find_first_of("\r\n", at), text.size());
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const std::size_t length = character_length(text, at);
    const bool is_letter_elsewhere = length > 1 && !foreign_sign(text, at);
    if (!belongs_to_word(text[at]) && !is_letter_elsewhere) break;
    at += length;
  }
  return at;
}

std::string shown(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (out.size() + length > kShown) return out + "...";
    if (length == 0) {
      out += '?';
    } else if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7F) {
      out += ' ';
    } else {
      out += text.substr(i, length);
    }
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string in_quotes(std::string_view text) { return '"' + shown(text) + '"'; }

}  // namespace bbplay::reader
