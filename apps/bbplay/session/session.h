// SPDX-License-Identifier: MIT
/// From the name of a track to something that can be pulled; shared by all modes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/performance.h"
#include "bbplay/playback/planning.h"
#include "bbplay/playback/play_range.h"
#include "bbplay/reader/read_track.h"

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// How the options want a track to be read.
ReadOptions reading_of(const Options& options);

/// Reads a track; `findings` receives what there is to say about it.
///
/// throws  TrackError, InputError: `findings` has the errors, except where a file cannot be read
std::shared_ptr<const Track> read(const std::string& path, const Options& options,
                                  Diagnostics& findings);

/// Reads a track and tells what was found in it. What it throws is for guarded().
std::shared_ptr<const Track> load(const std::string& path, const Options& options,
                                  Console& console);

/// All tracks of the command line; every one is read before the first error ends it.
std::vector<std::shared_ptr<const Track>> load_all(const Options& options, Console& console);

/// Plans a track at `rate` Hz, showing how far it has got.
///
/// throws  Cancelled when a stop was requested
std::shared_ptr<const RenderPlan> plan_of(const Track& track, int rate, const Options& options,
                                          Console& console, const Unreadable& unreadable = {});
/// The same on a thread beside what plays, from the user's cache where it is at hand; without
/// --level LUFS.
PlanRequest request_of(std::shared_ptr<const Track> track, int rate, const Options& options,
                       const Unreadable& unreadable = {});
/// The same if it is at hand, in the user's cache; otherwise null.
std::shared_ptr<const RenderPlan> known_plan_of(const Track& track, int rate,
                                                const Options& options);

/// The rate that is asked for, or the track's.
int rate_of(const Track& track, const Options& options);

/// The part of a track that the options ask for.
/// throws  UsageError when nothing is left of it
PlayRange range_of(const RenderPlan& plan, const PartOptions& options);

/// The same refusal before the track is planned: for tracks that wait for others.
void check_part(const Track& track, const Options& options);
/// Fades that are cut off because they would last longer than what is played.
void warn_about_fades(const RenderPlan& plan, const PartOptions& options, Console& console);
/// Places of --presets that are not there; a session that needs them is an error later.
void warn_about_presets(const Options& options, Console& console);

/// The first frame of the part that the options ask for.
std::int64_t first_frame_of(int rate, const PartOptions& options);

/// What the options say about the samples of a track.
AnalyzeOptions analysis_of(const Track& track, int rate, const Options& options);

/// Runs `act`; tells about its exceptions and turns them into exit codes. Its result otherwise.
int guarded(Console& console, const std::function<int()>& act);

/// Runs `act` for each track of the command line, guarded; the code of the first one that fails.
int for_each_track(const Options& options, Console& console,
                   const std::function<void(const std::string&)>& act);

}  // namespace bbplay::app
