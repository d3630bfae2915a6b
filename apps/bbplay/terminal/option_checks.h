// SPDX-License-Identifier: MIT
/// What is wrong with a command line whose options are each of their kind.
#pragma once

#include <string>

#include <CLI/App.hpp>

#include "terminal/options.h"

namespace bbplay::app {

/// Throws CLI::ParseError when options exclude or require each other, or tracks are missing. Modes
/// exclude each other; the last one would win without notice.
void check_modes(const CLI::App& app, const Options& options);

/// Throws CLI::ParseError for a track that was meant as an option: word processors make one long
/// dash of two.
void check_dashes(const CLI::App& app, const Options& options);

/// Says that there is no such option, and which one was meant, also in the words of other programs.
std::string unknown_option(const CLI::App& app, const std::string& given);

}  // namespace bbplay::app
