// SPDX-License-Identifier: MIT
#include "expression/functions.h"

#include <limits>
#include <numbers>

#include <math.h>  // NOLINT: plain C functions, whose addresses may be taken

namespace bbplay::expression {

namespace {

constexpr double kDegree = std::numbers::pi / 180;

constexpr Function unary(std::string_view python, Function::Unary call) {
  return {python, "n", call};
}
constexpr Function binary(std::string_view python, Function::Binary call) {
  return {python, "nn", call};
}
constexpr Function ternary(std::string_view python, Function::Ternary call) {
  return {python, "nnn", call};
}

double identity(double x) { return x; }
double negate(double x) { return -x; }
double sum(double a, double b) { return a + b; }
double difference(double a, double b) { return a - b; }
double product(double a, double b) { return a * b; }
double quotient(double a, double b) { return a / b; }
double square(double x) { return x * x; }
double reciprocal(double x) { return 1 / x; }
double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
double radians(double degrees) { return degrees * kDegree; }
double degrees(double radians) { return radians / kDegree; }

/// The remainder has the sign of the divisor, as Python's % has.
double remainder_of(double a, double b) {
  double rest = ::fmod(a, b);
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) rest += b;
    return rest;
  }
  return ::copysign(0.0, b);
}

/// The quotient that belongs to remainder_of(), so that both agree at multiples of b.
double floor_quotient(double a, double b) {
  if (b == 0) return a / b;
  const double rest = ::fmod(a, b);
  double whole = (a - rest) / b;
  if (rest != 0 && (b < 0) != (rest < 0)) whole -= 1;
  const double floor = ::floor(whole);
  return whole - floor > 0.5 ? floor + 1 : floor;
}

// NumPy's minimum and maximum hand NaN on, unlike fmin and fmax.
double minimum(double a, double b) { return a <= b || a != a ? a : b; }
double maximum(double a, double b) { return a >= b || a != a ? a : b; }
double clip(double x, double low, double high) { return minimum(maximum(x, low), high); }
double where(double condition, double yes, double no) { return condition != 0 ? yes : no; }
double both(double a, double b) { return a != 0 ? b : a; }
double either(double a, double b) { return a != 0 ? a : b; }

double heaviside(double x, double at_zero) {
  if (x != x) return x;
  return x == 0 ? at_zero : x < 0 ? 0.0 : 1.0;
}

double sinc(double x) {
  const double angle = std::numbers::pi * (x == 0 ? 1e-20 : x);
  return ::sin(angle) / angle;
}

/// Half to even, after scaling by a power of ten, as NumPy does it.
double round_to(double x, double decimals) {
  const double scale = ::pow(10.0, ::trunc(::fabs(decimals)));
  return decimals < 0 ? ::rint(x / scale) * scale : ::rint(x * scale) / scale;
}

double log_to_base(double x, double base) { return ::log(x) / ::log(base); }

double smallest(const double* values, int count) {
  double result = values[0];
  for (int i = 1; i < count; ++i) result = values[i] < result ? values[i] : result;
  return result;
}

double largest(const double* values, int count) {
  double result = values[0];
  for (int i = 1; i < count; ++i) result = values[i] > result ? values[i] : result;
  return result;
}

double polynomial(const double* arguments, int count) {
  const double x = arguments[0];
  double result = 0;
  for (int i = 1; i < count; ++i) result = result * x + arguments[i];
  return result;
}

/// Straight lines through (xs[k], ys[k]), xs increasing; `left` and `right` beyond the ends.
double interpolate(double x, const double* xs, const double* ys, int points, double left,
                   double right) {
  if (x != x) return x;
  if (x < xs[0]) return left;
  if (x > xs[points - 1]) return right;
  int k = 0;  // xs[k] <= x < xs[k + 1]
  for (int end = points; end - k > 1;) {
    const int middle = (k + end) / 2;
    (x >= xs[middle] ? k : end) = middle;
  }
  if (k == points - 1 || xs[k] == x) return ys[k];
  const double slope = (ys[k + 1] - ys[k]) / (xs[k + 1] - xs[k]);
  return slope * (x - xs[k]) + ys[k];
}

double interp(const double* arguments, int count) {
  const int points = (count - 1) / 2;
  const double* const xs = arguments + 1;
  const double* const ys = xs + points;
  return interpolate(arguments[0], xs, ys, points, ys[0], ys[points - 1]);
}

double interp_with_ends(const double* arguments, int count) {
  const int points = (count - 3) / 2;
  const double* const xs = arguments + 3;
  return interpolate(arguments[0], xs, xs + points, points, arguments[1], arguments[2]);
}

double chain_of_relations(const double* arguments, int count) {
  for (int i = 0; i + 2 < count; i += 2) {
    const double a = arguments[i];
    const double b = arguments[i + 2];
    bool holds = false;
    switch (static_cast<int>(arguments[i + 1])) {
      case operators::less:
        holds = a < b;
        break;
      case operators::less_equal:
        holds = a <= b;
        break;
      case operators::greater:
        holds = a > b;
        break;
      case operators::greater_equal:
        holds = a >= b;
        break;
      case operators::equal:
        holds = a == b;
        break;
      default:
        holds = a != b;
    }
    if (!holds) return 0;
  }
  return 1;
}

