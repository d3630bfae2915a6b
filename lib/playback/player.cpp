// SPDX-License-Identifier: MIT
#include "bbplay/playback/player.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <system_error>
#include <thread>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/playback/steps.h"

namespace bbplay {
namespace {

constexpr double kRetrySeconds = 0.5;
/// A device that has not asked for audio for so long stands still.
constexpr double kStallSeconds = 2;

double seconds_since(std::chrono::steady_clock::time_point moment) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - moment).count();
}

/// What players usually hold ahead; stops do without it.
constexpr double kUsualLatencySeconds = 0.2;

float linear(double decibels) { return static_cast<float>(std::pow(10.0, decibels / 20)); }

std::string with_decimals(double number, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  return text;
}

std::int64_t pass_of(const RangePlayer& player) {
  const PlayRange& range = player.range();
  const std::int64_t pass = player.played() / range.frames() + 1;
  return range.endless() ? pass : std::min(pass, range.repeats);
}

/// What `make` makes, on a thread of its own, or at once when the system has none.
template <class Make>
auto beside(Make make) -> std::future<std::invoke_result_t<Make>> {
  try {
    return std::async(std::launch::async, make);
  } catch (const std::system_error&) {
    std::packaged_task<std::invoke_result_t<Make>()> task(make);
    task();
    return task.get_future();
  }
}

/// Whether get() will not wait, or is allowed to.
template <class Result>
bool is_done(const std::future<Result>& future, bool waits) {
  return waits || future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

/// Where a player of `now` stands when one of `before` has played so many frames: at the same time in
/// the same pass.
std::int64_t carried_over(std::int64_t played, const PlayRange& before, const PlayRange& now) {
  std::int64_t pass = played / before.frames();
  std::int64_t in_pass = played % before.frames();
  if (!before.endless() && pass >= before.repeats) {
    pass = before.repeats - 1;
    in_pass = before.frames();
  }
  return pass * now.frames() + std::min(in_pass, now.frames());
}

}  // namespace

Player::Player(std::unique_ptr<Performance> performance, Output& output, PlayerSettings settings,
               PlayerListener& listener)
    : performance_(std::move(performance)),
      rate_(performance_->plan().rate),
      output_(output),
      settings_(std::move(settings)),
      listener_(listener),
      handover_(performance_->player(), settings_.at_end),
      transport_(handover_, rate_),
      is_exact_(performance_->takeover().is_exact()) {
  beat_.emplace(performance_->track(), performance_->plan());
  if (settings_.title.empty()) settings_.title = track().name;
  volume_db_ = settings_.volume_db;
  const bool is_changed =
      volume_db_ != 0 || settings_.muted || settings_.paused || settings_.ramps_in;
  if (!is_changed) return;  // every sample is to be heard as it is
  transport_.set_volume(linear(volume_db_));
  transport_.set_muted(settings_.muted);
  if (settings_.paused) transport_.pause();
  transport_.reconnect();  // nothing is heard yet: at once
}

Player::~Player() { stream_.reset(); }

void Player::start() {
  stream_ = output_.open(transport_, rate_, settings_.title);
  latency_s_ = stream_->latency_s();
  tell("start");
}

void Player::service() {
  performance_->service();
  if (change_ && change_->ready) change_->ready->next->player().service();
  watch_takeover();
  while (advance_change()) {
  }
  transport_.service();
  stream_ ? watch_device() : look_for_device();
  tell_what_happened();
}

bool Player::over() const {
  // A text that took over and ended at once is still to be told of.
  if (change_ && change_->follows && handover_.taken_over()) return false;
  if (dropped_at_ && Clock::now() >= *dropped_at_) return true;
  if (stream_ && stream_->played_out()) return !stream_->active();
  // Nobody hears the fade-out of a device that is gone or stands still.
  return transport_.stopping() && (!stream_ || stalled_);
}

