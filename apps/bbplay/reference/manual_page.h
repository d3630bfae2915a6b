// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference/option_table.h"

namespace bbplay::app {

/// What manual pages say about where they come from.
struct Release {
  std::string version;  // "0.1.0"
  std::string date;     // "2026-11-25"
};

/// bbplay(1): the program.
std::string program_page(const std::vector<OptionText>& options, const Release& release);

/// bbplay-track(5): the keys of a track, the parameters of its voices, and what sounds different
/// from the reference.
///
/// warnings, deviations  those chapters of the book of the format, in Markdown
std::string track_page(const Release& release, std::string_view warnings,
                       std::string_view deviations);

}  // namespace bbplay::app
