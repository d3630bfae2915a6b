// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace bbplay::app {

/// The style sheet of the drawing: light, and dark on screens that prefer it. Plain rules without
/// variables, which not every program that shows SVG knows.
std::string timeline_style();

}  // namespace bbplay::app
