// SPDX-License-Identifier: MIT
/// Texts from outside (names of files, titles, words of libraries) on their way to where they could
/// do harm. What is shown and what is written down goes through here once, at the place that writes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bbplay::model {

/// The first character of a text in UTF-8 (RFC 3629).
struct Character {
  std::size_t bytes = 0;  // that it takes; of what is no character 1
  char32_t code = 0;
  bool valid = false;
};

/// text  not empty
Character first_character(std::string_view text) noexcept;

bool is_valid_utf8(std::string_view bytes) noexcept;

/// Whether a character steers what shows it instead of being shown: controls (C0, DEL, C1), ends of
/// lines and paragraphs, and what turns the direction of writing around (Trojan Source, Boucher and
/// Anderson 2021).
constexpr bool is_steering(char32_t code) noexcept {
  const auto within = [code](char32_t first, char32_t last) {
    return code >= first && code <= last;
  };
  return code < 0x20 || within(0x7F, 0x9F) || code == 0x061C || within(0x200E, 0x200F) ||
         within(0x2028, 0x202E) || within(0x2066, 0x2069);
}

/// U+FFFD in place of every byte that belongs to no character, and of the character 0, with which a
/// text of C would end.
std::string valid_utf8(std::string_view bytes);

/// The same, and one U+FFFD in place of every steering character: as many characters as before.
std::string plain_text(std::string_view bytes);

/// For terminals and logs: steering characters and wrong bytes as escapes (`\n`, `\x1b`, `\u202e`),
/// everything else as it is. Does not change what it has returned before.
std::string printable(std::string_view bytes);

/// As JSON writes it, in quotation marks: always UTF-8, with escapes for steering characters.
std::string json_quoted(std::string_view bytes);

}  // namespace bbplay::model
