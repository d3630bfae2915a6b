// SPDX-License-Identifier: MIT
// What the player tells clients of itself.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "service/moments.h"
#include "service/remote_player.h"
#include "terminal/event_line.h"
#include "terminal/status.h"

namespace bbplay::app {
namespace {

/// The words of `--status json`, and those of a service for states that are not a player's own.
std::string_view state_for_clients(std::string_view state) {
  return state == "lost" || state == "stalled" ? "waiting" : state;
}

}  // namespace

PlayStatus RemotePlayer::player_status() {
  PlayStatus status = player_->status();
  // Of all that was heard since clients were told, not only since somebody looked.
  peak_ = std::max(peak_, status.peak);
  status.peak = peak_;
  return status;
}

void RemotePlayer::put_service(EventLine& line, const std::string& id) const {
  if (!id.empty()) line.put("id", std::string_view(id));
  if (timer_) line.put("stop_at", std::string_view(iso8601(timer_->at)));
  if (next_ && next_->at) line.put("start_at", std::string_view(iso8601(*next_->at)));
}

std::string RemotePlayer::line_of(std::string_view event, const PlayStatus& status) const {
  EventLine line(event);
  PlayStatus told = status;
  told.state = state_for_clients(status.state);
  put_status(line, told);
  put_service(line, player_ ? preparation_->wish().id : last_ ? last_->id : std::string());
  return line.text();
}

/// While nothing is heard there is little to say.
std::string RemotePlayer::quiet_line(std::string_view state, const std::string& id,
                                     const std::string& title) const {
  EventLine line("status");
  if (!title.empty()) line.put("track", std::string_view(title));
  line.put("state", state).put("gain_db", gain_db_).put("muted", muted_);
  put_service(line, id);
  return line.text();
}

std::string RemotePlayer::status_line() {
  if (shows_player()) return line_of("status", player_status());
  if (next_) {
    const Preparation& preparation = *next_->preparation;
    const auto track = next_->preparation->track();
    return quiet_line(next_is_waiting() ? "waiting" : "planning", preparation.wish().id,
                      track ? track->name : std::string());
  }
  if (!ended_) return quiet_line("idle", {}, {});
  PlayStatus ended = *ended_;  // what was turned since then holds for what comes
  ended.gain_db = gain_db_;
  ended.muted = muted_;
  return line_of("status", ended);
}

/// What of the status changes at once, and not with time.
std::string RemotePlayer::situation() {
  const std::string_view state = shows_player()      ? state_for_clients(player_status().state)
                                 : !next_            ? std::string_view(ended_ ? "ended" : "idle")
                                 : next_is_waiting() ? "waiting"
                                                     : "planning";
  const std::string id = shows_player() ? preparation_->wish().id
                         : next_        ? next_->preparation->wish().id
                         : last_        ? last_->id
                                        : std::string();
  std::string out(state);
  out += '\n' + id + '\n' + std::to_string(gain_db_) + (muted_ ? " muted" : "");
  if (timer_) out += "\nstop " + iso8601(timer_->at);
  if (next_ && next_->at) out += "\nstart " + iso8601(*next_->at);
  return out;
}

void RemotePlayer::publish() {
  published_at_ = Clock::now();
  std::string line = status_line();
  auto track = player_ ? preparation_->track() : ended_track_;
  std::string now = situation();
  if (now != told_situation_) {
    told_situation_ = std::move(now);
    listeners_.tell("status", line);
  }
  const std::lock_guard lock(mutex_);
  published_ = std::move(line);
  published_track_ = std::move(track);
}

void RemotePlayer::happened(std::string_view event, const PlayStatus& status) {
  console_.event(event, status);
  listeners_.tell(event, line_of(event, status));
}

void RemotePlayer::warn(const std::string& message) {
  console_.warning(message);
  listeners_.tell("warning", as_json("warning", message));
}

void RemotePlayer::note(const std::string& message) {
  console_.note(message);
  listeners_.tell("note", as_json("note", message));
}

}  // namespace bbplay::app
