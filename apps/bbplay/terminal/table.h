// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace bbplay::app {

std::string with_decimals(double number, int decimals);

/// Rows of text in columns, the first row being the heading.
void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& rows);

}  // namespace bbplay::app
