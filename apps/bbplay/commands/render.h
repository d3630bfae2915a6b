// SPDX-License-Identifier: MIT
#pragma once

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// `--render`: writes every track to its file.
int render(const Options& options, Console& console);

}  // namespace bbplay::app
