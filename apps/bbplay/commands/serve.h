// SPDX-License-Identifier: MIT
#pragma once

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Lets clients of HTTP play what is in a folder, until it is stopped by a signal; the exit code, 0
/// then.
int serve(const Options& options, Console& console);

}  // namespace bbplay::app
