// SPDX-License-Identifier: MIT
/// Modes that print on stdout and make no sound.
#pragma once

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

int list_devices(const Options& options, Console& console);

/// `--info`: what is in the tracks.
int info(const Options& options, Console& console);

}  // namespace bbplay::app
