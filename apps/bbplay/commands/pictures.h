// SPDX-License-Identifier: MIT
/// Modes that draw.
#pragma once

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// `--timeline`: a drawing of each track.
int draw_timelines(const Options& options, Console& console);

/// `--spectrogram` without `--render`.
int draw_spectrograms(const Options& options, Console& console);

}  // namespace bbplay::app