constexpr Function kFunctions[] = {
    unary("np.sin", ::sin),
    unary("np.cos", ::cos),
    unary("np.tan", ::tan),
    unary("np.arcsin", ::asin),
    unary("np.arccos", ::acos),
    unary("np.arctan", ::atan),
    binary("np.arctan2", ::atan2),
    unary("np.sinh", ::sinh),
    unary("np.cosh", ::cosh),
    unary("np.tanh", ::tanh),
    unary("np.arcsinh", ::asinh),
    unary("np.arccosh", ::acosh),
    unary("np.arctanh", ::atanh),
    unary("np.exp", ::exp),
    unary("np.exp2", ::exp2),
    unary("np.expm1", ::expm1),
    unary("np.log", ::log),
    unary("np.log2", ::log2),
    unary("np.log10", ::log10),
    unary("np.log1p", ::log1p),
    unary("np.sqrt", ::sqrt),
    unary("np.cbrt", ::cbrt),
    unary("np.square", square),
    unary("np.reciprocal", reciprocal),
    binary("np.power", ::pow),
    binary("np.float_power", ::pow),
    unary("np.abs", ::fabs),
    unary("np.absolute", ::fabs),
    unary("np.fabs", ::fabs),
    unary("np.sign", sign),
    unary("np.floor", ::floor),
    unary("np.ceil", ::ceil),
    unary("np.trunc", ::trunc),
    unary("np.rint", ::rint),
    unary("np.round", ::rint),
    binary("np.round", round_to),
    unary("np.around", ::rint),
    binary("np.around", round_to),
    binary("np.mod", remainder_of),
    binary("np.remainder", remainder_of),
    binary("np.fmod", ::fmod),
    binary("np.minimum", minimum),
    binary("np.maximum", maximum),
    binary("np.fmin", ::fmin),
    binary("np.fmax", ::fmax),
    ternary("np.clip", clip),
    ternary("np.where", where),
    binary("np.heaviside", heaviside),
    {"np.interp", "nll", interp},
    {"np.interp", "nllnn", interp_with_ends},
    {"np.polyval", "ln", polynomial},
    unary("np.sinc", sinc),
    binary("np.hypot", ::hypot),
    unary("np.deg2rad", radians),
    unary("np.rad2deg", degrees),
    unary("np.radians", radians),
    unary("np.degrees", degrees),
    binary("np.add", sum),
    binary("np.subtract", difference),
    binary("np.multiply", product),
    binary("np.divide", quotient),
    unary("np.negative", negate),

    unary("math.sin", ::sin),
    unary("math.cos", ::cos),
    unary("math.tan", ::tan),
    unary("math.asin", ::asin),
    unary("math.acos", ::acos),
    unary("math.atan", ::atan),
    binary("math.atan2", ::atan2),
    unary("math.sinh", ::sinh),
    unary("math.cosh", ::cosh),
    unary("math.tanh", ::tanh),
    unary("math.exp", ::exp),
    unary("math.expm1", ::expm1),
    unary("math.log", ::log),
    binary("math.log", log_to_base),
    unary("math.log2", ::log2),
    unary("math.log10", ::log10),
    unary("math.log1p", ::log1p),
    unary("math.sqrt", ::sqrt),
    binary("math.pow", ::pow),
    unary("math.fabs", ::fabs),
    unary("math.floor", ::floor),
    unary("math.ceil", ::ceil),
    unary("math.trunc", ::trunc),
    binary("math.fmod", ::fmod),
    binary("math.hypot", ::hypot),
    unary("math.radians", radians),
    unary("math.degrees", degrees),

    unary("abs", ::fabs),
    binary("pow", ::pow),
    {"min", "n*", smallest},
    {"max", "n*", largest},
    unary("round", ::rint),
    binary("round", round_to),
    unary("float", identity),
};

constexpr Constant kConstants[] = {
    {"np.pi", std::numbers::pi},
    {"np.e", std::numbers::e},
    {"np.inf", std::numeric_limits<double>::infinity()},
    {"math.pi", std::numbers::pi},
    {"math.e", std::numbers::e},
    {"math.tau", 2 * std::numbers::pi},
    {"math.inf", std::numeric_limits<double>::infinity()},
    {"true", 1},
    {"false", 0},
};

}  // namespace

std::span<const Function> functions() { return kFunctions; }
std::span<const Constant> constants() { return kConstants; }

namespace operators {
const Function power = binary("**", ::pow);
const Function floor_divide = binary("//", floor_quotient);
const Function remainder = binary("%", remainder_of);
const Function negative = unary("-", negate);
const Function where = ternary("if", bbplay::expression::where);
const Function logical_and = binary("and", both);
const Function logical_or = binary("or", either);
const Function chain = {"<", "n*", chain_of_relations};
}  // namespace operators

}  // namespace bbplay::expression