void Player::close() {
  if (!stream_) return;
  past_ += stream_->counters();
  stream_.reset();
}

void Player::pause() {
  transport_.pause();
  tell("pause");
}

void Player::resume() {
  transport_.resume();
  tell("resume");
}

void Player::stop(double fade_s) {
  fade_s = std::max(fade_s, Transport::kRampSeconds);
  // What the device holds is heard before the fade-out that it is given now.
  const double held_s = std::max(0.0, latency_s_ - kUsualLatencySeconds);
  const bool holds_too_much = latency_s_ > kStopSeconds - Transport::kRampSeconds;
  fade_out(fade_s - held_s, holds_too_much ? std::optional(fade_s + kStopSeconds) : std::nullopt);
}

void Player::stop_on_time(double fade_s) { fade_out(fade_s, std::nullopt); }

void Player::fade_out(double fade_s, std::optional<double> over_s) {
  const auto in = [now = Clock::now()](double seconds) {
    return now +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  };
  const double ramp_s = std::max(fade_s, Transport::kRampSeconds);
  const bool is_stopping = transport_.stopping();
  if (over_s && (!dropped_at_ || in(*over_s) < *dropped_at_)) dropped_at_ = in(*over_s);
  if (is_stopping && in(ramp_s) >= stopped_by_) return;
  stopped_by_ = in(ramp_s);
  transport_.stop(frames_in(ramp_s, rate_));
  if (!is_stopping) tell("stop");
}

double Player::fade_out_s() const noexcept {
  return std::max(settings_.fade_out_s, Transport::kRampSeconds);
}

void Player::seek(std::int64_t frame) {
  if (withdraw_change()) {
    performance_->player().jump(frame);
  } else {
    pending_seek_ = frame;
  }
  ++jumps_;
  tell("seek");
}

void Player::set_volume(double decibels) {
  volume_db_ = decibels;
  transport_.set_volume(linear(decibels));
  tell("gain");
}

void Player::set_volume_linear(double gain) {
  volume_db_ = 20 * std::log10(gain);
  transport_.set_volume(static_cast<float>(gain));
  tell("gain");
}

void Player::set_muted(bool muted) {
  transport_.set_muted(muted);
  tell(muted ? "mute" : "unmute");
}

void Player::halt() {
  if (!stream_ || stalled_) return;
  if (!transport_.paused()) {
    transport_.pause();
    std::this_thread::sleep_for(std::chrono::duration<double>(
        std::min(Transport::kRampSeconds + latency_s_, kStopSeconds)));
    transport_.resume();
  }
  stream_->halt();
}

void Player::go_on() {
  if (!stream_ || stalled_) return;
  try {
    stream_->start();
  } catch (const DeviceError&) {
    lose_device();
  }
}

std::int64_t Player::destination() const noexcept {
  return pending_seek_.value_or(performance_->player().destination());
}

// A new text of the session.

void Player::update(PlanRequest request, ChoosePart part, Unreadable unreadable) {
  queued_ = std::make_unique<Change>();
  queued_->request = std::move(request);
  queued_->part = std::move(part);
  queued_->unreadable = std::move(unreadable);
}

/// The successor waits no longer; it has to be made ready for another frame. False when it has begun, or
/// plays already.
bool Player::withdraw_change() {
  if (!change_) return true;
  if (change_->follows && !handover_.withdraw()) return false;
  change_->follows = false;
  change_->stale = true;
  return true;
}

