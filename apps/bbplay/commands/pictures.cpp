// SPDX-License-Identifier: MIT
#include "commands/pictures.h"

#include <cstdint>
#include <filesystem>
#include <string>
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

namespace {

/// A picture of every track, in a file of its own.
///
/// option  by which it was asked for, with its value `output`
/// told    what of it was drawn
/// draw    draws the part of a track into the file
template <class Draw>
int draw_each(const char* option, const std::string& output, const char* extension,
              const std::string& told, const Options& options, Console& console, Draw draw) {
  check_picture_name(option, output, extension);
  OutputPattern pattern(output, extension);
  check_pattern(pattern, options.tracks.size());
  if (pattern.is_one_file()) check_output(output, options.render.force);
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
    draw(track, plan, range_of(*plan, options.part), path);
    console.wrote(track->name, path);
    console.detail("drew " + told + track->name + " to " + path.string());
  }
  return kDone;
}

double seconds(std::int64_t frames, const RenderPlan& plan) {
  return static_cast<double>(frames) / plan.rate;
}

}  // namespace

int draw_timelines(const Options& options, Console& console) {
  const auto draw = [&](const auto& track, const auto& plan, const PlayRange& range,
                        const std::filesystem::path& path) {
    sinks::OutputFile file(path, options.render.force);
    write_timeline(*track, *plan, {seconds(range.start, *plan), seconds(range.end, *plan)},
                   [&](std::string_view piece) { file.write(piece.data(), piece.size()); });
    file.commit();
  };
  return draw_each("--timeline", options.pictures.timeline, "svg", "", options, console, draw);
}

int draw_spectrograms(const Options& options, Console& console) {
  const auto draw = [&](const auto& track, const auto& plan, const PlayRange& range,
                        const std::filesystem::path& path) {
    if (range.endless()) throw UsageError("a picture cannot take a loop without end");
    Spectrogram spectrogram(plan->rate, range.total());
    const OfflineJob job{track, plan, range, options.engine.jobs, options.engine.block_frames};
    render_to([&](ConstStereoBlock block) { spectrogram.hear(block); }, job, "drawing", console);
    write_file(path, spectrogram.png(track->name, seconds(range.start, *plan)),
               options.render.force);
  };
  return draw_each("--spectrogram", options.pictures.spectrogram, "png", "the spectrum of ",
                   options, console, draw);
}

}  // namespace bbplay::app
