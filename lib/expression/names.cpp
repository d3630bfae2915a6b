// SPDX-License-Identifier: MIT
#include "expression/names.h"

#include <algorithm>
#include <vector>

#include "bbplay/model/suggest.h"

#include "expression/lexer.h"

namespace bbplay::expression {

namespace {

std::string described(std::string_view arguments) {
  if (arguments == "n*") return "two or more numbers";
  std::string text;
  for (const char kind : arguments) {
    text += (text.empty() ? "(" : ", ") + std::string(kind == 'l' ? "list" : "number");
  }
  return text + ')';
}

}  // namespace

const Constant* find_constant(std::string_view name) {
  const auto all = constants();
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const Constant& constant) { return constant.python == name; });
  return found == all.end() ? nullptr : &*found;
}

bool is_function(std::string_view name) {
  const auto all = functions();
  return std::any_of(all.begin(), all.end(),
                     [&](const Function& function) { return function.python == name; });
}

const Function& find_function(const std::string& name, const std::string& arguments,
                              std::size_t position) {
  const bool several = arguments.size() >= 2 && arguments.find('l') == std::string::npos;
  std::string wanted;
  for (const Function& function : functions()) {
    if (function.python != name) continue;
    if (function.arguments == arguments || (several && function.arguments == "n*")) return function;
    wanted += (wanted.empty() ? "" : " or ") + described(function.arguments);
  }
  throw ExpressionError(position, name + " takes " + wanted);
}

std::string nearest_name(const std::string& name) {
  if (name.size() < 4) return {};  // anything is near to so little
  std::vector<std::string> known{"alpha"};
  for (const Function& function : functions()) known.emplace_back(function.python);
  for (const Constant& constant : constants()) known.emplace_back(constant.python);
  // Two slips leave half of a short name: "sine" is not "min".
  std::erase_if(known,
                [&](const std::string& each) { return each.size() < 4 && each[0] != name[0]; });
  return model::did_you_mean(name, known);
}

}  // namespace bbplay::expression
