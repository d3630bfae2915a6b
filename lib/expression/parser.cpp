// SPDX-License-Identifier: MIT
#include "expression/parser.h"

#include <optional>
#include <utility>

#include "expression/lexer.h"
#include "expression/names.h"

namespace bbplay::expression {

namespace {

constexpr std::size_t kMaxLength = 1000;
constexpr int kMaxNesting = 100;  // calls of conditional() and factor(); a parenthesis costs two

enum class Kind { number, boolean, list };

/// A part of the expression, translated.
struct Term {
  std::string text;
  Kind kind = Kind::number;
  std::size_t position = 0;        // of its first character in the source
  std::vector<std::string> items;  // of a list
};

/// Anything but a list; true and false count as 1 and 0.
const std::string& number(const Term& term) {
  if (term.kind != Kind::list) return term.text;
  throw ExpressionError(term.position, "a list can only stand in np.interp and np.polyval");
}

Kind common_kind(const Term& a, const Term& b) {
  return a.kind == Kind::boolean && b.kind == Kind::boolean ? Kind::boolean : Kind::number;
}

// ---- the grammar

/// One method per level of Python's grammar, loosest first.
class CurveParser {
 public:
  explicit CurveParser(std::string_view python) : scan_(python) {}

  Program parse() {
    program_.text = number(conditional());
    if (!scan_.at_end()) scan_.unexpected();
    return std::move(program_);
  }

 private:
  Term conditional() {
    const Nested nested(*this);
    Term yes = disjunction();
    if (!scan_.accept_word("if")) return yes;
    const Term condition = disjunction();
    scan_.expect_word("else");
    const Term no = conditional();
    return {call(operators::where, {number(condition), number(yes), number(no)}),
            common_kind(yes, no),
            yes.position,
            {}};
  }

  Term disjunction() {
    Term left = conjunction();
    while (scan_.accept_word("or")) {
      left = logical(operators::logical_or, left, conjunction());
    }
    return left;
  }

  Term conjunction() {
    Term left = inversion();
    while (scan_.accept_word("and")) {
      left = logical(operators::logical_and, left, inversion());
    }
    return left;
  }

  Term inversion() {
    const std::size_t start = scan_.position();
    if (!scan_.accept_word("not")) return comparison();
    const Nested nested(*this);
    return {is_zero(number(inversion())), Kind::boolean, start, {}};
  }

  Term comparison() {
    Term first = bitwise_or();
    std::vector<std::string> chain;  // a, relation, b, relation, c
    std::string single;              // a < b has an operator of its own
    while (const std::optional<Relation> relation = accept_relation()) {
      if (chain.empty()) chain.push_back(number(first));
      const std::string right = number(bitwise_or());
      single = '(' + chain.back() + relation->symbol + right + ')';
      chain.push_back(constant(relation->code));
      chain.push_back(right);
    }
    if (chain.empty()) return first;
    return {chain.size() == 3 ? single : call(operators::chain, chain),
            Kind::boolean,
            first.position,
            {}};
  }

  Term bitwise_or() {
    Term left = bitwise_xor();
    for (std::size_t at = scan_.position(); scan_.accept("|"); at = scan_.position()) {
      const Term right = bitwise_xor();
      expect_booleans(at, "|", left, right);
      left.text = call(operators::logical_or, {left.text, right.text});
    }
    return left;
  }

  Term bitwise_xor() {
    Term left = bitwise_and();
    for (std::size_t at = scan_.position(); scan_.accept("^"); at = scan_.position()) {
      const Term right = bitwise_and();
      expect_booleans(at, "^", left, right);
      left.text = '(' + left.text + "!=" + right.text + ')';
    }
    return left;
  }

  Term bitwise_and() {
    Term left = sum();
    for (std::size_t at = scan_.position(); scan_.accept("&"); at = scan_.position()) {
      const Term right = sum();
      expect_booleans(at, "&", left, right);
      left.text = '(' + left.text + '*' + right.text + ')';
    }
    return left;
  }

  Term sum() {
    Term left = product();
    for (;;) {
      if (scan_.accept("+")) {
        left = infix(left, '+', product());
      } else if (scan_.accept("-")) {
        left = infix(left, '-', product());
      } else {
        return left;
      }
    }
  }

  Term product() {
    Term left = factor();
    for (;;) {
      if (scan_.accept("//")) {
        left = arithmetic(operators::floor_divide, left, factor());
      } else if (scan_.accept("*")) {
        left = infix(left, '*', factor());
      } else if (scan_.accept("/")) {
        left = infix(left, '/', factor());
      } else if (scan_.accept("%")) {
        left = arithmetic(operators::remainder, left, factor());
      } else {
        return left;
      }
    }
  }

  Term factor() {
    const Nested nested(*this);
    const std::size_t start = scan_.position();
    if (scan_.accept("+")) return {number(factor()), Kind::number, start, {}};
    if (scan_.accept("-")) {
      return {call(operators::negative, {number(factor())}), Kind::number, start, {}};
    }
    if (scan_.accept("~")) {
      const Term operand = factor();
      if (operand.kind != Kind::boolean) {
        throw ExpressionError(start,
                              "~ needs a true/false value, such as a comparison in parentheses");
      }
      return {is_zero(operand.text), Kind::boolean, start, {}};
    }
    Term base = primary();
    if (scan_.accept("**")) return arithmetic(operators::power, base, factor());
    return base;
  }

