// SPDX-License-Identifier: MIT
#include "commands/play.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bbplay/playback/performance.h"

#include "desktop/desktop.h"
#include "live/audio_output.h"
#include "live/live_player.h"
#include "live/lost_files.h"
#include "live/wait.h"
#include "session/session.h"
#include "terminal/exit_code.h"

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

/// The exact plan; shows how far it has got.
std::shared_ptr<const RenderPlan> wait_for(Planning& planning, Console& console) {
  auto plan = planning.exact([&](double done) {
    if (!console.status_is_due()) return;
    console.show(TaskProgress{.task = "analysing", .track = planning.track()->name, .done = done});
  });
  console.clear_status();
  return plan;
}

}  // namespace

int play(const Options& options, Console& console) {
  const Schedule schedule = schedule_of(options.schedule);
  // The devices are looked at while the tracks are read, unless there is a long wait before.
  std::optional<AudioOutput> output;
  if (!schedule.at) output.emplace(options, console);
  const auto tracks = load_all(options, console);
  const auto wanted_rate = [&](const Track& track) { return rate_of(track, options); };
  const auto& first = tracks.front();
  const LostFiles lost(console);
  const Unreadable unreadable = lost.teller();
  const ChoosePart part = [&](const RenderPlan& plan) { return range_of(plan, options.part); };
  std::unique_ptr<Performance> prepared;
  const auto prepare = [&](const std::shared_ptr<const Track>& track, StagedPlan staged,
                           std::unique_ptr<Planning> planning) {
    prepared = std::make_unique<Performance>(track, std::move(staged), std::move(planning), part,
                                             unreadable);
  };
  if (schedule.at) {
    // What takes time is done beforehand; it shows errors while somebody is there, too.
    prepare(first, {plan_of(*first, wanted_rate(*first), options, console, unreadable)}, nullptr);
    wait_until(*schedule.at, options.keys, console);
    output.emplace(options, console);
  } else if (auto plan = known_plan_of(*first, wanted_rate(*first), options)) {
    prepare(first, {std::move(plan)}, nullptr);
  }

  std::unique_ptr<Planning> next;
  std::optional<Desktop> desktop;  // once something plays
  bool is_first = true;
  ListenerSettings settings;
  for (std::size_t i = 0; i < tracks.size();) {
    const std::shared_ptr<const Track>& track = tracks[i];
    const TrackPlace place{i + 1, tracks.size()};
    console.works_on(place);
    const int rate = output->rate_for(wanted_rate(*track));
    if (!std::exchange(is_first, false) || !prepared || prepared->plan().rate != rate) {
      prepared.reset();
      const bool is_planned = next && next->rate() == rate;
      if (options.engine.loudness || (options.exact && !is_planned)) {
        prepare(track, {plan_of(*track, rate, options, console, unreadable)}, nullptr);
      } else {
        auto planning =
            is_planned ? std::move(next)
                       : std::make_unique<Planning>(request_of(track, rate, options, unreadable));
        StagedPlan staged =
            options.exact ? StagedPlan{wait_for(*planning, console)} : planning->first();
        prepare(track, std::move(staged), std::move(planning));
      }
    }
    next.reset();
    // A level in LUFS is measured by rendering, which would take the machine away from the player.
    if (i + 1 < tracks.size() && !options.engine.loudness) {
      prepared->takeover().once_exact([&, i, rate] {
        const bool plays_as_wanted = rate == wanted_rate(*track);
        const int next_rate = plays_as_wanted ? wanted_rate(*tracks[i + 1]) : rate;
        next =
            std::make_unique<Planning>(request_of(tracks[i + 1], next_rate, options, unreadable));
      });
    }
    if (!desktop) {
      desktop.emplace(
          Desktop::Services{.media_keys = options.media_keys, .stays_awake = options.stays_awake});
    }
    warn_about_fades(prepared->plan(), options.part, console);
    LivePlayer player(std::move(prepared), place, *output, *desktop, schedule.until, settings,
                      options, console);
    const int code = player.run();
    settings = player.settings();
    if (code != kDone) return code;
    if (player.stopped_early()) break;
    if (player.succession() == Succession::next) {
      ++i;
    } else {
      next.reset();  // what is planned is not what comes
      --i;
    }
  }
  return lost.any() ? kIoError : kDone;
}

}  // namespace bbplay::app
