// SPDX-License-Identifier: MIT
/// Modes that help to write tracks.
#pragma once

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// `--schema`: the JSON Schema of tracks.
int print_schema();

/// `--new`: a track to begin with, in a file or on stdout.
/// throws  UsageError, CreateError, WriteError
int new_track(const Options& options, Console& console);

}  // namespace bbplay::app
