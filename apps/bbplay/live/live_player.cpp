// SPDX-License-Identifier: MIT
#include "live/live_player.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "bbplay/sinks/errors.h"
#include "bbplay/playback/steps.h"

#include "live/watchdog.h"
#include "terminal/exit_code.h"
#include "terminal/interrupt.h"
#include "terminal/table.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr double kRoundSeconds = 0.02;
constexpr double kRetrySeconds = 0.5;
/// A device that has not asked for audio for so long stands still.
constexpr double kStallSeconds = 2;
/// Opening and closing a device take less, unless the library waits for a server that is gone.
constexpr double kMaxOpenSeconds = 10, kMaxCloseSeconds = 3;

std::int64_t pass_of(const RangePlayer& player) {
  const PlayRange& range = player.range();
  const std::int64_t pass = player.played() / range.frames() + 1;
  return range.endless() ? pass : std::min(pass, range.repeats);
}

}  // namespace

LivePlayer::LivePlayer(const Subject& subject, AudioOutput& output, Desktop& desktop,
                       std::optional<WallTime> until, const ListenerSettings& settings,
                       const Options& options, Console& console)
    : subject_(subject),
      rate_(subject.plan.rate),
      title_(options.tags.title.value_or(subject.track.name)),
      output_(output),
      desktop_(desktop),
      until_(until),
      options_(options),
      console_(console),
      transport_(subject.player, rate_),
      controls_({subject.track, subject.plan, subject.player, transport_, subject.place},
                options.part.gain_db, options.part.fade_out_s, settings, console,
                [this](std::string_view event) { tell(event); }),
      keyboard_(options.keys),
      beat_(subject.track, subject.plan),
      is_exact_(subject.takeover.is_exact()) {}

int LivePlayer::run() {
  const DeferSuspend deferred;
  sink_ = output_.open(transport_, rate_, title_);
  const OrderlyStop fades_out;
  latency_s_ = sink_->latency_s();
  tell("start");
  while (!over()) {
    subject_.player.service();
    watch_takeover();
    transport_.service();
    obey_signals();
    obey_keys();
    for (const MediaCommand& command : desktop_.take_commands()) controls_.handle(command);
    obey_clock();
    sink_ ? watch_device() : look_for_device();
    tell_what_happened();
    desktop_.show(now_playing());
    if (console_.status_is_due()) console_.show(status());
    std::this_thread::sleep_for(std::chrono::duration<double>(kRoundSeconds));
  }
  tell_end();
  close_device();
  console_.clear_status();
  report();
  return stop_requested() ? stop_exit_code() : kDone;
}

bool LivePlayer::over() const {
  if (sink_ && sink_->played_out()) return !sink_->active();
  // Nobody hears the fade-out of a device that is gone or stands still.
  return transport_.stopping() && (!sink_ || stalled_);
}

void LivePlayer::obey_signals() {
  if (stop_requested()) controls_.stop();
  if (take_pause_request()) controls_.pause_or_resume();
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
  const double audible_s = left.count() - latency_s_;
  const double fade_s = controls_.fade_out_s();
  if (audible_s > fade_s) return;
  until_reached_ = true;
  // Too late for the whole fade, it is shorter; after the hour there is nothing left to keep.
  controls_.stop_within(audible_s > 0 ? audible_s : fade_s);
}

void LivePlayer::watch_takeover() {
  subject_.takeover.service();
  if (is_exact_ == subject_.takeover.is_exact()) return;
  is_exact_ = true;
  exact_after_s_ = seconds(subject_.player.played());
  tell("exact");
}

/// What Ctrl-Z does: sound and terminal are left in order, and taken up again afterwards.
void LivePlayer::suspend() {
  const bool was_paused = transport_.paused();
  const bool has_device = sink_ && !stalled_;
  if (has_device) {
    transport_.pause();
    desktop_.show(now_playing());
    std::this_thread::sleep_for(
        std::chrono::duration<double>(Transport::kRampSeconds + latency_s_));
    sink_->halt();
  }
  console_.clear_status();
  keyboard_.release();
  suspend_process();
  keyboard_.take();
  if (!has_device) return;
  if (!was_paused) transport_.resume();
  try {
    sink_->start();
  } catch (const DeviceError&) {
    lose_device();
  }
}

void LivePlayer::watch_device() {
  if (!sink_->active()) {
    if (!sink_->played_out()) lose_device();
    return;
  }
  sink_->service();
  watch_callbacks(sink_->counters().callbacks);
}

void LivePlayer::watch_callbacks(std::uint64_t callbacks) {
  // Rounds, not time: a process that was stopped has missed neither.
  idle_rounds_ = callbacks == last_callbacks_ ? idle_rounds_ + 1 : 0;
  last_callbacks_ = callbacks;
  const double idle_s = idle_rounds_ * kRoundSeconds;
  const bool stalled = idle_s > std::max(kStallSeconds, 2 * latency_s_);
  if (stalled != stalled_) {
    stalled_ = stalled;
    stalled ? console_.warning("the audio device does not respond; waiting for it")
            : console_.note("the audio device responds again");
    tell(stalled ? "device-stalled" : "device-back");
  }
  if (idle_s < output_.patience_s() + latency_s_) return;
  console_.clear_status();
  const Watchdog dog(console_, kMaxCloseSeconds, "the audio device does not respond", kNoDevice);
  sink_.reset();
  throw DeviceError("the audio device does not respond: " + output_.device_name());
}

