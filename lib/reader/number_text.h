// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bbplay/model/params.h"

namespace bbplay::reader {

/// Decimal text to double, whatever the locale; too small becomes 0. Nothing for text that is no
/// decimal number (so neither NaN nor Infinity), has blanks around it, or is too large for a
/// double.
std::optional<double> decimal(std::string_view digits);

/// Text to number as the reference's language does it: surrounding blanks, a sign, an exponent and
/// single underscores between digits; nothing for anything else, NaN and infinity included.
std::optional<double> number_from_text(std::string_view text);

/// What somebody meant who wrote a number for people: "10:00", "1:02:03", "300 s", "5 min", "0,5",
/// "50 %", "1.2 kHz", "-6 dB". Nothing for other texts, and for units that `unit` has no use for.
///
/// returns  a number in `unit`
std::optional<double> meant_number(std::string_view text, Unit unit);

/// What to write for a number with one comma that may part thousands or decimals, as 1,000; nothing
/// where it can be one of them only.
///
/// before, after  what stands on either side of the comma
std::optional<std::string> two_readings(std::string_view before, std::string_view after);

}  // namespace bbplay::reader
