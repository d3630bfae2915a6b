// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/range_player.h"
#include "bbplay/playback/transport.h"

#include "terminal/console.h"
#include "terminal/keyboard.h"

namespace bbplay::app {

/// What keys and signals do to a track that plays.
class Controls {
 public:
  /// Everything that is steered; outlives the controls.
  struct Subject {
    const Track& track;
    const RenderPlan& plan;
    RangePlayer& player;
    Transport& transport;
  };
  /// Told by name what was done: "pause", "resume", "seek", "gain", "mute", "unmute", "stop".
  using Tell = std::function<void(std::string_view)>;

  /// gain_db  that the subject has of its own; keys change it
  Controls(const Subject& subject, double gain_db, double fade_out_s, Console& console, Tell tell);

  void handle(Key key);
  void pause_or_resume();
  /// Ends with the fade-out, or the shortest one.
  void stop();

  /// In all.
  double gain_db() const noexcept { return own_gain_db_ + volume_db_; }
  /// Whether the listener wants no more.
  bool stopped_by_key() const noexcept { return stopped_by_key_; }

 private:
  void jump_by(double seconds);
  void jump_to(std::optional<std::int64_t> frame);
  void change_gain(double decibels);

  Subject subject_;
  double own_gain_db_, fade_out_s_;
  Console& console_;
  Tell tell_;
  double volume_db_ = 0;  // of the transport
  bool stopped_by_key_ = false;
};

}  // namespace bbplay::app
