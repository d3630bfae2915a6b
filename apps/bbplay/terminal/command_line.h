// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/App.hpp>

#include "terminal/options.h"

namespace bbplay::app {

/// What --loop takes for a number of times.
inline constexpr const char* kForEver = "forever";

/// Declares every option of the program; parsing with `app` fills `options`.
void declare_options(CLI::App& app, Options& options);

}  // namespace bbplay::app
