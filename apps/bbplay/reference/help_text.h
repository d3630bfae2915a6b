// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "reference/option_table.h"

namespace bbplay::app {

/// What `--help` prints: every option, in groups, within 80 columns.
std::string help_text(const std::vector<OptionText>& options);

/// What `-h` prints: examples and the options that are used most, on one screen.
std::string short_help_text(const std::vector<OptionText>& options);

}  // namespace bbplay::app
