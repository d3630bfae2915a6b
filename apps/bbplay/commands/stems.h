// SPDX-License-Identifier: MIT
/// `--stems`: the parts that a mix is made of, each in a file of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/playback/render_offline.h"
#include "bbplay/scheduler/selection.h"

#include "session/outputs.h"
#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

struct Stem {
  Selection heard;
  std::string title;
  std::filesystem::path path;
};

/// One for each place that voices have in the steps, one for the noise layer, one for the clips.
std::vector<Stem> stems_of(const Track& track, const std::filesystem::path& folder);

/// Throws CreateError when one of them would be refused; makes their folder.
void check_stems(const std::vector<Stem>& stems, Outputs& outputs, NewFolders& folders);

/// Renders each of them as `job` renders the mix, at the mix's gain, so that they add up to it.
/// throws  Cancelled when a stop was requested
void write_stems(const OfflineJob& job, const std::vector<Stem>& stems, const Options& options,
                 Console& console);

}  // namespace bbplay::app
