// SPDX-License-Identifier: MIT
#include "session/session.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "bbplay/analysis/estimate.h"
#include "bbplay/model/diagnostics.h"
#include "bbplay/model/read_error.h"
#include "bbplay/reader/read_track.h"
#include "bbplay/sinks/errors.h"

#include "session/measure.h"
#include "terminal/exit_code.h"
#include "terminal/interrupt.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

/// Thrown after the errors of a track have been printed: guarded() has nothing to add and returns
/// the code.
struct AlreadyReported {
  int exit_code = kInternal;
};

/// How long a preset plays: until the end that is asked for.
std::optional<double> preset_seconds(const PartOptions& part) {
  if (part.end_s) return part.end_s;
  if (part.duration_s) return part.start_s.value_or(0) + *part.duration_s;
  return std::nullopt;
}

std::optional<PlanCache> cache_of(const Options& options) {
  return options.cache ? PlanCache::of_user() : std::nullopt;
}

}  // namespace

ReadOptions reading_of(const Options& options) {
  ReadOptions reading;
  reading.strict = options.strict;
  reading.fidelity = options.engine.fidelity;
  if (options.engine.rate != 0) reading.rate = options.engine.rate;
  reading.presets.assign(options.presets.begin(), options.presets.end());
  reading.level_is_given =
      options.engine.level || options.engine.loudness || !options.engine.normalize;
  if (const auto seconds = preset_seconds(options.part); seconds > 0.0) {
    reading.preset_seconds = seconds;
  }
  return reading;
}

std::shared_ptr<const Track> read(const std::string& path, const Options& options,
                                  Diagnostics& findings) {
  return std::make_shared<const Track>(read_track(path, reading_of(options), findings));
}

std::shared_ptr<const Track> load(const std::string& path, const Options& options,
                                  Console& console) {
  Diagnostics findings(path);
  ReadOptions reading = reading_of(options);
  if (console.verbose()) {
    reading.looked_at = [&](const std::filesystem::path& place) {
      console.note("looking for a preset: " + place.string());
    };
  }
  try {
    auto track = std::make_shared<const Track>(read_track(path, reading, findings));
    console.findings(findings);
    return track;
  } catch (const TrackError&) {
    console.findings(findings);
    throw AlreadyReported{kBadTrack};
  } catch (const InputError& error) {
    // Either the track itself, or a file that it names: then the place is known.
    if (!findings.has_errors()) throw;
    console.findings(findings);
    throw AlreadyReported{kNoInput};
  }
}

std::vector<std::shared_ptr<const Track>> load_all(const Options& options, Console& console) {
  std::vector<std::shared_ptr<const Track>> tracks;
  int first_failure = kDone;
  for (const std::string& path : options.tracks) {
    const int code = guarded(console, [&] {
      tracks.push_back(load(path, options, console));
      return kDone;
    });
    if (first_failure == kDone) first_failure = code;
  }
  if (first_failure != kDone) throw AlreadyReported{first_failure};
  return tracks;
}

AnalyzeOptions analysis_of(const Track& track, int rate, const Options& options) {
  AnalyzeOptions analysis;
  analysis.fidelity = options.engine.fidelity;
  analysis.rate = rate;
  analysis.level = options.engine.level.value_or(track.own_level.value_or(analysis.level));
  analysis.normalize = options.engine.normalize;
  analysis.jobs = options.engine.jobs;
  analysis.seed = options.engine.seed;
  return analysis;
}

PlanRequest request_of(std::shared_ptr<const Track> track, int rate, const Options& options,
                       const Unreadable& unreadable) {
  PlanRequest request;
  request.analysis = analysis_of(*track, rate, options);
  request.analysis.unreadable = unreadable;
  request.first_frame = first_frame_of(rate, options.part);
  request.cache = cache_of(options);
  request.stop = &stop_requested();
  request.track = std::move(track);
  return request;
}

std::shared_ptr<const RenderPlan> plan_of(const Track& track, int rate, const Options& options,
                                          Console& console, const Unreadable& unreadable) {
  const auto progress = [&](double done) {
    if (!console.status_is_due()) return;
    console.show(TaskProgress{.task = "analysing", .track = track.name, .done = done});
  };
  AnalyzeOptions analysis = analysis_of(track, rate, options);
  analysis.unreadable = unreadable;
  analysis.cancel = &console.stop_requested();
  analysis.progress = progress;
  auto plan = planned(track, analysis, cache_of(options));
  console.clear_status();
  if (!options.engine.loudness) return plan;
  // The caller's track, for as long as this takes.
  const std::shared_ptr<const Track> borrowed(std::shared_ptr<const Track>(), &track);
  return at_loudness(*options.engine.loudness, borrowed, std::move(plan), options.engine, console);
}

std::shared_ptr<const RenderPlan> known_plan_of(const Track& track, int rate,
                                                const Options& options) {
  if (options.engine.loudness) return nullptr;
  return known_plan(track, analysis_of(track, rate, options), cache_of(options));
}

