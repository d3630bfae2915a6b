// SPDX-License-Identifier: MIT
#include "live/live_player.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>

#include "bbplay/playback/device_error.h"

#include "terminal/exit_code.h"
#include "terminal/interrupt.h"
#include "terminal/table.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

PlayerSettings settings_of(const ListenerSettings& listener, const std::string& title,
                           const Options& options) {
  PlayerSettings settings;
  settings.title = title;
  settings.gain_db = options.part.gain_db;
  settings.fade_out_s = options.part.fade_out_s;
  settings.volume_db = listener.volume_db;
  settings.muted = listener.muted;
  settings.paused = listener.paused;
  return settings;
}

}  // namespace

LivePlayer::LivePlayer(std::unique_ptr<Performance> performance, const TrackPlace& place,
                       AudioOutput& output, Desktop& desktop, std::optional<WallTime> until,
                       const ListenerSettings& settings, const Options& options, Console& console)
    : title_(options.tags.title.value_or(performance->track().name)),
      place_(place),
      desktop_(desktop),
      until_(until),
      options_(options),
      console_(console),
      player_(std::move(performance), output, settings_of(settings, title_, options), *this),
      controls_(player_, place, console),
      keyboard_(options.keys) {}

int LivePlayer::run() {
  const DeferSuspend deferred;
  try {
    play();
  } catch (const DeviceError&) {
    console_.clear_status();
    throw;
  }
  tell_end();
  player_.close();
  console_.clear_status();
  report();
  if (stop_requested()) return stop_exit_code();
  return is_too_quiet() ? kBadTrack : kDone;
}

void LivePlayer::play() {
  player_.start();
  const OrderlyStop fades_out;
  while (!player_.over()) {
    obey_signals();
    obey_keys();
    for (const MediaCommand& command : desktop_.take_commands()) controls_.handle(command);
    obey_clock();
    player_.service();
    desktop_.show(now_playing());
    if (console_.status_is_due()) console_.show(status());
    std::this_thread::sleep_for(std::chrono::duration<double>(Player::kRoundSeconds));
  }
}

void LivePlayer::obey_signals() {
  if (stop_requested()) player_.stop();
  if (take_pause_request()) player_.pause_or_resume();
  if (take_status_request()) tell_status();
  if (take_suspend_request()) suspend();
}

void LivePlayer::obey_keys() {
  for (const Stroke& stroke : keyboard_.poll()) {
    controls_.press(stroke);
    // What is typed shows at once.
    if (!controls_.prompt().empty()) console_.show(status());
  }
}

/// What is sent to the device now is heard a latency later.
void LivePlayer::obey_clock() {
  if (!until_ || until_reached_) return;
  const std::chrono::duration<double> left = *until_ - std::chrono::system_clock::now();
  const double audible_s = left.count() - player_.latency_s();
  const double fade_s = player_.fade_out_s();
  if (audible_s > fade_s) return;
  until_reached_ = true;
  // Too late for the whole fade, it is shorter; after the hour there is nothing left to keep.
  player_.stop_on_time(audible_s > 0 ? audible_s : fade_s);
}

/// What Ctrl-Z does: sound and terminal are left in order, and taken up again afterwards.
void LivePlayer::suspend() {
  player_.halt();
  NowPlaying suspended = now_playing();
  suspended.state = NowPlaying::State::paused;
  desktop_.show(suspended);
  console_.clear_status();
  keyboard_.release();
  desktop_.await_told();
  suspend_process();
  keyboard_.take();
  player_.go_on();
}

PlayStatus LivePlayer::completed(PlayStatus status) const {
  status.place = place_;
  status.prompt = controls_.prompt();
  return status;
}

void LivePlayer::happened(std::string_view event, const PlayStatus& status) {
  console_.event(event, completed(status));
}

void LivePlayer::warn(const std::string& message) {
  is_too_quiet() ? console_.error(message) : console_.warning(message);
}

void LivePlayer::tell_status() {
  const PlayStatus now = status();
  console_.tells_machines() ? console_.event("asked", now) : console_.note(as_line(now));
}

void LivePlayer::tell_end() {
  PlayStatus last = status();
  last.ended_by = stop_requested()             ? "signal"
                  : controls_.stopped_by_key() ? "key"
                  : until_reached_             ? "until"
                  : controls_.skipped_to()     ? "skipped"
                                               : "done";
  console_.event("end", last);
}

NowPlaying LivePlayer::now_playing() const {
  const auto seconds = [&](std::int64_t frames) {
    return static_cast<double>(frames) / player_.rate();
  };
  NowPlaying now;
  now.state = player_.paused() ? NowPlaying::State::paused : NowPlaying::State::playing;
  now.title = title_;
  now.track = place_.number;
  now.length_s = seconds(player_.plan().frames);
  now.position_s = seconds(player_.destination());
  now.volume = controls_.volume();
  now.has_next = place_.has_next();
  now.jumps = player_.jumps();
  return now;
}

void LivePlayer::report() {
  const StreamCounters counters = player_.counters();
  const std::uint64_t late_blocks = player_.late_blocks();
  if (counters.underruns > 0) {
    console_.warning("the device ran dry " + std::to_string(counters.underruns) +
                     " times; a larger --latency helps");
  }
  if (late_blocks > 0) {
    console_.warning(std::to_string(late_blocks) + " blocks were not ready in time");
  }
  if (!options_.stats) return;
  if (!player_.is_exact()) {
    console_.note("the plan was provisional to the end: levels were estimated");
  } else if (const auto exact_after_s = player_.exact_after_s()) {
    console_.note("the plan was provisional for " + with_decimals(*exact_after_s, 2) +
                  " s, exact from then on");
  }
  const DeviceStats device{counters, player_.latency_s(), late_blocks};
  print_stats(console_,
              {static_cast<std::int64_t>(counters.frames), player_.rate(), watch_.seconds()},
              &device);
}

}  // namespace bbplay::app
