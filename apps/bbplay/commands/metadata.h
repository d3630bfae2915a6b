// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/play_range.h"
#include "bbplay/sinks/file/file_metadata.h"

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Where the steps begin in what is rendered, with their numbers and names; the first marker stands
/// at the first frame. Of a part that is repeated, every pass.
std::vector<Marker> step_markers(const Track& track, const RenderPlan& plan,
                                 const PlayRange& range);

/// What a rendered file says about itself: the name of the track, how it was made, its steps.
/// Nothing in it depends on when or where it is rendered, only on the track and the options.
FileMetadata metadata_of(const Track& track, const RenderPlan& plan, const PlayRange& range,
                         const TagOptions& options);

/// Says which texts are not valid UTF-8: file sinks replace what is no character, because libraries
/// fail at it.
void warn_about_texts(const FileMetadata& metadata, Console& console);

/// The markers as a cue sheet for `file`, for containers and players without markers. The format
/// ends at 99 tracks.
std::string cue_sheet(const FileMetadata& metadata, const std::string& file, int rate);

}  // namespace bbplay::app
