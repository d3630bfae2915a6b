// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>
#include <variant>

namespace bbplay::expression {

/// A function that a curve expression may call (format dsp 6, "Expressions"), on one sample.
/// Pure, and safe on any thread; a value outside its domain gives NaN or an infinity.
struct Function {
  using Unary = double (*)(double);
  using Binary = double (*)(double, double);
  using Ternary = double (*)(double, double, double);
  /// Gets the numbers of the call in order, then the elements of its lists in order.
  using Variadic = double (*)(const double* arguments, int count);

  std::string_view python;  // "np.sin"
  /// One letter per argument, n for a number and l for a list; "n*" is two numbers or more.
  std::string_view arguments;
  std::variant<Unary, Binary, Ternary, Variadic> call;
};

/// A function may have several rows, one for each number of arguments.
std::span<const Function> functions();

struct Constant {
  std::string_view python;  // "np.pi"
  double value;
};
std::span<const Constant> constants();

/// What operators do that have no operator in muParser.
namespace operators {
extern const Function power, floor_divide, remainder, negative, where, logical_and, logical_or;
/// a, relation, b, relation, c, ...: 1 when every relation holds, as in a < b <= c.
extern const Function chain;
enum Relation { less, less_equal, greater, greater_equal, equal, not_equal };
}  // namespace operators

}  // namespace bbplay::expression
