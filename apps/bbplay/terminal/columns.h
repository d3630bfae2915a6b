// SPDX-License-Identifier: MIT
/// How much room a text takes on a terminal. What terminals disagree about counts as the wider: a
/// line that is too short does no harm.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bbplay::app {

std::size_t columns_of(std::string_view utf8);

/// `text`, or as much of its beginning as fits into `columns` together with an ellipsis.
std::string cut_to(std::string_view utf8, std::size_t columns);

}  // namespace bbplay::app
