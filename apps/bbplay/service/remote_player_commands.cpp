// SPDX-License-Identifier: MIT
// What clients ask of the player.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "bbplay/playback/steps.h"

#include "service/moments.h"
#include "service/remote_player.h"
#include "terminal/exit_code.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

/// A client who asks for a track hears within this time how that went, or that it takes longer.
constexpr std::chrono::milliseconds kAnswerPatience{400};

WallTime later(WallTime moment, double seconds) {
  return moment +
         std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

void RemotePlayer::obey(Order order) {
  try {
    std::visit([&](const auto& command) { obey(command, order.ticket); }, order.command);
  } catch (const std::exception&) {
    fail(order.ticket, failure_of(std::current_exception()));
  }
  publish();
}

void RemotePlayer::obey(const PlayCommand& play, Ticket ticket) {
  if (play.is_plain() && player_ && player_->paused() && !player_->stopping()) {
    if (play.gain_db) set_gain(*play.gain_db);
    player_->resume();
    return answer(ticket);
  }
  const bool names_one = play.id || play.json;
  if (!names_one && !last_) throw RequestError(409, "nothing was played yet; name a \"track\"");
  if (play.id && !Library::is_id(*play.id)) throw RequestError(404, "not the id of a track");
  const WallTime now = std::chrono::system_clock::now();
  auto next = std::make_unique<Next>();
  next->command = play;
  next->ticket = ticket;
  if (play.at) {
    next->at = moment_of(*play.at, now);
    if (*next->at < now) throw UsageError("/at: " + text_of(*next->at) + " is over");
  }
  if (const auto until = play.until ? play.until : options_.schedule.until) {
    const WallTime begin = next->at.value_or(now);
    next->until = moment_of(*until, begin);
    if (*next->until <= begin) throw UsageError("/until: " + text_of(*next->until) + " is over");
  }
  Wish wish = names_one ? Wish{.id = play.id.value_or(""),
                               .json = play.json.value_or(""),
                               .track = {},
                               .part = options_.part}
                        : *last_;
  if (play.repeats) wish.part.repeats = *play.repeats;
  if (play.fade_in_s) wish.part.fade_in_s = *play.fade_in_s;
  wish.start_s = play.start_s;
  upcoming_.clear();
  if (next_) give_up_next("another track was asked for");
  const auto at_once = Clock::now();
  next->answered_by = at_once + kAnswerPatience;
  next->given_up_by =
      at_once + as_clock(std::chrono::duration<double>(options_.device.wait_s.value_or(0)));
  next->preparation =
      std::make_unique<Preparation>(std::move(wish), library_, options_, unreadable_);
  next_ = std::move(next);
}

void RemotePlayer::obey(const StopCommand& stop, Ticket ticket) {
  upcoming_.clear();
  timer_.reset();
  if (next_) give_up_next("stopped");
  if (player_) {
    if (!player_->stopping()) stop_reason_ = "stop";
    player_->stop(stop.fade_s.value_or(player_->fade_out_s()));
  }
  answer(ticket);
}

Player& RemotePlayer::player_that_plays() {
  if (!player_ || player_->stopping()) throw RequestError(409, "nothing plays");
  return *player_;
}

void RemotePlayer::obey(PauseCommand pause, Ticket ticket) {
  Player& player = player_that_plays();
  const bool wanted =
      pause == PauseCommand::toggle ? !player.paused() : pause == PauseCommand::pause;
  if (wanted != player.paused()) wanted ? player.pause() : player.resume();
  answer(ticket);
}

void RemotePlayer::obey(const SeekCommand& seek, Ticket ticket) {
  Player& player = player_that_plays();
  const RenderPlan& plan = player.plan();
  std::int64_t frame = player.destination();
  if (seek.position_s) frame = frames_in(*seek.position_s, player.rate());
  if (seek.delta_s) frame += frames_in(*seek.delta_s, player.rate());
  if (seek.step && !plan.steps.empty()) {
    // Steps that take no time have no place.
    const auto wanted = static_cast<std::size_t>(*seek.step - 1);
    const auto placed =
        std::ranges::find_if(plan.steps, [&](const StepPlan& step) { return step.step >= wanted; });
    frame = placed == plan.steps.end() ? plan.steps.back().start : placed->start;
  }
  for (std::int64_t left = std::abs(seek.delta_steps.value_or(0)); left > 0; --left) {
    const auto moved = *seek.delta_steps > 0 ? next_step(plan, frame) : previous_step(plan, frame);
    if (!moved || *moved == frame) break;
    frame = *moved;
  }
  const PlayRange& range = player.range();
  player.seek(std::clamp(frame, range.start, range.end));
  answer(ticket);
}

void RemotePlayer::set_gain(double gain_db) {
  gain_db_ = std::clamp(gain_db, kLeastGainDb, most_gain_db_);
  if (player_) player_->set_volume(volume_db());
}

void RemotePlayer::obey(const GainCommand& gain, Ticket ticket) {
  if (gain.gain_db) set_gain(*gain.gain_db);
  if (gain.delta_db) set_gain(gain_db_ + *gain.delta_db);
  if (gain.muted && *gain.muted != muted_) {
    muted_ = *gain.muted;
    if (player_) player_->set_muted(muted_);
  }
  answer(ticket);
}

void RemotePlayer::obey(const TimerCommand& timer, Ticket ticket) {
  // A fade-out goes on to its end; one that makes room for the next track is none of the timer's.
  if (player_ && player_->stopping() && !next_) {
    throw RequestError(409, "what plays is fading out already; play it again to go on");
  }
  timer_.reset();
  if (timer.stop_in_s) {
    timer_ = SleepTimer{.at = later(std::chrono::system_clock::now(), *timer.stop_in_s),
                        .fade_s = timer.fade_s};
  }
  answer(ticket);
}

void RemotePlayer::answer(Ticket ticket, int status) {
  if (ticket == 0) return;
  publish();
  HttpResponse response = json_response(status, this->status());
  if (status == 202) response.fields.emplace_back("Retry-After", "1");
  listeners_.answer(ticket, std::move(response));
}

void RemotePlayer::fail(Ticket ticket, const Failure& failure) {
  if (ticket != 0) listeners_.answer(ticket, error_response(failure));
}

}  // namespace bbplay::app
