// SPDX-License-Identifier: MIT
#include "service/remote_player.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <set>

#include "bbplay/analysis/analyze.h"
#include "bbplay/sinks/errors.h"

#include "service/moments.h"
#include "session/session.h"
#include "terminal/event_line.h"
#include "terminal/exit_code.h"
#include "terminal/interrupt.h"
#include "terminal/status.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDeviceRetry{500};
constexpr milliseconds kPublishing{100};
constexpr milliseconds kIdleRound{500};
constexpr milliseconds kStatusPlaying{500}, kStatusElse{10'000};

}  // namespace

RemotePlayer::RemotePlayer(const Library& library, const Options& options, Console& console,
                           RemoteListeners listeners)
    : library_(library),
      options_(options),
      console_(console),
      listeners_(std::move(listeners)),
      sound_(options, console),
      most_gain_db_(std::max(kMostGainDb, options.part.gain_db)),
      gain_db_(options.part.gain_db) {
  struct Told {
    std::mutex mutex;
    std::set<std::string> messages;
  };
  // Once for each file, from whichever thread reads it.
  unreadable_ = [this, told = std::make_shared<Told>()](const std::string& message) {
    {
      const std::lock_guard lock(told->mutex);
      if (told->messages.size() > 1'000 || !told->messages.insert(message).second) return;
    }
    const std::string whole = message + "; it is silent, the rest goes on";
    console_.error(whole);
    listeners_.tell("error", as_json("error", whole));
  };
  publish();
}

RemotePlayer::~RemotePlayer() {
  player_.reset();
  if (next_) next_->ready.reset();
}

void RemotePlayer::play_first(std::vector<std::shared_ptr<const Track>> tracks) {
  upcoming_.assign(tracks.begin(), tracks.end());
}

void RemotePlayer::give(Ticket ticket, Command command) {
  {
    const std::lock_guard lock(mutex_);
    orders_.push_back({ticket, std::move(command)});
  }
  ordered_.notify_one();
}

std::string RemotePlayer::status() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

std::shared_ptr<const Track> RemotePlayer::track() const {
  const std::lock_guard lock(mutex_);
  return published_track_;
}

void RemotePlayer::run() {
  std::optional<ClockTime> at = options_.schedule.at, until = options_.schedule.until;
  while (true) {
    std::deque<Order> orders;
    {
      std::unique_lock lock(mutex_);
      const bool hurries = player_ && player_->waits();
      const auto round = hurries ? milliseconds(0)
                         : is_idle() && upcoming_.empty()
                             ? kIdleRound
                             : milliseconds(std::lround(Player::kRoundSeconds * 1'000));
      ordered_.wait_for(lock, round, [&] { return !orders_.empty(); });
      orders.swap(orders_);
    }
    const bool stops = stop_requested();
    for (Order& order : orders) {
      if (stops) {
        listeners_.answer(order.ticket, error_response(503, "the service ends"));
      } else {
        obey(std::move(order));
      }
    }
    if (stops) {
      upcoming_.clear();
      if (next_) give_up_next("the service ends");
      if (player_ && !player_->stopping()) stop_reason_ = "signal";
      if (player_) player_->stop();
    } else if (is_idle() && !upcoming_.empty()) {
      auto next = std::make_unique<Next>();
      Wish wish{.id = {}, .json = {}, .track = upcoming_.front(), .part = options_.part};
      upcoming_.pop_front();
      next->preparation = std::make_unique<Preparation>(wish, library_, options_, unreadable_);
      const WallTime now = std::chrono::system_clock::now();
      if (at) next->at = moment_of(*std::exchange(at, std::nullopt), now);
      const WallTime begin = next->at.value_or(now);
      if (until) next->until = moment_of(*std::exchange(until, std::nullopt), begin);
      next->given_up_by =
          Clock::now() +
          as_clock(std::chrono::duration<double>(options_.device.wait_s.value_or(0)));
      next_ = std::move(next);
    }
    obey_signals();
    advance_next();
    service_player();
    obey_clock();
    tell_regularly();
    retired_.remove_if([](const auto& each) { return each->is_done(); });
    if (stops && !player_) break;
  }
  publish();
  sound_.forget();
}

/// Those of a player without a face, too.
void RemotePlayer::obey_signals() {
  if (take_pause_request() && player_ && !player_->stopping()) player_->pause_or_resume();
  if (!take_status_request()) return;
  if (!player_) return console_.note("nothing plays");
  const PlayStatus now = player_status();
  console_.tells_machines() ? console_.event("asked", now) : console_.note(as_line(now));
}

// What comes next.

void RemotePlayer::advance_next() {
  if (!next_) return;
  try {
    if (has_been_read() && may_begin()) begin();
  } catch (const DeviceError& error) {
    wait_for_device(error);
  } catch (const Cancelled&) {
    give_up_next("stopped");
  } catch (const std::exception&) {
    fail_next(failure_of(std::current_exception(), next_->preparation->findings()));
  }
  if (next_ && next_->ticket != 0 && Clock::now() >= next_->answered_by) {
    answer(std::exchange(next_->ticket, 0), 202);
  }
}

/// Reads, asks the device, plans. True when it could play.
bool RemotePlayer::has_been_read() {
  Next& next = *next_;
  if (next.ready) return true;
  if (!next.preparation->has_read()) return false;
  const auto& track = next.preparation->track();
  if (!next.preparation->is_planning()) {
    if (next.waits_for_device && Clock::now() < next.tried_at + kDeviceRetry) return false;
    next.tried_at = Clock::now();
    console_.findings(next.preparation->findings());
    next.wanted_rate = rate_of(*track, options_);
    // A device that plays cannot be asked; mostly it does as it did.
    const int rate = !player_                           ? sound_.rate_for(next.wanted_rate)
                     : next.wanted_rate == wanted_rate_ ? player_->rate()
                                                        : next.wanted_rate;
    next.waits_for_device = false;
    next.preparation->plan(rate);
  }
  next.ready = next.preparation->performance();
  return next.ready != nullptr;
}

/// Once it is time, and what plays has made room.
bool RemotePlayer::may_begin() {
  Next& next = *next_;
  if (next.at && std::chrono::system_clock::now() < *next.at) {
    if (next.ticket != 0) answer(std::exchange(next.ticket, 0), 202);
    return false;
  }
  if (!player_) return !next.waits_for_device || Clock::now() >= next.tried_at + kDeviceRetry;
  if (!player_->stopping()) stop_reason_ = "skipped";
  player_->stop(next.command.fade_s.value_or(0));
  return false;
}

void RemotePlayer::begin() {
  Next& next = *next_;
  next.tried_at = Clock::now();
  const int rate = sound_.rate_for(next.wanted_rate);
  if (rate != next.preparation->rate()) {
    next.ready.reset();
    next.preparation->plan(rate);
    return;
  }
  if (next.command.gain_db) set_gain(*next.command.gain_db);
  PlayerSettings settings;
  settings.fade_out_s = options_.part.fade_out_s;
  settings.gain_db = options_.part.gain_db;
  settings.volume_db = volume_db();
  settings.muted = muted_;
  settings.ramps_in = next.ready->player().played() > 0;
  settings.waits = sound_.hurries();
  auto player = std::make_unique<Player>(std::move(next.ready), sound_.output(), settings,
                                         static_cast<PlayerListener&>(*this));
  // For the events that it tells from now on; a start that fails takes it back.
  player_ = std::move(player);
  preparation_ = std::move(next.preparation);
  ended_.reset();
  stop_reason_ = {};
  try {
    player_->start();
  } catch (...) {
    player_.reset();
    next.preparation = std::move(preparation_);
    sound_.forget();
    next.preparation->plan(next.preparation->rate());
    throw;
  }
  wanted_rate_ = next.wanted_rate;
  watch_ = Stopwatch();
  if (timer_ && timer_->is_of_track) timer_.reset();
  if (next.until) {
    timer_ = SleepTimer{.at = *next.until, .fade_s = player_->fade_out_s(), .is_of_track = true};
  }
  Wish wish = preparation_->wish();
  wish.start_s.reset();
  if (!wish.id.empty() || !wish.json.empty() || wish.track) last_ = std::move(wish);
  const Ticket ticket = next.ticket;
  next_.reset();
  answer(ticket);
}

void RemotePlayer::wait_for_device(const DeviceError& error) {
  Next& next = *next_;
  sound_.forget();
  const bool is_choice = dynamic_cast<const DeviceChoiceError*>(&error) != nullptr;
  if (is_choice || Clock::now() >= next.given_up_by) {
    return fail_next(failure_of(std::make_exception_ptr(error)));
  }
  if (!next.waits_for_device) {
    warn("waiting for the audio device: " + std::string(error.what()));
  }
  next.waits_for_device = true;
}

void RemotePlayer::fail_next(const Failure& failure) {
  const Ticket ticket = next_->ticket;
  retire(std::move(next_->preparation));
  next_.reset();
  publish();  // who hears of it may ask at once
  console_.error(failure.message);
  if (ticket == 0) listeners_.tell("error", as_json("error", failure.message));
  fail(ticket, failure);
}

void RemotePlayer::give_up_next(const std::string& why) {
  if (next_->ticket != 0) listeners_.answer(next_->ticket, error_response(409, why));
  retire(std::move(next_->preparation));
  next_.reset();
}

void RemotePlayer::retire(std::unique_ptr<Preparation> preparation) {
  if (!preparation) return;
  preparation->give_up();
  retired_.push_back(std::move(preparation));
}

// What plays.

void RemotePlayer::service_player() {
  if (!player_) return;
  try {
    player_->service();
    sound_.drain();
  } catch (const Cancelled&) {
    return end("stop");
  } catch (const std::exception&) {
    const Failure failure = failure_of(std::current_exception());
    console_.error(failure.message);
    listeners_.tell("error", as_json("error", failure.message));
    return end(reason_of(failure.code));
  }
  if (player_->over()) end(stop_reason_.empty() ? "done" : stop_reason_);
}

void RemotePlayer::end(std::string_view reason) {
  PlayStatus status = player_status();
  ended_track_ = preparation_->track();
  player_->close();
  sound_.drain();
  report();
  player_.reset();
  retire(std::move(preparation_));
  if (!next_) sound_.forget();
  if (timer_ && (reason == "until" || timer_->is_of_track)) timer_.reset();
  ended_ = status;
  ended_->state = "ended";
  publish();  // who hears of it may ask at once
  status.ended_by = reason;
  happened("end", status);
  show_on_desktop();
}

void RemotePlayer::report() {
  if (!options_.stats) return;
  const StreamCounters counters = player_->counters();
  const DeviceStats device{counters, player_->latency_s(), player_->late_blocks()};
  print_stats(console_,
              {static_cast<std::int64_t>(counters.frames), player_->rate(), watch_.seconds()},
              &device);
}

/// As a device has it: what is sent to it now is heard a latency later.
void RemotePlayer::obey_clock() {
  if (!timer_) return;
  const std::chrono::duration<double> left = timer_->at - std::chrono::system_clock::now();
  const double audible_s = left.count() - (player_ ? player_->latency_s() : 0);
  if (audible_s > (player_ ? timer_->fade_s : 0)) return;
  // What was asked for before goes with it; who asks during the fade-out is awake.
  if (!player_ || stop_reason_ != "until") {
    upcoming_.clear();
    if (next_ && !next_->at) give_up_next("the sleep timer is over");
  }
  if (!player_) return timer_.reset();
  if (!player_->stopping()) stop_reason_ = "until";
  // Too late for the whole fade, it is shorter.
  player_->stop_on_time(audible_s > 0 ? audible_s : timer_->fade_s);
}

void RemotePlayer::tell_regularly() {
  const auto now = Clock::now();
  const bool is_due = now - published_at_ >= (is_idle() ? kIdleRound : kPublishing);
  if (is_due) publish();
  const bool moves = player_ ? !player_->paused() : next_ && !next_->at;
  if (now - told_at_ < (moves ? kStatusPlaying : kStatusElse)) return;
  told_at_ = now;
  if (next_ && !player_) {
    const auto track = next_->preparation->track();
    TaskProgress progress{.task = next_->waits_for_device || next_->at ? "waiting" : "analysing",
                          .track = track ? std::string_view(track->name) : std::string_view()};
    progress.done = next_->preparation->done();
    listeners_.tell("progress", as_json(progress));
  }
  publish();
  listeners_.tell("status", status());
  if (player_ && console_.status_is_due()) console_.show(player_status());
  show_on_desktop();
  peak_ = 0;
}

void RemotePlayer::show_on_desktop() {
  if (!options_.stays_awake) return;
  if (!desktop_) {
    if (!player_) return;
    desktop_.emplace(Desktop::Services{.media_keys = false, .stays_awake = true});
  }
  NowPlaying now;
  if (player_) {
    now.state = player_->paused() ? NowPlaying::State::paused : NowPlaying::State::playing;
    now.title = player_->track().name;
  }
  desktop_->show(now);
}

}  // namespace bbplay::app