void LivePlayer::lose_device() {
  lost_ = tried_ = Stopwatch();
  close_device();
  output_.forget();
  console_.warning("the audio device was lost; trying to get it back for " +
                   with_decimals(output_.patience_s(), 0) + " s");
  tell("device-lost");
}

void LivePlayer::look_for_device() {
  if (tried_.seconds() < kRetrySeconds) return;
  tried_ = Stopwatch();
  const Watchdog dog(console_, kMaxOpenSeconds, "the audio device was lost and does not respond",
                     kNoDevice);
  transport_.reconnect();
  try {
    sink_ = output_.reopen(transport_, rate_, title_);
  } catch (const DeviceError& error) {
    output_.forget();
    if (lost_.seconds() < output_.patience_s()) return;
    console_.clear_status();
    throw DeviceError("the audio device was lost and did not come back: " + output_.device_name() +
                      ": " + error.what());
  }
  latency_s_ = sink_->latency_s();
  idle_rounds_ = 0;
  console_.note("the audio device is back after " + with_decimals(lost_.seconds(), 1) + " s");
  tell("device-back");
}

void LivePlayer::close_device() {
  if (!sink_) return;
  past_ += sink_->counters();
  const Watchdog dog(console_, kMaxCloseSeconds,
                     "the audio device was lost, and its library does not let go of it", kNoDevice);
  sink_.reset();
}

StreamCounters LivePlayer::counters() const {
  StreamCounters all = past_;
  if (sink_) all += sink_->counters();
  return all;
}

void LivePlayer::tell(std::string_view event) { console_.event(event, status()); }

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

void LivePlayer::tell_what_happened() {
  const std::uint64_t underruns = counters().underruns;
  if (underruns != told_underruns_) {
    told_underruns_ = underruns;
    tell("underrun");
  }
  const auto placed = step_at(subject_.plan, subject_.player.position());
  if (placed != told_lane_) {
    if (told_lane_) tell("step");
    told_lane_ = placed;
  }
}

double LivePlayer::seconds(std::int64_t frames) const {
  return static_cast<double>(frames) / rate_;
}

PlayStatus LivePlayer::status() {
  const RangePlayer& player = subject_.player;
  const StreamCounters now = counters();
  if (now.callbacks != shown_callbacks_) {
    shown_callbacks_ = now.callbacks;
    shown_peak_ = static_cast<double>(transport_.take_peak());
  }
  PlayStatus status;
  status.track = subject_.track.name;
  status.place = subject_.place;
  status.state = !sink_                  ? "lost"
                 : stalled_              ? "stalled"
                 : transport_.stopping() ? "stopping"
                 : transport_.paused()   ? "paused"
                                         : "playing";
  status.position_s = seconds(player.destination());
  status.start_s = seconds(player.range().start);
  status.end_s = seconds(player.range().end);
  status.pass = pass_of(player);
  status.passes = player.range().repeats;
  status.steps = subject_.track.steps.size();
  if (const auto placed = step_at(subject_.plan, player.position())) {
    const std::size_t step = subject_.plan.steps[*placed].step;
    status.step = step + 1;
    status.step_name = subject_.track.steps[step].description;
    status.beat_hz = beat_.at(*placed, player.position());
  }
  status.gain_db = controls_.gain_db();
  status.muted = transport_.muted();
  status.peak = shown_peak_;
  status.load = sink_ ? sink_->load() : 0;
  status.underruns = now.underruns;
  status.late_blocks = player.late_blocks();
  status.is_exact = is_exact_;
  status.prompt = controls_.prompt();
  return status;
}

NowPlaying LivePlayer::now_playing() const {
  NowPlaying now;
  now.state = transport_.paused() ? NowPlaying::State::paused : NowPlaying::State::playing;
  now.title = title_;
  now.track = subject_.place.number;
  now.length_s = seconds(subject_.plan.frames);
  now.position_s = seconds(subject_.player.destination());
  now.volume = controls_.volume();
  now.has_next = subject_.place.has_next();
  now.jumps = controls_.jumps();
  return now;
}

void LivePlayer::report() {
  const std::uint64_t late_blocks = subject_.player.late_blocks();
  if (past_.underruns > 0) {
    console_.warning("the device ran dry " + std::to_string(past_.underruns) +
                     " times; a larger --latency helps");
  }
  if (late_blocks > 0) {
    console_.warning(std::to_string(late_blocks) + " blocks were not ready in time");
  }
  if (!options_.stats) return;
  if (!is_exact_) {
    console_.note("the plan was provisional to the end: levels were estimated");
  } else if (exact_after_s_) {
    console_.note("the plan was provisional for " + with_decimals(*exact_after_s_, 2) +
                  " s, exact from then on");
  }
  const DeviceStats device{past_, latency_s_, late_blocks};
  print_stats(console_, {static_cast<std::int64_t>(past_.frames), rate_, watch_.seconds()},
              &device);
}

}  // namespace bbplay::app