int rate_of(const Track& track, const Options& options) {
  return options.engine.rate != 0 ? options.engine.rate : track.sample_rate;
}

std::int64_t first_frame_of(int rate, const PartOptions& options) {
  return frames_in(options.start_s.value_or(0), rate);
}

PlayRange range_of(const RenderPlan& plan, const PartOptions& options) {
  const auto frames = [&](double seconds) { return frames_in(seconds, plan.rate); };
  PlayRange range;
  range.start = first_frame_of(plan.rate, options);
  range.end = plan.frames;
  if (options.end_s) range.end = std::min(range.end, frames(*options.end_s));
  if (options.duration_s) {
    range.end = std::min(range.end, range.start + frames(*options.duration_s));
  }
  const auto refuse_short = [&](const std::string& what) {
    throw UsageError(what + " is shorter than a sample of 1/" + std::to_string(plan.rate) + " s");
  };
  if (plan.frames == 0) refuse_short("the track");
  if (range.start >= plan.frames) {
    throw UsageError("the track ends at " +
                     clock_text(static_cast<double>(plan.frames) / plan.rate) +
                     ", before the part that is asked for");
  }
  if (range.end <= range.start) {
    const bool has_length = options.duration_s > 0.0 || options.end_s > options.start_s.value_or(0);
    if (has_length) refuse_short("the part that is asked for");
    throw UsageError("the part that is asked for is empty");
  }
  range.repeats = options.repeats;
  range.fade_in = std::min(frames(options.fade_in_s), range.total());
  range.fade_out = std::min(frames(options.fade_out_s), range.total());
  range.gain = static_cast<float>(linear_gain(options.gain_db));
  return range;
}

void check_part(const Track& track, const Options& options) {
  const PartOptions& part = options.part;
  if (!part.start_s && !part.end_s && !part.duration_s) return;
  EstimateOptions no_levels;  // the time line of an estimate is exact
  no_levels.analysis = analysis_of(track, rate_of(track, options), options);
  no_levels.enough = [] { return true; };
  range_of(estimate(track, no_levels), part);
}

void warn_about_fades(const RenderPlan& plan, const PartOptions& options, Console& console) {
  const PlayRange range = range_of(plan, options);
  if (range.endless()) return;
  const auto check = [&](std::string_view option, double seconds, std::string_view lost) {
    if (frames_in(seconds, plan.rate) <= range.total()) return;
    const double played_s = static_cast<double>(range.total()) / plan.rate;
    console.warning(std::string(option) + " " + clock_text(seconds) + " lasts longer than the " +
                    clock_text(played_s) + " that are played; it takes all of them" +
                    std::string(lost));
  };
  check("--fade-in", options.fade_in_s, "");
  check("--fade-out", options.fade_out_s, "");
}

void warn_about_presets(const Options& options, Console& console) {
  for (const std::string& preset : options.presets) {
    std::error_code failure;
    if (std::filesystem::exists(preset, failure)) continue;
    console.warning("--presets " + preset + ": " +
                    (failure ? failure.message() : "no such file or folder"));
  }
}

int guarded(Console& console, const std::function<int()>& act) {
  const auto fail = [&](const std::exception& error, int code) {
    console.error(error.what());
    return code;
  };
  try {
    return act();
  } catch (const Cancelled&) {
    console.clear_status();
    return stop_exit_code();
  } catch (const AlreadyReported& told) {
    return told.exit_code;
  } catch (const TrackError& error) {
    console.findings(error.diagnostics());
    return kBadTrack;
  } catch (const InputError& error) {
    return fail(error, kNoInput);
  } catch (const ReadError& error) {
    return fail(error, kIoError);
  } catch (const ConfigurationError& error) {
    Diagnostics findings(error.finding().file);
    findings.add(error.finding());
    console.findings(findings);
    return kUsage;
  } catch (const OptionError& error) {
    console.error(error.what());
    console.hint("bbplay --help lists the options");
    return kUsage;
  } catch (const UsageError& error) {
    return fail(error, kUsage);
  } catch (const FormatError& error) {
    return fail(error, kUsage);
  } catch (const DeviceError& error) {
    return fail(error, kNoDevice);
  } catch (const CreateError& error) {
    return fail(error, kNoOutput);
  } catch (const WriteError& error) {
    return fail(error, kIoError);
  } catch (const std::bad_alloc&) {
    console.error("out of memory");
    return kInternal;
  } catch (const std::exception& error) {
    console.error(std::string("internal error: ") + error.what());
    return kInternal;
  }
}

int for_each_track(const Options& options, Console& console,
                   const std::function<void(const std::string&)>& act) {
  int result = kDone;
  TrackPlace place{0, options.tracks.size()};
  for (const std::string& path : options.tracks) {
    ++place.number;
    console.works_on(place);
    const int code = guarded(console, [&] {
      act(path);
      return kDone;
    });
    if (result == kDone) result = code;
  }
  return result;
}

}  // namespace bbplay::app
