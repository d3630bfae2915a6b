// SPDX-License-Identifier: MIT
#include "play.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "audio_output.h"
#include "exit_code.h"
#include "performance.h"
#include "session.h"
#include "wait.h"

namespace bbplay::app {
namespace {

/// The moments of --at and --until.
struct Schedule {
  std::optional<WallTime> at, until;
};

/// throws  UsageError when they cannot be kept
Schedule schedule_of(const ScheduleOptions& options) {
  const WallTime now = std::chrono::system_clock::now();
  Schedule schedule;
  if (options.at) {
    schedule.at = moment_of(*options.at, now);
    if (*schedule.at < now) throw UsageError("--at " + text_of(*schedule.at) + " is over");
  }
  if (options.until) {
    const WallTime begin = schedule.at.value_or(now);
    schedule.until = moment_of(*options.until, begin);
    if (*schedule.until <= begin) {
      throw UsageError("--until " + text_of(*schedule.until) +
                       (schedule.at ? " is not after --at" : " is over"));
    }
  }
  return schedule;
}

}  // namespace

int play(const Options& options, Console& console) {
  const Schedule schedule = schedule_of(options.schedule);
  const auto tracks = load_all(options, console);
  const auto wanted_rate = [&](const Track& track) {
    return options.engine.rate != 0 ? options.engine.rate : track.sample_rate;
  };
  std::shared_ptr<const RenderPlan> first_plan;
  if (schedule.at) {
    // What takes time is done beforehand; it shows errors while somebody is there, too.
    first_plan = plan_of(*tracks.front(), wanted_rate(*tracks.front()), options, console);
    part_of(*first_plan, options.part);
    wait_until(*schedule.at, console);
  }

  AudioOutput output(options, console);
  for (const auto& track : tracks) {
    const int rate = output.rate_for(wanted_rate(*track));
    const bool planned = first_plan && track == tracks.front() && first_plan->rate == rate;
    const auto plan = planned ? first_plan : plan_of(*track, rate, options, console);
    PartPlayer player = player_of(track, plan, part_of(*plan, options.part));
    Performance performance({*track, *plan, player}, output, schedule.until, options, console);
    const int code = performance.run();
    if (code != kDone || performance.stopped_early()) return code;
  }
  return kDone;
}

}  // namespace bbplay::app
