// SPDX-License-Identifier: MIT
#include "expression/expression.h"

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expression/functions.h"
#include "expression/lexer.h"
#include "support/allocations.h"

namespace bbplay::expression {
namespace {

using std::numbers::pi;

double value(const std::string& text, double alpha = 0.25) { return Expression(text).at(alpha); }

std::string problem(const std::string& text) {
  try {
    Expression expression(text);
    return "none";
  } catch (const ExpressionError& error) {
    return error.what();
  }
}

struct Example {
  const char* text;
  double at_quarter;  // alpha = 0.25
};

TEST(Expression, OperatorsBindAsInPython) {
  for (const Example& example : std::initializer_list<Example>{
           {"1+2*3", 7},
           {"(1+2)*3", 9},
           {"8-3-2", 3},
           {"8/4/2", 1},
           {"2**3**2", 512},
           {"-2**2", -4},
           {"2**-1", 0.5},
           {"2**3**-1", std::pow(2.0, 1.0 / 3)},
           {"-alpha**2", -0.0625},
           {"--2", 2},
           {"+-+2", -2},
           {"3*-2", -6},
           {"7//2", 3},
           {"-7//2", -4},
           {"7%3", 1},
           {"-7%3", 2},
           {"7%-3", -2},
           {"2*7%4", 2},
           {"1/4", 0.25},
           {"1 if alpha<0.5 else 2", 1},
           {"1 if alpha>0.5 else 2 if alpha>0.3 else 3", 3},
           {"(1 if alpha>0.5 else 2)+1", 3},
           {"0 or 3", 3},
           {"2 or 3", 2},
           {"2 and 3", 3},
           {"0 and 3", 0},
           {"0 and 3 or 4", 4},
           {"not 0", 1},
           {"not alpha<0.5", 0},
           {"not 1 + 1", 0},
           {"0 < alpha < 0.5", 1},
           {"0 < alpha < 0.2", 0},
           {"0.5 > alpha == 0.25 != 7", 1},
           {"1 < 2 == 2", 1},
           {"(1 < 2) == 2", 0},
           {"(alpha>0.2)&(alpha<0.5)", 1},
           {"(alpha>0.2)&(alpha>0.5)", 0},
           {"(alpha>0.2)|(alpha>0.5)", 1},
           {"(alpha>0.2)^(alpha<0.5)", 0},
           {"True|False&False", 1},
           {"True^True|True", 1},
           {"~(alpha>0.2)", 0},
           {"~(alpha>0.2)*4+1", 1},
           {"(alpha>0.2)+True", 2},
       }) {
    EXPECT_DOUBLE_EQ(value(example.text), example.at_quarter) << example.text;
  }
}

TEST(Expression, NumbersAndNamesMayBeWrittenAsInPython) {
  for (const Example& example : std::initializer_list<Example>{
           {"2", 2},
           {"2.", 2},
           {".5", 0.5},
           {"1e-3", 1e-3},
           {"1E+3", 1000},
           {"1_000.5", 1000.5},
           {"1_0e0_1", 100},
           {" \talpha ", 0.25},
           {"NP.Sin(ALPHA)", std::sin(0.25)},
           {"np . sin ( alpha )", std::sin(0.25)},
           {"np.sin(alpha,)", std::sin(0.25)},
           {"np.pi", pi},
           {"math.tau", 2 * pi},
           {"np.e", std::exp(1.0)},
           {"1/np.inf", 0},
           {"True", 1},
           {"((((alpha))))", 0.25},
       }) {
    EXPECT_DOUBLE_EQ(value(example.text), example.at_quarter) << example.text;
  }
}

TEST(Expression, FunctionsDoWhatTheirNumpyNamesakesDo) {
  for (const Example& example : std::initializer_list<Example>{
           {"np.round(2.5)", 2},
           {"np.round(3.5)", 4},
           {"np.round(alpha*5, 1)", 1.2},
           {"np.round(1250, -2)", 1200},
           {"round(-0.5)", 0},
           {"np.rint(-1.5)", -2},
           {"np.sign(-3)", -1},
           {"np.sign(0)", 0},
           {"np.mod(-1, 3)", 2},
           {"np.fmod(-1, 3)", -1},
           {"np.floor(-1.5)", -2},
           {"np.trunc(-1.5)", -1},
           {"np.clip(7, 0, 1)", 1},
           {"np.minimum(2, alpha)", 0.25},
           {"np.heaviside(0, 0.5)", 0.5},
           {"np.heaviside(-1, 0.5)", 0},
           {"np.sinc(0.5)", 2 / pi},
           {"np.sinc(0)", 1},
           {"np.hypot(3, 4)", 5},
           {"np.deg2rad(180)", pi},
           {"np.degrees(np.pi)", 180},
           {"np.cbrt(27)", 3},
           {"np.log2(8)", 3},
           {"np.exp2(3)", 8},
           {"np.arctan2(1, 1)", pi / 4},
           {"np.power(2, 3)", 8},
           {"np.reciprocal(4)", 0.25},
           {"np.where(alpha<0.5, 1, 2)", 1},
           {"~np.where(alpha<0.5, True, False)", 0},
           {"np.polyval([1, 2, 3], alpha)", 0.25 * 0.25 + 2 * 0.25 + 3},
           {"np.interp(alpha, [0, 0.5, 1], (0, 1, 4))", 0.5},
           {"np.interp(0.75, [0, 0.5, 1], [0, 1, 4])", 2.5},
           {"np.interp(-1, [0, 1], [5, 6])", 5},
           {"np.interp(9, [0, 1], [5, 6])", 6},
           {"np.interp(1, [0, 1], [5, 6])", 6},
           {"np.interp(9, [0, 1], [5, 6], -1, -2)", -2},
           {"np.interp(alpha, [0], [7])", 7},
           {"math.log(8, 2)", 3},
           {"math.pow(2, 0.5)", std::sqrt(2.0)},
           {"min(3, alpha, 2)", 0.25},
           {"max(3, alpha, 2)", 3},
           {"pow(2, 3)", 8},
           {"abs(-alpha)", 0.25},
           {"float(True)", 1},
       }) {
    EXPECT_DOUBLE_EQ(value(example.text), example.at_quarter) << example.text;
  }
}

TEST(Expression, EveryListedFunctionCanBeCalled) {
  for (const Function& function : functions()) {
    std::string arguments;
    for (const char kind : function.arguments) {
      if (!arguments.empty()) arguments += ',';
      arguments += kind == 'l' ? "[0,1]" : "0.5";
    }
    const std::string call = std::string(function.python) + '(' + arguments + ')';
    EXPECT_EQ(problem(call), "none") << call;
  }
}

TEST(Expression, WhatIsWrongIsSaidWithItsColumn) {
  struct Wrong {
    const char* text;
    const char* message;
  };
  for (const Wrong& wrong : std::initializer_list<Wrong>{
           {"", "column 1: the expression ends too early"},
           {"alpha +", "column 8: the expression ends too early"},
           {"os.system('x')", "column 1: unknown name \"os.system\""},
           {"1 + foo", "column 5: unknown name \"foo\""},
           {"__import__", "column 1: unknown name \"__import__\""},
           {"alpha.mean()", "column 1: unknown name \"alpha.mean\""},
           {"np.cumsum(alpha)", "column 1: unknown name \"np.cumsum\""},
           {"np.sine(alpha)", "column 1: unknown name \"np.sine\"; did you mean \"np.sin\"?"},
           {"sine", "column 1: unknown name \"sine\""},
           {"alpha^2", "column 6: ^ is no power; write **"},
           {"alpa", "column 1: unknown name \"alpa\"; did you mean \"alpha\"?"},
           {"np.sin", "column 1: np.sin is a function: write np.sin(...)"},
           {"np.sin()", "column 1: np.sin takes (number)"},
           {"np.sin(1, 2)", "column 1: np.sin takes (number)"},
           {"np.round(1, 2, 3)", "column 1: np.round takes (number) or (number, number)"},
           {"min(alpha)", "column 1: min takes two or more numbers"},
           {"np.interp(alpha, 1, 2)",
            "column 1: np.interp takes (number, list, list) or (number, list, list, number, "
            "number)"},
           {"np.interp(alpha, [0, 1], [1])", "column 26: the lists differ in length"},
           {"np.interp(alpha, [], [])", "column 18: empty list"},
           {"[alpha]", "column 1: a list can only stand in np.interp and np.polyval"},
           {"(alpha, 1)", "column 1: a list can only stand in np.interp and np.polyval"},
           {"1 + [2]", "column 5: a list can only stand in np.interp and np.polyval"},
           {"alpha[0]", "column 6: unexpected \"[\""},
           {"alpha = 1", "column 7: unexpected \"=\""},
           {"np.clip(alpha, a_min=0)", "column 16: unknown name \"a_min\""},
           {"(alpha", "column 7: missing \")\""},
           {"alpha)", "column 6: unexpected \")\""},
           {"2alpha", "column 2: unexpected \"alpha\""},
           {"1__0", "column 2: unexpected \"__0\""},
           {"1e999", "column 1: number out of range"},
           {"lambda x: x", "column 1: unexpected \"lambda\""},
           {"[x for x in alpha]", "column 2: unknown name \"x\""},
           {"1 if alpha", "column 11: missing \"else\""},
           {"alpha in [1]", "column 7: unexpected \"in\""},
           {"1 << 2", "column 3: unexpected \"<\""},
           {"alpha | 1", "column 7: | needs true/false values, such as comparisons in parentheses"},
           {"~alpha", "column 1: ~ needs a true/false value, such as a comparison in parentheses"},
           {"'text'", "column 1: unexpected \"'\""},
           {"2 \xC3\x97 3", "column 3: unexpected \"\xC3\x97\""},
       }) {
    EXPECT_THAT(problem(wrong.text), testing::StartsWith(wrong.message)) << wrong.text;
  }
}

TEST(Expression, LengthAndDepthAreBounded) {
  std::string sum = "alpha";
  while (sum.size() + 2 <= 1000) sum += "+1";
  EXPECT_DOUBLE_EQ(value(sum), 0.25 + std::floor((1000 - 5) / 2));
  EXPECT_EQ(problem(sum + "+1"), "column 1001: longer than 1000 characters");
  EXPECT_EQ(problem(std::string(40, '(') + "alpha" + std::string(40, ')')), "none");
  EXPECT_THAT(problem(std::string(400, '(')), testing::HasSubstr("nested too deep"));
  EXPECT_THAT(problem(std::string(900, '-') + "1"), testing::HasSubstr("nested too deep"));
  std::string powers = "2", denials;
  for (int i = 0; i < 300; ++i) powers += "**1";
  for (int i = 0; i < 200; ++i) denials += "not ";
  EXPECT_THAT(problem(powers), testing::HasSubstr("nested too deep"));
  EXPECT_THAT(problem(denials + "1"), testing::HasSubstr("nested too deep"));
}

TEST(Expression, EvaluatingDoesNotAllocate) {
  for (const char* text :
       {"alpha", "0.25", "0.5-0.5*np.cos(np.pi*alpha)", "np.interp(alpha,[0,0.3,1],(0,0.8,1))",
        "1 if 0.2 < alpha < 0.7 else np.tanh(3*alpha)//0.1%7 and min(alpha,1,2)"}) {
    Expression original(text);
    Expression expression(original);
    const std::size_t before = test::allocations();
    double sum = 0;
    for (int i = 0; i <= 100; ++i) sum += expression.at(0.01 * i);
    EXPECT_EQ(test::allocations(), before) << text;
    EXPECT_TRUE(std::isfinite(sum));
  }
}

TEST(Expression, ACopyDoesNotShareItsVariable) {
  Expression first("alpha*2+np.sin(alpha)");
  Expression second(first);
  EXPECT_DOUBLE_EQ(first.at(0.5), 1 + std::sin(0.5));
  EXPECT_DOUBLE_EQ(second.at(0.1), 0.2 + std::sin(0.1));
  EXPECT_DOUBLE_EQ(first.at(0.5), 1 + std::sin(0.5));
}

TEST(Expression, ACharacterThatNobodySeesIsWrittenOut) {
  using namespace std::string_literals;
  EXPECT_EQ(problem("alpha\0"s), "column 6: unexpected \"\\x00\"");
  EXPECT_EQ(problem("alpha \x1b"), "column 7: unexpected \"\\x1b\"");
}

}  // namespace
}  // namespace bbplay::expression
