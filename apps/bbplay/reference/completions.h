// SPDX-License-Identifier: MIT
/// Scripts that teach shells the options.
#pragma once

#include <string>
#include <vector>

#include "reference/option_table.h"

namespace bbplay::app {

std::string bash_completion(const std::vector<OptionText>& options);
std::string zsh_completion(const std::vector<OptionText>& options);
std::string fish_completion(const std::vector<OptionText>& options);

}  // namespace bbplay::app
