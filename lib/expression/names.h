// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "expression/functions.h"

namespace bbplay::expression {

// Names are in lower case, with their module: "np.sin", "abs", "math.pi".

/// Null when there is no such constant.
const Constant* find_constant(std::string_view name);

bool is_function(std::string_view name);

/// The row of a function for a call with these arguments, one letter each: n for a number, l for a
/// list. Throws ExpressionError at `position` when it takes others.
const Function& find_function(const std::string& name, const std::string& arguments,
                              std::size_t position);

/// `; did you mean "np.sin"?`, or nothing when no name is near.
std::string nearest_name(const std::string& name);

}  // namespace bbplay::expression
