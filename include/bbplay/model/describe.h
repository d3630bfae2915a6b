// SPDX-License-Identifier: MIT
/// Numbers, units and ranges as text for people.
#pragma once

#include <string>
#include <string_view>

#include "bbplay/model/params.h"

namespace bbplay {

/// "Hz", "s", ...; empty for a plain number.
std::string_view symbol_of(Unit unit);
/// "[0, 1]", ">= 0", or "any".
std::string text_of(Range range);
/// Shortest decimal text that reads back as the same double.
std::string text_of(double number);

}  // namespace bbplay
