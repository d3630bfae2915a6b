// SPDX-License-Identifier: MIT
#include "bbplay/model/text.h"

#include <array>
#include <cstdio>

namespace bbplay::model {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string escaped(char32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\r') return "\\r";
  if (code == '\t') return "\\t";
  std::array<char, 12> text{};
  std::snprintf(text.data(), text.size(), code < 0x80 ? "\\x%02x" : "\\u%04x",
                static_cast<unsigned>(code));
  return text.data();
}

/// `write(out, character, its bytes)` for one character after the other.
template <class Write>
std::string rewritten(std::string_view text, Write write) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    write(out, character, text.substr(0, character.bytes));
    text.remove_prefix(character.bytes);
  }
  return out;
}

}  // namespace

Character first_character(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, lead, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, lead, false};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (text.size() < bytes) return {1, lead, false};
  char32_t code = lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0u) != 0x80) return {1, lead, false};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[bytes] || code > 0x10FFFF || surrogate) return {1, lead, false};
  return {bytes, code, true};
}

bool is_valid_utf8(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const Character character = first_character(bytes);
    if (!character.valid) return false;
    bytes.remove_prefix(character.bytes);
  }
  return true;
}

std::string valid_utf8(std::string_view bytes) {
  return rewritten(bytes, [](std::string& out, const Character& character, std::string_view as_is) {
    out += character.valid && character.code != 0 ? as_is : kReplacement;
  });
}

std::string plain_text(std::string_view bytes) {
  return rewritten(bytes, [](std::string& out, const Character& character, std::string_view as_is) {
    out += character.valid && !is_steering(character.code) ? as_is : kReplacement;
  });
}

std::string printable(std::string_view bytes) {
  return rewritten(bytes, [](std::string& out, const Character& character, std::string_view as_is) {
    if (!character.valid) {
      std::array<char, 8> byte{};
      std::snprintf(byte.data(), byte.size(), "\\x%02x", static_cast<unsigned>(character.code));
      out += byte.data();
    } else if (is_steering(character.code)) {
      out += escaped(character.code);
    } else {
      out += as_is;
    }
  });
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Character character = first_character(text);
    if (!character.valid) {
      out += kReplacement;
    } else if (character.code == '\n') {
      out += "\\n";
    } else if (character.code == '\t') {
      out += "\\t";
    } else if (character.code == '"' || character.code == '\\') {
      out += '\\';
      out += text.front();
    } else if (is_steering(character.code)) {
      std::array<char, 12> escape{};  // as many as the compiler believes that it could need
      std::snprintf(escape.data(), escape.size(), "\\u%04X", unsigned(character.code));
      out += escape.data();
    } else {
      out += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return out + '"';
}

}  // namespace bbplay::model
