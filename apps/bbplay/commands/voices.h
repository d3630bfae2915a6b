// SPDX-License-Identifier: MIT
#pragma once

#include "terminal/options.h"

namespace bbplay::app {

/// `--list-voices`: every synth function with one line each.
int list_voices(const Options& options);

/// `--describe VOICE`: its parameters.
/// throws  UsageError for a function that does not exist
int describe_voice(const Options& options);

}  // namespace bbplay::app
