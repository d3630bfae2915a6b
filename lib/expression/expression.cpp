// SPDX-License-Identifier: MIT
#include "expression/expression.h"

#include <string>
#include <utility>
#include <variant>

#include <muParserBase.h>

#include "expression/lexer.h"
#include "expression/parser.h"

namespace bbplay::expression {

/// A muParser that knows nothing but the names of one Program.
class Expression::Compiled final : public mu::ParserBase {
 public:
  explicit Compiled(Program program) : program_(std::move(program)) {
    DefineNameChars("0123456789abcdefghijklmnopqrstuvwxyz");
    DefineOprtChars("+-*/<=>!");
    DefineInfixOprtChars("+-");
    DefineVar("alpha", &alpha_);
    for (std::size_t i = 0; i < program_.constants.size(); ++i) {
      DefineConst('c' + std::to_string(i), program_.constants[i]);
    }
    for (std::size_t i = 0; i < program_.functions.size(); ++i) {
      std::visit([&](auto call) { DefineFun('f' + std::to_string(i), call); },
                 program_.functions[i]->call);
    }
    EnableOptimizer(false);  // it reorders sums, which rounding and thresholds can tell
    SetExpr(program_.text);
    Eval();  // muParser compiles now and allocates its stack; later calls only run the byte code
  }

  const Program& program() const noexcept { return program_; }

  double at(double alpha) noexcept {
    alpha_ = alpha;
    return Eval();
  }

 private:
  void InitCharSets() override {}
  void InitFun() override {}
  void InitConst() override {}
  void InitOprt() override {}

  Program program_;
  double alpha_ = 0;
};

Expression::Expression(std::string_view python) {
  try {
    compiled_ = std::make_unique<Compiled>(parse(python));
  } catch (const mu::ParserError& error) {
    throw ExpressionError(0, "cannot be compiled: " + error.GetMsg());
  }
}

Expression::Expression(const Expression& other)
    : compiled_(std::make_unique<Compiled>(other.compiled_->program())) {}

Expression::~Expression() = default;

double Expression::at(double alpha) noexcept { return compiled_->at(alpha); }

bool Expression::uses_alpha() const noexcept { return compiled_->program().uses_alpha; }

}  // namespace bbplay::expression
