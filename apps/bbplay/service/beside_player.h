// SPDX-License-Identifier: MIT
/// How work is done while something plays.
#pragma once

#include <atomic>

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Threads for analyses and renders, which leave a core to the player.
unsigned jobs_beside_player(const Options& options);

/// A console where nobody reads along. `stop` ends what is done with it.
ConsoleOptions unheard(const std::atomic<bool>& stop);

}  // namespace bbplay::app
