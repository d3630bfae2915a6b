// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "expression/functions.h"

namespace bbplay::expression {

/// A Python expression as muParser reads it: every operation in parentheses, numbers and functions
/// by their places in the lists (c0, c1, ... and f0, f1, ...), the variable as `alpha`. Nothing is
/// left to muParser's own precedence, number format or function library.
struct Program {
  std::string text;
  std::vector<double> constants;
  std::vector<const Function*> functions;
  bool uses_alpha = false;

  /// The name of a number in the text; lists it on first use.
  std::string constant(double value);
  /// A call as it stands in the text; lists the function on first use.
  std::string call(const Function& function, const std::vector<std::string>& arguments);
};

}  // namespace bbplay::expression
