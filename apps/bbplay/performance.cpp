// SPDX-License-Identifier: MIT
#include "performance.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <thread>

#include "bbplay/sinks/errors.h"

#include "exit_code.h"
#include "interrupt.h"
#include "table.h"
#include "values.h"

namespace bbplay::app {
namespace {

constexpr auto kHousekeepingInterval = std::chrono::milliseconds(20);
/// A device that has not asked for audio in so many rounds is lost. Rounds, not time: a process
/// that was stopped has missed neither.
constexpr int kMostIdleRounds = 500;

constexpr double kShortJumpSeconds = 10, kLongJumpSeconds = 60;
/// "Previous step" goes to the start of this one once so much of it is over.
constexpr double kRestartSeconds = 3;
constexpr double kMostGainDb = 24, kLeastGainDb = -60;

}  // namespace

Performance::Performance(const Subject& subject, const AudioSystem& audio,
                         const StreamRequest& request, const Options& options, Console& console)
    : subject_(subject),
      transport_(subject.player, request.rate),
      sink_(audio, transport_, request),
      rate_(request.rate),
      options_(options),
      console_(console),
      keyboard_(options.keys),
      beat_(subject.track, subject.plan) {}

int Performance::run() {
  const DeferSuspend deferred;
  sink_.start();
  while (sink_.active()) {
    subject_.player.service();
    obey_signals();
    obey_keys();
    watch_device();
    if (console_.status_is_due()) console_.status(status_line());
    std::this_thread::sleep_for(kHousekeepingInterval);
  }
  console_.clear_status();
  report();
  if (!sink_.played_out()) throw DeviceError("the audio device was lost");
  return stop_requested() ? stop_exit_code() : kDone;
}

void Performance::stop() {
  if (transport_.stopping()) return;
  const double fade_s = options_.part.fade_out_s;
  transport_.stop(frames_in(fade_s > 0 ? fade_s : Transport::kRampSeconds, rate_));
}

void Performance::obey_signals() {
  if (stop_requested()) stop();
  if (take_pause_request()) obey(Key::pause);
  if (take_status_request()) console_.note(status_line());
  if (take_suspend_request()) suspend();
}

/// What Ctrl-Z does: sound and terminal are left in order, and taken up again afterwards.
void Performance::suspend() {
  const bool was_paused = transport_.paused();
  transport_.pause();
  std::this_thread::sleep_for(
      std::chrono::duration<double>(Transport::kRampSeconds + sink_.latency_s()));
  sink_.halt();
  console_.clear_status();
  keyboard_.release();
  suspend_process();
  keyboard_.take();
  if (!was_paused) transport_.resume();
  sink_.start();
}

void Performance::watch_device() {
  const std::uint64_t callbacks = sink_.counters().callbacks;
  idle_rounds_ = callbacks == last_callbacks_ ? idle_rounds_ + 1 : 0;
  last_callbacks_ = callbacks;
  if (idle_rounds_ > kMostIdleRounds) throw DeviceError("the audio device does not respond");
}

void Performance::obey_keys() {
  for (const Key key : keyboard_.poll()) obey(key);
}

void Performance::obey(Key key) {
  switch (key) {
    case Key::pause:
      transport_.paused() ? transport_.resume() : transport_.pause();
      break;
    case Key::back:
      jump_by(-kShortJumpSeconds);
      break;
    case Key::forward:
      jump_by(kShortJumpSeconds);
      break;
    case Key::far_back:
      jump_by(-kLongJumpSeconds);
      break;
    case Key::far_forward:
      jump_by(kLongJumpSeconds);
      break;
    case Key::previous_step:
      jump_by_step(-1);
      break;
    case Key::next_step:
      jump_by_step(1);
      break;
    case Key::louder:
      change_gain(1);
      break;
    case Key::softer:
      change_gain(-1);
      break;
    case Key::mute:
      transport_.set_muted(!transport_.muted());
      break;
    case Key::details:
      console_.note(details());
      break;
    case Key::stop:
      stopped_by_key_ = true;
      stop();
      break;
  }
}

void Performance::jump_by(double seconds) {
  subject_.player.jump(subject_.player.position() + frames_in(seconds, rate_));
}

void Performance::jump_by_step(int direction) {
  const auto& lanes = subject_.plan.lanes;
  if (lanes.empty()) return;
  const std::int64_t position = subject_.player.position();
  std::vector<std::int64_t> starts;
  for (const LanePlan& lane : lanes) starts.push_back(lane.start);
  std::sort(starts.begin(), starts.end());
  if (direction > 0) {
    const auto next = std::upper_bound(starts.begin(), starts.end(), position);
    if (next != starts.end()) subject_.player.jump(*next);
    return;
  }
  const std::int64_t before = position - frames_in(kRestartSeconds, rate_);
  const auto after = std::upper_bound(starts.begin(), starts.end(), before);
  subject_.player.jump(after == starts.begin() ? starts.front() : *(after - 1));
}

void Performance::change_gain(double decibels) {
  gain_db_ = std::clamp(gain_db_ + decibels, kLeastGainDb, kMostGainDb);
  transport_.set_volume(static_cast<float>(linear_gain(gain_db_)));
}

std::size_t Performance::lane_at(std::int64_t frame) const {
  const auto& lanes = subject_.plan.lanes;
  std::size_t found = 0;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    if (lanes[i].start <= frame && lanes[i].start >= lanes[found].start) found = i;
  }
  return found;
}

