// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bbplay::expression {

/// A curve that is no expression bbplay understands; what() names the column, counted from 1.
class ExpressionError : public std::runtime_error {
 public:
  ExpressionError(std::size_t position, const std::string& problem)
      : std::runtime_error("column " + std::to_string(position + 1) + ": " + problem) {}
};

/// `text` in quotation marks, for messages.
std::string in_quotes(std::string_view text);

/// Reads the symbols, words and numbers of a Python expression, in any case. Blanks may stand
/// between them. Positions count from 0.
class Lexer {
 public:
  explicit Lexer(std::string_view source);

  /// Of the next character that is not blank.
  std::size_t position() noexcept;
  bool at_end() noexcept { return position() == source_.size(); }

  bool at(std::string_view symbol) noexcept;
  bool at_word() noexcept;
  bool at_number() noexcept;

  /// Moves past the symbol or word if it comes next.
  bool accept(std::string_view symbol) noexcept;
  bool accept_word(std::string_view word) noexcept;

  // These throw ExpressionError when something else comes next.
  void expect(std::string_view symbol);
  void expect_word(std::string_view word);

  std::string read_word();
  /// 2, 2., .5, 1e-3, 1_000
  double read_number();

  /// Throws: what comes next has no business here.
  [[noreturn]] void unexpected();

 private:
  void read_digits(std::string& digits);

  std::string source_;  // lower case
  std::size_t position_ = 0;
};

}  // namespace bbplay::expression