/// Goes on with a change as far as nothing has to be waited for. False when nothing can be done now.
bool Player::advance_change() {
  if (!change_) {
    if (!queued_) return false;
    change_ = std::move(queued_);
    begin_change();
    return true;
  }
  Change& change = *change_;
  if (change.follows) {
    if (handover_.taken_over()) {
      complete_change();
      return true;
    }
    // Its frame was over before the audio thread knew of it.
    const bool too_late = performance_->player().played() > change.ready->joint.at;
    if (!too_late || !handover_.withdraw()) return false;
    change.lead_s *= 2;
    change.follows = false;
    return get_ready();
  }
  try {
    if (!change.staged) {
      if (!is_done(change.first, settings_.waits)) return false;
      change.staged = change.first.get();
    }
    if (!change.getting_ready.valid()) return get_ready();
    if (!is_done(change.getting_ready, settings_.waits)) return false;
    change.ready = change.getting_ready.get();
  } catch (const Cancelled&) {
    throw;
  } catch (const std::exception& error) {
    refuse_change(error.what());
    return true;
  }
  const bool too_late = performance_->player().played() > change.ready->joint.at;
  if (too_late) change.lead_s *= 2;
  if (too_late || change.stale) return get_ready();
  handover_.follow(change.ready->next->player(), change.ready->joint);
  change.follows = true;
  return false;
}

void Player::complete_change() {
  late_before_ += performance_->player().late_blocks();
  beat_.reset();
  performance_ = std::move(change_->ready->next);
  beat_.emplace(performance_->track(), performance_->plan());
  change_.reset();
  told_step_.reset();
  is_exact_ = performance_->takeover().is_exact();
  tell("update");
  if (const auto frame = std::exchange(pending_seek_, std::nullopt)) {
    performance_->player().jump(*frame);
  }
}

/// What plays goes on; a jump that waited for the new text is made in the old one.
void Player::refuse_change(const std::string& reason) {
  change_.reset();
  listener_.warn("the new text is not played: " + reason);
  if (const auto frame = std::exchange(pending_seek_, std::nullopt)) {
    performance_->player().jump(*frame);
  }
}

void Player::begin_change() {
  Change& change = *change_;
  change.request.first_frame = destination();
  change.request.analysis.rate = rate_;
  change.planning = std::make_unique<Planning>(change.request);
  change.first = beside([planning = change.planning.get(), waits = settings_.waits] {
    return waits ? StagedPlan{planning->exact()} : planning->first();
  });
}

/// False when what plays has to settle first.
bool Player::get_ready() {
  Change& change = *change_;
  // The planning goes from one attempt to the next with the performance that has it.
  if (change.ready) change.planning = change.ready->next->release_planning();
  change.ready.reset();
  change.stale = false;
  const RangePlayer& playing = performance_->player();
  const PlayRange before = playing.range();
  // What stands still, or is over, can be left where it is.
  const bool stands = settings_.waits || transport_.paused();
  const std::int64_t lead = stands ? 0 : nearest_frame(change.lead_s, rate_);
  const std::int64_t at = std::min(playing.played() + lead, before.total());
  std::shared_ptr<RangePlayer> leaving = performance_->double_at(at);
  if (!leaving) return false;
  change.getting_ready = beside([this, &change, leaving, before, at] {
    const std::int64_t played = carried_over(at, before, change.part(*change.staged->plan));
    auto planning = change.staged->is_exact ? nullptr : std::move(change.planning);
    Change::Ready ready;
    ready.next =
        std::make_unique<Performance>(change.request.track, *change.staged, std::move(planning),
                                      change.part, change.unreadable, played);
    ready.joint = Joint::between(*leaving, ready.next->player(), rate_);
    return ready;
  });
  return true;
}

// The device.

void Player::watch_takeover() {
  if (is_exact_ == performance_->takeover().is_exact()) return;
  is_exact_ = true;
  exact_after_s_ = seconds(performance_->player().played());
  tell("exact");
}

void Player::watch_device() {
  if (!stream_->active()) {
    if (!stream_->played_out()) lose_device();
    return;
  }
  stream_->service();
  watch_callbacks(stream_->counters().callbacks);
}