double Performance::seconds(std::int64_t frames) const {
  return static_cast<double>(frames) / rate_;
}

std::string Performance::status_line() {
  const PartPlayer& player = subject_.player;
  const StreamCounters counters = sink_.counters();
  if (counters.callbacks != shown_callbacks_) {
    shown_callbacks_ = counters.callbacks;
    shown_peak_ = static_cast<double>(transport_.take_peak());
  }
  std::string line =
      clock_text(seconds(player.position())) + " / " + clock_text(seconds(player.part().end));
  if (!subject_.plan.lanes.empty()) {
    const std::size_t lane = lane_at(player.position());
    line += "  step " + std::to_string(lane + 1) + "/" + std::to_string(subject_.plan.lanes.size());
    if (const auto beat = beat_.at(lane, player.position())) {
      line += "  " + with_decimals(*beat, 2) + " Hz";
    }
  }
  if (transport_.paused()) line += "  paused";
  if (transport_.muted()) line += "  muted";
  std::array<char, 128> numbers{};
  std::snprintf(numbers.data(), numbers.size(),
                "  %+.0f dB  peak %5.1f dB  load %2.0f %%  xruns %llu", gain_db_,
                shown_peak_ > 0 ? 20 * std::log10(shown_peak_) : -99.9, sink_.load() * 100,
                static_cast<unsigned long long>(counters.underruns));
  return line + numbers.data();
}

std::string Performance::details() const {
  const auto& lanes = subject_.plan.lanes;
  if (lanes.empty()) return "no steps";
  const std::size_t index = lane_at(subject_.player.position());
  const Step& step = subject_.track.steps[lanes[index].step];
  std::string text = "step " + std::to_string(index + 1);
  if (!step.description.empty()) text += " \"" + step.description + "\"";
  text += " from " + clock_text(seconds(lanes[index].start)) + " to " +
          clock_text(seconds(lanes[index].end()));
  for (const VoiceSpec& voice : step.voices) {
    text += "\n  " + voice.function;
    if (!voice.description.empty()) text += " (" + voice.description + ")";
  }
  return text;
}

void Performance::report() {
  const StreamCounters counters = sink_.counters();
  const std::uint64_t late_blocks = subject_.player.late_blocks();
  if (counters.underruns > 0) {
    console_.warning("the device ran dry " + std::to_string(counters.underruns) +
                     " times; a larger --latency helps");
  }
  if (late_blocks > 0) {
    console_.warning(std::to_string(late_blocks) + " blocks were not ready in time");
  }
  if (!options_.stats) return;
  print_run(console_, static_cast<std::int64_t>(counters.frames), rate_, watch_.seconds());
  print_callbacks(console_, counters, sink_.latency_s(), late_blocks);
}

}  // namespace bbplay::app
