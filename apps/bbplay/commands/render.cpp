// SPDX-License-Identifier: MIT
#include "commands/render.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bbplay/playback/render_offline.h"
#include "bbplay/sinks/errors.h"
#include "bbplay/sinks/file/file_sink.h"

#include "commands/metadata.h"
#include "commands/stems.h"
#include "metering/level_meter.h"
#include "session/outputs.h"
#include "session/session.h"
#include "spectrogram/spectrogram.h"
#include "terminal/event_line.h"
#include "terminal/exit_code.h"
#include "terminal/interrupt.h"
#include "terminal/json_parts.h"
#include "terminal/loudness_text.h"
#include "terminal/stats.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

namespace fs = std::filesystem;

struct Job {
  std::shared_ptr<const Track> track;
  fs::path output;
  FileFormat format;
  std::vector<Stem> stems;
  fs::path spectrogram;  // empty: none
};

fs::path cue_sheet_for(const fs::path& output) {
  return fs::path(output).replace_extension(".cue");
}

/// What can be refused before the tracks are read.
void check_outputs(const Options& options, std::size_t tracks) {
  const RenderOptions& render = options.render;
  const OutputPattern pattern(render.output, render.format.empty() ? "wav" : render.format);
  check_pattern(pattern, tracks);
  check_picture_name("--spectrogram", options.pictures.spectrogram, "png");
  const OutputPattern pictures(options.pictures.spectrogram, "png");
  if (!options.pictures.spectrogram.empty()) check_pattern(pictures, tracks);
  if (!pattern.is_one_file()) return;
  const fs::path path(render.output);
  if (render.format.empty() && !path.has_extension() && !is_stream(path)) {
    throw UsageError(render.output + ": has no extension that names a format; --format names it, " +
                     "and " + render.output + "/ is a folder, which is made");
  }
  file_format(path, render.format, render.encoding);
}

/// The files of a job: its output first, then what goes with it.
std::vector<fs::path> files_of(const Job& job, const Options& options) {
  std::vector<fs::path> files{job.output};
  if (options.tags.cue_sheet) files.push_back(cue_sheet_for(job.output));
  for (const Stem& stem : job.stems) files.push_back(stem.path);
  if (!job.spectrogram.empty()) files.push_back(job.spectrogram);
  return files;
}

/// Whether --skip-existing passes a job over, with a word for what is there only in part.
bool is_there(const Job& job, const Options& options, Console& console) {
  std::error_code ignored;
  if (is_stream(job.output) || !fs::exists(job.output, ignored)) return false;
  for (const fs::path& file : files_of(job, options)) {
    if (!fs::exists(file, ignored)) {
      console.warning(job.output.string() + " is there, but " + file.string() + " is not; " +
                      job.track->name + " is not rendered");
      return true;
    }
    if (fs::is_regular_file(file, ignored) && fs::file_size(file, ignored) == 0) {
      console.warning(file.string() + " is there, but empty; " + job.track->name +
                      " is not rendered");
      return true;
    }
  }
  console.note(job.output.string() + " is there; " + job.track->name + " is not rendered");
  return true;
}

/// Everything else that can be refused before the work begins.
std::vector<Job> jobs_of(const std::vector<std::shared_ptr<const Track>>& tracks,
                         const Options& options, NewFolders& folders, Console& console) {
  const RenderOptions& render = options.render;
  OutputPattern pattern(render.output, render.format.empty() ? "wav" : render.format);
  OutputPattern pictures(options.pictures.spectrogram, "png");
  std::vector<Job> jobs;
  Outputs outputs(options);
  for (const auto& track : tracks) outputs.keep(*track);
  for (const auto& track : tracks) {
    Job job;
    job.output = pattern.path_for(track->name, folders);
    if (!render.stems.empty()) job.stems = stems_of(*track, render.stems);
    if (!options.pictures.spectrogram.empty())
      job.spectrogram = pictures.path_for(track->name, folders);
    job.track = track;
    if (render.skip_existing && is_there(job, options, console)) continue;
    job.format = file_format(job.output, render.format, render.encoding);
    check_format(job.format, rate_of(*track, options), 0, is_stream(job.output));
    outputs.claim(job.output);
    if (options.tags.cue_sheet) {
      if (is_stream(job.output)) throw UsageError("a stream has no cue sheet; --render to a file");
      outputs.claim(cue_sheet_for(job.output));
    }
    check_stems(job.stems, outputs, folders);
    if (!job.spectrogram.empty()) outputs.claim(job.spectrogram);
    jobs.push_back(std::move(job));
  }
  return jobs;
}

TaskProgress progress_of(const Job& job, const PlayRange& range, std::int64_t frames, int rate,
                         double elapsed_s) {
  TaskProgress progress{.task = "rendering", .track = job.track->name};
  progress.done_s = static_cast<double>(frames) / rate;
  if (range.endless()) return progress;
  const double done = static_cast<double>(frames) / static_cast<double>(range.total());
  progress.done = done;
  if (done > 0 && elapsed_s > 0.5) progress.left_s = elapsed_s * (1 - done) / done;
  return progress;
}

void tell_rendered(const Job& job, const RunStats& run, bool complete, std::int64_t clipped_samples,
                   const std::optional<Levels>& levels, Console& console) {
  EventLine line("rendered");
  line.put("track", job.track->name).put("file", job.output.string());
  line.put("rate_hz", std::int64_t{run.rate}).put("frames", run.frames);
  line.put("duration_s", static_cast<double>(run.frames) / run.rate).put("wall_s", run.wall_s);
  line.put("complete", complete).put("clipped_by_encoding", clipped_samples);
  put_levels(line.part("levels"), levels);
  console.event(line);
}