void Player::watch_callbacks(std::uint64_t callbacks) {
  // Rounds, not time: a process that was stopped has missed neither.
  idle_rounds_ = callbacks == last_callbacks_ ? idle_rounds_ + 1 : 0;
  last_callbacks_ = callbacks;
  const double idle_s = idle_rounds_ * kRoundSeconds;
  const bool stalled = idle_s > std::max(kStallSeconds, 2 * latency_s_);
  if (stalled != stalled_) {
    stalled_ = stalled;
    stalled ? listener_.warn("the audio device does not respond; waiting for it")
            : listener_.note("the audio device responds again");
    tell(stalled ? "device-stalled" : "device-back");
  }
  if (idle_s < output_.patience_s() + latency_s_) return;
  stream_.reset();
  throw DeviceError("the audio device does not respond: " + output_.name());
}

void Player::lose_device() {
  lost_at_ = tried_at_ = Clock::now();
  close();
  output_.forget();
  listener_.warn("the audio device was lost; trying to get it back for " +
                 with_decimals(output_.patience_s(), 0) + " s");
  tell("device-lost");
}

void Player::look_for_device() {
  if (seconds_since(tried_at_) < kRetrySeconds) return;
  tried_at_ = Clock::now();
  transport_.reconnect();
  try {
    stream_ = output_.reopen(transport_, rate_, settings_.title);
  } catch (const DeviceError& error) {
    output_.forget();
    if (seconds_since(lost_at_) < output_.patience_s()) return;
    throw DeviceError("the audio device was lost and did not come back: " + output_.name() + ": " +
                      error.what());
  }
  latency_s_ = stream_->latency_s();
  idle_rounds_ = 0;
  listener_.note("the audio device is back after " + with_decimals(seconds_since(lost_at_), 1) +
                 " s");
  tell("device-back");
}

StreamCounters Player::counters() const {
  StreamCounters all = past_;
  if (stream_) all += stream_->counters();
  return all;
}

std::uint64_t Player::late_blocks() const noexcept {
  return late_before_ + performance_->player().late_blocks();
}

// What is told.

void Player::tell_what_happened() {
  const std::uint64_t underruns = counters().underruns;
  if (underruns != told_underruns_) {
    told_underruns_ = underruns;
    tell("underrun");
  }
  const auto step = step_at(plan(), position());
  if (step != told_step_) {
    if (told_step_) tell("step");
    told_step_ = step;
  }
  tell_silence();
}

/// As a render does of its file.
void Player::tell_silence() {
  const RangePlayer& player = performance_->player();
  if (told_silence_ || transport_.has_sounded() || player.played() < player.range().frames())
    return;
  told_silence_ = true;
  listener_.warn(track().name + " is silent from beginning to end");
}

PlayStatus Player::status() {
  const RangePlayer& player = performance_->player();
  const StreamCounters now = counters();
  if (now.callbacks != shown_callbacks_) {
    shown_callbacks_ = now.callbacks;
    shown_peak_ = static_cast<double>(transport_.take_peak());
  }
  PlayStatus status;
  status.track = track().name;
  status.state = !stream_                ? "lost"
                 : stalled_              ? "stalled"
                 : transport_.stopping() ? "stopping"
                 : transport_.paused()   ? "paused"
                                         : "playing";
  status.position_s = seconds(destination());
  status.start_s = seconds(player.range().start);
  status.end_s = seconds(player.range().end);
  status.pass = pass_of(player);
  status.passes = player.range().repeats;
  status.steps = track().steps.size();
  if (const auto placed = step_at(plan(), player.position())) {
    const std::size_t step = plan().steps[*placed].step;
    status.step = step + 1;
    status.step_name = track().steps[step].description;
    status.beat_hz = beat_->at(*placed, player.position());
  }
  status.gain_db = settings_.gain_db + volume_db_;
  status.muted = transport_.muted();
  status.peak = shown_peak_;
  status.load = stream_ ? stream_->load() : 0;
  status.underruns = now.underruns;
  status.late_blocks = late_blocks();
  status.is_exact = is_exact_;
  return status;
}

}  // namespace bbplay