  Term primary() {
    const std::size_t start = scan_.position();
    if (scan_.at_number()) return {constant(scan_.read_number()), Kind::number, start, {}};
    if (scan_.at_word()) return named();
    if (scan_.accept("(")) return group_or_tuple(start);
    if (scan_.accept("[")) return list(start, "]", {});
    scan_.unexpected();
  }

  Term group_or_tuple(std::size_t start) {
    if (scan_.accept(")")) return {{}, Kind::list, start, {}};
    Term first = conditional();
    if (scan_.accept(",")) return list(start, ")", {number(first)});
    scan_.expect(")");
    first.position = start;
    return first;
  }

  Term list(std::size_t start, std::string_view close, std::vector<std::string> items) {
    while (!scan_.accept(close)) {
      items.push_back(number(conditional()));
      if (!scan_.at(close)) scan_.expect(",");
    }
    return {{}, Kind::list, start, std::move(items)};
  }

  Term named() {
    const std::size_t start = scan_.position();
    std::string name = scan_.read_word();
    while (scan_.accept(".")) {
      if (!scan_.at_word()) scan_.unexpected();
      name += '.' + scan_.read_word();
    }
    if (name == "alpha") {
      program_.uses_alpha = true;
      return {name, Kind::number, start, {}};
    }
    if (const Constant* known = find_constant(name)) {
      const bool is_boolean = name == "true" || name == "false";
      return {constant(known->value), is_boolean ? Kind::boolean : Kind::number, start, {}};
    }
    for (const char* keyword : {"if", "else", "and", "or", "not", "in", "is", "for", "lambda"}) {
      if (name == keyword) throw ExpressionError(start, "unexpected " + in_quotes(name));
    }
    if (!is_function(name))
      throw ExpressionError(start, "unknown name " + in_quotes(name) + nearest_name(name));
    if (!scan_.accept("("))
      throw ExpressionError(start, name + " is a function: write " + name + "(...)");
    return function_call(name, start);
  }

  Term function_call(const std::string& name, std::size_t start) {
    std::vector<Term> arguments;
    std::string kinds;
    while (!scan_.accept(")")) {
      arguments.push_back(conditional());
      kinds += arguments.back().kind == Kind::list ? 'l' : 'n';
      if (!scan_.at(")")) scan_.expect(",");
    }
    const Function& function = find_function(name, kinds, start);

    std::vector<std::string> numbers, elements;
    std::optional<std::size_t> length;  // of every list
    for (const Term& argument : arguments) {
      if (argument.kind != Kind::list) {
        numbers.push_back(argument.text);
        continue;
      }
      const std::size_t items = argument.items.size();
      if (items == 0) throw ExpressionError(argument.position, "empty list");
      if (length.value_or(items) != items) {
        throw ExpressionError(argument.position, "the lists differ in length");
      }
      length = items;
      elements.insert(elements.end(), argument.items.begin(), argument.items.end());
    }
    numbers.insert(numbers.end(), elements.begin(), elements.end());
    const bool chooses = function.python == "np.where";
    return {call(function, numbers),
            chooses ? common_kind(arguments[1], arguments[2]) : Kind::number,
            start,
            {}};
  }

  struct Relation {
    const char* symbol;
    operators::Relation code;
  };
  std::optional<Relation> accept_relation() {
    using namespace operators;
    if (scan_.at("<<") || scan_.at(">>")) return std::nullopt;
    static constexpr Relation kRelations[] = {{"<=", less_equal}, {">=", greater_equal},
                                              {"==", equal},      {"!=", not_equal},
                                              {"<", less},        {">", greater}};
    for (const Relation& relation : kRelations) {
      if (scan_.accept(relation.symbol)) return relation;
    }
    return std::nullopt;
  }

  static void expect_booleans(std::size_t at, const std::string& symbol, const Term& left,
                              const Term& right) {
    if (left.kind == Kind::boolean && right.kind == Kind::boolean) return;
    if (symbol == "^") throw ExpressionError(at, "^ is no power; write **");
    throw ExpressionError(at,
                          symbol + " needs true/false values, such as comparisons in parentheses");
  }

  // ---- what is written

  std::string constant(double value) { return program_.constant(value); }

  std::string call(const Function& function, const std::vector<std::string>& arguments) {
    return program_.call(function, arguments);
  }

  std::string is_zero(const std::string& text) { return '(' + text + "==" + constant(0) + ')'; }

  static Term infix(const Term& left, char symbol, const Term& right) {
    return {'(' + number(left) + symbol + number(right) + ')', Kind::number, left.position, {}};
  }

  Term arithmetic(const Function& function, const Term& left, const Term& right) {
    return {call(function, {number(left), number(right)}), Kind::number, left.position, {}};
  }

  Term logical(const Function& function, const Term& left, const Term& right) {
    Term result = arithmetic(function, left, right);
    result.kind = common_kind(left, right);
    return result;
  }

  /// Bounds the recursion, whatever the text.
  class Nested {
   public:
    explicit Nested(CurveParser& parser) : nesting_(parser.nesting_) {
      if (nesting_ == kMaxNesting)
        throw ExpressionError(parser.scan_.position(), "nested too deep");
      ++nesting_;
    }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;
    ~Nested() { --nesting_; }

   private:
    int& nesting_;
  };

  Lexer scan_;
  int nesting_ = 0;
  Program program_;
};

}  // namespace

Program parse(std::string_view python) {
  if (python.size() > kMaxLength) {
    throw ExpressionError(kMaxLength, "longer than " + std::to_string(kMaxLength) + " characters");
  }
  return CurveParser(python).parse();
}

}  // namespace bbplay::expression
