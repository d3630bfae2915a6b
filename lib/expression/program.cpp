// SPDX-License-Identifier: MIT
#include "expression/program.h"

#include <algorithm>

namespace bbplay::expression {

namespace {

/// The place of `value` in `all`, at the end if it is new.
template <class Value>
std::string place(std::vector<Value>& all, Value value) {
  const auto found = std::find(all.begin(), all.end(), value);
  const auto index = found - all.begin();
  if (found == all.end()) all.push_back(value);
  return std::to_string(index);
}

}  // namespace

std::string Program::constant(double value) { return 'c' + place(constants, value); }

std::string Program::call(const Function& function, const std::vector<std::string>& arguments) {
  std::string written = 'f' + place(functions, &function);
  char before = '(';
  for (const std::string& argument : arguments) {
    written += before + argument;
    before = ',';
  }
  return written + ')';
}

}  // namespace bbplay::expression
