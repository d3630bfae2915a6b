// SPDX-License-Identifier: MIT
#include "expression/lexer.h"

#include <charconv>
#include <system_error>

namespace bbplay::expression {

namespace {
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
}  // namespace

std::string in_quotes(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
      out += c;
    } else {  // a zero byte would end the message
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out + '"';
}

Lexer::Lexer(std::string_view source) : source_(source) {
  for (char& c : source_) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
}

std::size_t Lexer::position() noexcept {
  while (position_ < source_.size() && is_blank(source_[position_])) ++position_;
  return position_;
}

bool Lexer::at(std::string_view symbol) noexcept {
  return source_.compare(position(), symbol.size(), symbol) == 0;
}

bool Lexer::at_word() noexcept { return !at_end() && is_letter(source_[position_]); }

bool Lexer::at_number() noexcept {
  if (at_end()) return false;
  const std::size_t digit = source_[position_] == '.' ? position_ + 1 : position_;
  return digit < source_.size() && is_digit(source_[digit]);
}

bool Lexer::accept(std::string_view symbol) noexcept {
  if (!at(symbol)) return false;
  position_ += symbol.size();
  return true;
}

bool Lexer::accept_word(std::string_view word) noexcept {
  if (!at(word)) return false;
  const std::size_t end = position_ + word.size();
  if (end < source_.size() && (is_letter(source_[end]) || is_digit(source_[end]))) return false;
  position_ = end;
  return true;
}

void Lexer::expect(std::string_view symbol) {
  if (accept(symbol)) return;
  if (at_end()) throw ExpressionError(position_, "missing " + in_quotes(symbol));
  unexpected();
}

void Lexer::expect_word(std::string_view word) {
  if (!accept_word(word)) throw ExpressionError(position(), "missing " + in_quotes(word));
}

std::string Lexer::read_word() {
  const std::size_t start = position();
  while (position_ < source_.size() &&
         (is_letter(source_[position_]) || is_digit(source_[position_]))) {
    ++position_;
  }
  return source_.substr(start, position_ - start);
}

void Lexer::read_digits(std::string& digits) {
  for (; position_ < source_.size(); ++position_) {
    const char c = source_[position_];
    if (is_digit(c)) {
      digits += c;
    } else {
      const bool separates = c == '_' && position_ > 0 && is_digit(source_[position_ - 1]) &&
                             position_ + 1 < source_.size() && is_digit(source_[position_ + 1]);
      if (!separates) return;
    }
  }
}

double Lexer::read_number() {
  const std::size_t start = position();
  std::string digits;
  read_digits(digits);
  if (position_ < source_.size() && source_[position_] == '.') {
    digits += source_[position_++];
    read_digits(digits);
  }
  if (position_ < source_.size() && source_[position_] == 'e') {
    std::size_t exponent = position_ + 1;
    if (source_.compare(exponent, 1, "+") == 0 || source_.compare(exponent, 1, "-") == 0) {
      ++exponent;
    }
    if (exponent < source_.size() && is_digit(source_[exponent])) {
      digits.append(source_, position_, exponent - position_);
      position_ = exponent;
      read_digits(digits);
    }
  }
  double value = 0;
  const char* const end = digits.data() + digits.size();
  if (std::from_chars(digits.data(), end, value).ec != std::errc{}) {  // knows no locale
    throw ExpressionError(start, "number out of range");
  }
  return value;
}

void Lexer::unexpected() {
  const std::size_t start = position();
  if (at_end()) throw ExpressionError(start, "the expression ends too early");
  std::size_t length = 1;
  if (is_letter(source_[start])) {
    length = read_word().size();
  } else {
    const auto continues = [&](std::size_t i) {  // further bytes of one UTF-8 character
      return i < source_.size() && (static_cast<unsigned char>(source_[i]) & 0xc0) == 0x80;
    };
    while (continues(start + length)) ++length;
  }
  throw ExpressionError(start, "unexpected " + in_quotes(source_.substr(start, length)));
}

}  // namespace bbplay::expression
