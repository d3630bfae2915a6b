// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "bbplay/model/track.h"

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// `--render`: writes every track to its file.
int render(const Options& options, Console& console);

/// The same for tracks that are there already.
int render(const std::vector<std::shared_ptr<const Track>>& tracks, const Options& options,
           Console& console);

}  // namespace bbplay::app
