// SPDX-License-Identifier: MIT
#pragma once

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// `--check`: a line "OK" for each track that can be played; with `--json` everything that was
/// found, for machines.
int check(const Options& options, Console& console);

}  // namespace bbplay::app