int render_one(const Job& job, const Options& options, Console& console) {
  const Stopwatch watch;
  const int rate = rate_of(*job.track, options);
  if (const int encoded = encoded_rate(job.format, rate); encoded != rate) {
    console.detail(std::string(name_of(job.format.container)) + " has no rate of " +
                   std::to_string(rate) + " Hz: " + job.output.string() + " gets " +
                   std::to_string(encoded) + " Hz");
  }
  const auto plan = plan_of(*job.track, rate, options, console);
  const PlayRange range = range_of(*plan, options.part);
  warn_about_fades(*plan, options.part, console);
  if (range.endless() && !(is_stream(job.output) && job.stems.empty() && job.spectrogram.empty())) {
    throw UsageError("a file cannot take a loop without end; --loop N repeats N times");
  }

  FileRequest request;
  request.path = job.output;
  request.format = job.format;
  request.rate = plan->rate;
  request.frames = range.endless() ? 0 : range.total();
  request.force = options.render.force;
  request.dither = options.render.dither;
  // To cut fractions off distorts by some 2 dB of the noise of 16 bits.
  request.cut_off = options.engine.fidelity == Fidelity::reference;
  request.seed = options.engine.seed;
  request.quality = options.render.quality;
  request.jobs = options.engine.jobs;
  request.metadata = metadata_of(*job.track, *plan, range, options.tags);
  warn_about_texts(request.metadata, console);
  std::optional<LevelMeter> meter;
  if (options.stats || options.loudness) {
    meter.emplace(plan->rate);
  }
  std::optional<Spectrogram> spectrogram;
  if (!job.spectrogram.empty()) spectrogram.emplace(plan->rate, range.total());
  request.listener = [&](ConstStereoBlock block) {
    if (meter) meter->hear(block);
    if (spectrogram) spectrogram->hear(block);
  };
  // What is kept has to be completed, which a pipe may never let it.
  std::optional<OrderlyStop> keeps_what_there_is;
  if (options.render.keep_partial && !is_stream(job.output)) keeps_what_there_is.emplace();
  FileSink sink(request);

  const OfflineJob work{job.track, plan, range, options.engine.jobs, options.engine.block_frames};
  const bool complete = render_offline(work, console.stop_requested(), [&](ConstStereoBlock block) {
    sink.write(block);
    if (!console.status_is_due()) return;
    console.show(progress_of(job, range, sink.frames(), plan->rate, watch.seconds()));
  });
  console.clear_status();
  if (!complete && (!options.render.keep_partial || sink.frames() == 0)) {
    console.note("stopped; " + job.output.string() + " was not written");
    return stop_exit_code();
  }
  if (!complete) {
    std::erase_if(request.metadata.markers,
                  [&](const Marker& marker) { return marker.frame >= sink.frames(); });
  }
  const std::string silence = job.output.string() + " is silent from beginning to end";
  if (options.strict && sink.is_silent()) {
    console.error(silence + "; it was not written");
    return kBadTrack;
  }
  const std::string& name = job.track->name;
  try {
    sink.commit();
  } catch (const CreateError&) {
    std::error_code ignored;
    if (!options.render.skip_existing || !fs::exists(job.output, ignored)) throw;
    console.note(job.output.string() + " has come into being meanwhile; it is left as it is");
    return kDone;
  }
  console.wrote(name, job.output);
  if (options.tags.cue_sheet) {
    const fs::path sheet = cue_sheet_for(job.output);
    write_file(sheet, cue_sheet(request.metadata, job.output.filename().string(), plan->rate),
               options.render.force);
    console.wrote(name, sheet);
  }
  if (spectrogram) {
    write_file(job.spectrogram,
               spectrogram->png(name, static_cast<double>(range.start) / plan->rate),
               options.render.force);
    console.wrote(name, job.spectrogram);
  }
  if (complete) write_stems(work, job.stems, options, console);
  const double seconds = static_cast<double>(sink.frames()) / plan->rate;
  console.detail("rendered " + clock_text(seconds) + " to " + job.output.string());
  const RunStats run{sink.frames(), plan->rate, watch.seconds()};
  const auto levels = meter ? std::optional(meter->levels()) : std::nullopt;
  if (options.stats) print_stats(console, run, nullptr);
  tell_clipping(job.output, sink, console);
  if (sink.is_silent()) console.warning(silence);
  tell_rendered(job, run, complete, sink.clipped_samples(), levels, console);
  if (levels && !console.tells_machines()) {
    options.stats ? print_levels(console, *levels)
                  : console.note("loudness " + loudness_text(*levels));
  }
  if (complete) return kDone;
  console.note("stopped; " + job.output.string() + " has the first " + clock_text(seconds));
  return stop_exit_code();
}

}  // namespace

int render(const Options& options, Console& console) {
  check_outputs(options, options.tracks.size());
  return render(load_all(options, console), options, console);
}

int render(const std::vector<std::shared_ptr<const Track>>& tracks, const Options& options,
           Console& console) {
  check_outputs(options, tracks.size());
  NewFolders folders;
  const std::vector<Job> jobs = jobs_of(tracks, options, folders, console);
  // The first one is refused by its plan, and nothing is written then either.
  for (std::size_t later = 1; later < jobs.size(); ++later) {
    try {
      check_part(*jobs[later].track, options);
    } catch (const UsageError& error) {
      throw UsageError(jobs[later].track->name + ": " + error.what());
    }
  }
  TrackPlace place{0, tracks.size()};
  for (const Job& job : jobs) {
    ++place.number;
    console.works_on(place);
    // Another run may have made it while the tracks before it were rendered.
    if (options.render.skip_existing && is_there(job, options, console)) continue;
    if (const int code = render_one(job, options, console); code != kDone) return code;
  }
  return kDone;
}

}  // namespace bbplay::app
