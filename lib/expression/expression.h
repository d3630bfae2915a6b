// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>

namespace bbplay::expression {

/// A transition curve written as a Python expression in alpha (format dsp 6), compiled to
/// muParser byte code.
///
/// Evaluating neither allocates nor locks, but uses work memory of the object: an object belongs to
/// one thread at a time. A copy has its own compiler and work memory.
class Expression {
 public:
  /// throws  ExpressionError                                           [not the audio thread]
  explicit Expression(std::string_view python);
  Expression(const Expression& other);
  Expression& operator=(const Expression&) = delete;
  ~Expression();

  /// Value at `alpha`; may be NaN or infinite.  [audio thread]
  double at(double alpha) noexcept;

  /// Whether alpha occurs at all: otherwise the value is always the same.
  bool uses_alpha() const noexcept;

 private:
  class Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace bbplay::expression
