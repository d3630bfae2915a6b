// SPDX-License-Identifier: MIT
#pragma once

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Writes the track that a session or preset becomes.
/// returns  the exit code
int save_track(const Options& options, Console& console);

}  // namespace bbplay::app
