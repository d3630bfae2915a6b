// SPDX-License-Identifier: MIT
#pragma once

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Plays the tracks, one after the other.
int play(const Options& options, Console& console);

}  // namespace bbplay::app
