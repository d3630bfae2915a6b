// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace bbplay::reader {

/// Decimal text to double, whatever the locale; too small becomes 0. Nothing for text that is no
/// decimal number (so neither NaN nor Infinity), has blanks around it, or is too large for a
/// double.
std::optional<double> decimal(std::string_view digits);

/// Text to number as the reference's language does it: surrounding blanks, a sign, an exponent and
/// single underscores between digits; nothing for anything else, NaN and infinity included.
std::optional<double> number_from_text(std::string_view text);

}  // namespace bbplay::reader
