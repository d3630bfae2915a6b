// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/range_player.h"
#include "bbplay/playback/transport.h"

#include "desktop/now_playing.h"
#include "terminal/console.h"
#include "terminal/keyboard.h"
#include "terminal/status.h"
#include "terminal/time_prompt.h"

namespace bbplay::app {

/// What comes after a track.
enum class Succession { next, previous };

/// What a listener has set, which stays from one track to the next.
struct ListenerSettings {
  double volume_db = 0;
  bool muted = false, paused = false;
  bool operator==(const ListenerSettings&) const = default;
};

/// What keys and signals do to a track that plays.
class Controls {
 public:
  /// Everything that is steered; outlives the controls.
  struct Subject {
    const Track& track;
    const RenderPlan& plan;
    RangePlayer& player;
    Transport& transport;
    TrackPlace place{};
  };
  /// Told by name what was done: "pause", "resume", "seek", "gain", "mute", "unmute", "stop".
  using Tell = std::function<void(std::string_view)>;

  /// gain_db   that the subject has of its own; keys change it
  /// settings  in force from the beginning
  Controls(const Subject& subject, double gain_db, double fade_out_s,
           const ListenerSettings& settings, Console& console, Tell tell);

  /// What was typed: a key, or something for the prompt.
  void press(const Stroke& stroke);
  void handle(Key key);
  void handle(const MediaCommand& command);
  void pause_or_resume();
  /// Ends with the fade-out, or the shortest one.
  void stop() { stop_within(fade_out_s()); }
  /// Ends with a fade-out of so many seconds, or the shortest one.
  void stop_within(double seconds);
  /// Of stop(), in seconds.
  double fade_out_s() const noexcept;
  /// Goes on with the next track, if there is one.
  void next_track();
  /// Goes back to the beginning of the track; when that was heard only now, to the track before.
  void previous_track();

  /// In all.
  double gain_db() const noexcept { return own_gain_db_ + volume_db_; }
  /// What the listener makes of it, linear; 0 while muted.
  double volume() const noexcept;
  /// Jumps on the time line so far.
  std::uint64_t jumps() const noexcept { return jumps_; }
  /// Whether the listener wants no more.
  bool stopped_by_key() const noexcept { return stopped_by_key_; }
  /// Where the listener wants to go before the track is over.
  std::optional<Succession> skipped_to() const noexcept { return skipped_to_; }
  /// What the listener has set by now.
  ListenerSettings settings() const noexcept {
    return {volume_db_, subject_.transport.muted(), subject_.transport.paused()};
  }
  /// What the listener is being asked for; empty: nothing.
  std::string prompt() const { return prompt_.text(); }

 private:
  void jump_by(double seconds);
  void jump_to(std::optional<std::int64_t> frame);
  void move_by(double seconds);
  void change_gain(double decibels);
  void set_volume_db(double decibels);
  void set_volume(double linear);
  void set_muted(bool muted);
  void skip_to(Succession succession);

  Subject subject_;
  double own_gain_db_, fade_out_s_;
  Console& console_;
  Tell tell_;
  double volume_db_ = 0;  // of the transport
  std::uint64_t jumps_ = 0;
  bool stopped_by_key_ = false;
  std::optional<Succession> skipped_to_;
  TimePrompt prompt_;
};

}  // namespace bbplay::app
