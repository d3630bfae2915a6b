// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>
#include <variant>

namespace bbplay::dsp {

/// A function that a curve expression may call (spec dsp section 6, "Expressions"), on one sample.
/// Pure, and safe on any thread; a value outside its domain gives NaN or an infinity.
struct CurveFunction {
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
std::span<const CurveFunction> curve_functions();

struct CurveConstant {
  std::string_view python;  // "np.pi"
  double value;
};
std::span<const CurveConstant> curve_constants();

/// What operators do that have no operator in muParser.
namespace curve_operator {
extern const CurveFunction power, floor_divide, remainder, negative, where, logical_and, logical_or;
/// a, relation, b, relation, c, ...: 1 when every relation holds, as in a < b <= c.
extern const CurveFunction chain;
enum Relation { less, less_equal, greater, greater_equal, equal, not_equal };
}  // namespace curve_operator

}  // namespace bbplay::dsp
