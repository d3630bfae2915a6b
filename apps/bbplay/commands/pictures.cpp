// SPDX-License-Identifier: MIT
#include "commands/pictures.h"

#include <string_view>

#include "bbplay/sinks/file/file_sink.h"
#include "bbplay/sinks/file/output_file.h"

#include "session/measure.h"
#include "session/outputs.h"
#include "session/session.h"
#include "spectrogram/spectrogram.h"
#include "terminal/exit_code.h"
#include "timeline/timeline.h"

namespace bbplay::app {

int draw_timelines(const Options& options, Console& console) {
  check_picture_name("--timeline", options.pictures.timeline, "svg");
  OutputPattern pattern(options.pictures.timeline, "svg");
  check_pattern(pattern, options.tracks.size());
  if (pattern.is_one_file()) check_output(options.pictures.timeline, options.render.force);
  Outputs outputs(options);
  NewFolders folders;
  TrackPlace place{0, options.tracks.size()};
  for (const auto& track : load_all(options, console)) {
    ++place.number;
    console.works_on(place);
    const auto path = pattern.path_for(track->name, folders);
    outputs.keep(*track);
    outputs.claim(path);
    const auto plan = plan_of(*track, rate_of(*track, options), options, console);
    const PlayRange range = range_of(*plan, options.part);
    const TimeSpan span{static_cast<double>(range.start) / plan->rate,
                        static_cast<double>(range.end) / plan->rate};
    sinks::OutputFile file(path, options.render.force);
    write_timeline(*track, *plan, span,
                   [&](std::string_view piece) { file.write(piece.data(), piece.size()); });
    file.commit();
    console.wrote(track->name, path);
    console.detail("drew " + track->name + " to " + path.string());
  }
  return kDone;
}

int draw_spectrograms(const Options& options, Console& console) {
  check_picture_name("--spectrogram", options.pictures.spectrogram, "png");
  OutputPattern pattern(options.pictures.spectrogram, "png");
  check_pattern(pattern, options.tracks.size());
  if (pattern.is_one_file()) check_output(options.pictures.spectrogram, options.render.force);
  Outputs outputs(options);
  NewFolders folders;
  TrackPlace place{0, options.tracks.size()};
  for (const auto& track : load_all(options, console)) {
    ++place.number;
    console.works_on(place);
    const auto path = pattern.path_for(track->name, folders);
    outputs.keep(*track);
    outputs.claim(path);
    const auto plan = plan_of(*track, rate_of(*track, options), options, console);
    const PlayRange range = range_of(*plan, options.part);
    if (range.endless()) throw UsageError("a picture cannot take a loop without end");
    Spectrogram spectrogram(plan->rate, range.total());
    const OfflineJob job{track, plan, range, options.engine.jobs, options.engine.block_frames};
    render_to([&](ConstStereoBlock block) { spectrogram.hear(block); }, job, "drawing", console);
    write_file(path, spectrogram.png(track->name, static_cast<double>(range.start) / plan->rate),
               options.render.force);
    console.wrote(track->name, path);
    console.detail("drew the spectrum of " + track->name + " to " + path.string());
  }
  return kDone;
}

}  // namespace bbplay::app
