// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bbplay/playback/handover.h"
#include "bbplay/playback/output.h"
#include "bbplay/playback/performance.h"
#include "bbplay/playback/planning.h"
#include "bbplay/playback/play_status.h"
#include "bbplay/playback/tones.h"
#include "bbplay/playback/transport.h"

namespace bbplay {

/// Told what happens to a track that plays, on the control thread.
class PlayerListener {
 public:
  virtual ~PlayerListener() = default;
  /// event  "start", "step", "exact", "update", "underrun", "device-lost", "device-stalled",
  ///        "device-back", or what was commanded: "pause", "resume", "seek", "gain", "mute",
  ///        "unmute", "stop"
  virtual void happened(std::string_view event, const PlayStatus& status) = 0;
  virtual void warn(const std::string& message) = 0;
  virtual void note(const std::string& message) = 0;
};

struct PlayerSettings {
  std::string title = {};  // for the mixer of a sound server; empty: the track's name
  double gain_db = 0;      // that what is played has of its own; told together with the volume
  double volume_db = 0;    // to begin with, as are these
  bool muted = false, paused = false;
  bool ramps_in = false;  // begins with a ramp, as in the middle of a track
  double fade_out_s = 0;  // of a stop; 0: the shortest one
  /// Whether the stream ends with the track, or is silent from there on.
  Handover::AtEnd at_end = Handover::AtEnd::ends;
  /// For outputs that pull only while they are served: whatever is wanted is waited for.
  bool waits = false;
};

/// A track that plays: paused, sought, changed and followed by whoever listens. The player that all
/// front ends share.
///
/// It has no thread of its own. Whoever made it calls service() about every kRoundSeconds and gives
/// commands in between; all functions are for that one thread.
class Player {
 public:
  static constexpr double kRoundSeconds = 0.02;

  /// output, listener  outlive the player
  Player(std::unique_ptr<Performance> performance, Output& output, PlayerSettings settings,
         PlayerListener& listener);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  /// Opens the output and begins to play.
  /// throws  DeviceError, Cancelled
  void start();
  /// throws  DeviceError when the device does not come back; whatever planning throws
  void service();
  /// Nothing is left to be heard.
  bool over() const;
  /// Lets go of the device, and sums up its counters.
  void close();

  void pause();
  void resume();
  void pause_or_resume() { transport_.paused() ? resume() : pause(); }
  /// Ends with the fade-out.
  void stop() { stop(fade_out_s()); }
  /// Ends with a fade-out of so many seconds, or the shortest one. A fade-out under way is cut short,
  /// never drawn out. It is over kStopSeconds later at most: a device that holds more than that has
  /// what it was given before shortened the fade-out, and loses the rest.
  void stop(double fade_s);
  static constexpr double kStopSeconds = 0.28;
  /// The same by the clock, for whoever has reckoned with the latency: everything is heard.
  void stop_on_time(double fade_s);
  /// Kept inside the part that is played.
  void seek(std::int64_t frame);
  void seek_to(std::optional<std::int64_t> frame) {
    if (frame) seek(*frame);
  }
  /// Decibels on top of what is played.
  void set_volume(double decibels);
  void set_volume_linear(double gain);
  void set_muted(bool muted);
  /// Another text of the same session goes on where this one is, as soon as it is planned. Of several
  /// that wait the last one counts. One that cannot be planned is warned about, and nothing changes.
  /// part  of the new track; positions carry over by time
  void update(PlanRequest request, ChoosePart part, Unreadable unreadable = {});
  /// Keeps the device silent but open, or takes it up again: what a suspended process does.
  void halt();
  void go_on();

  bool paused() const noexcept { return transport_.paused(); }
  bool stopping() const noexcept { return transport_.stopping(); }
  bool muted() const noexcept { return transport_.muted(); }
  double volume_db() const noexcept { return volume_db_; }
  double fade_out_s() const noexcept;
  bool is_exact() const noexcept { return is_exact_; }
  /// Seconds that were played before the plan was exact; nothing if it always was.
  std::optional<double> exact_after_s() const noexcept { return exact_after_s_; }
  /// Nothing of an update waits.
  bool settled() const noexcept { return !change_ && !queued_; }

  /// As the settings have it: rounds follow one another without a pause.
  bool waits() const noexcept { return settings_.waits; }

  int rate() const noexcept { return rate_; }  // Hz
  const Track& track() const noexcept { return performance_->track(); }
  const RenderPlan& plan() const noexcept { return performance_->plan(); }
  const PlayRange& range() const noexcept { return performance_->player().range(); }
  /// Frame that is heard next, and where a jump under way goes.
  std::int64_t position() const noexcept { return performance_->player().position(); }
  std::int64_t destination() const noexcept;
  /// Jumps on the time line so far.
  std::uint64_t jumps() const noexcept { return jumps_; }
  double latency_s() const noexcept { return latency_s_; }
  StreamCounters counters() const;
  /// Whether its listener was told that nothing of it sounds.
  bool is_told_silent() const noexcept { return told_silence_; }
  std::uint64_t late_blocks() const noexcept;
  PlayStatus status();

 private:
  using Clock = std::chrono::steady_clock;

  /// What a new text of the session needs before it plays.
  struct Change {
    PlanRequest request;
    ChoosePart part;
    Unreadable unreadable;
    std::unique_ptr<Planning> planning;
    std::future<StagedPlan> first;
    std::optional<StagedPlan> staged;

    struct Ready {
      std::unique_ptr<Performance> next;
      Joint joint;
    };
    std::future<Ready> getting_ready;
    std::optional<Ready> ready;
    bool stale = false;    // a jump came in between
    bool follows = false;  // the audio thread has it
    double lead_s = 0.1;
  };

  void fade_out(double fade_s, std::optional<double> over_s);
  void tell_silence();

  void tell(std::string_view event) { listener_.happened(event, status()); }
  void tell_what_happened();
  void watch_takeover();

  bool advance_change();
  void begin_change();
  bool get_ready();
  void complete_change();
  void refuse_change(const std::string& reason);
  bool withdraw_change();

  void watch_device();
  void watch_callbacks(std::uint64_t callbacks);
  void lose_device();
  void look_for_device();
  double seconds(std::int64_t frames) const noexcept { return static_cast<double>(frames) / rate_; }

  std::unique_ptr<Performance> performance_;
  int rate_;
  Output& output_;
  PlayerSettings settings_;
  PlayerListener& listener_;
  Handover handover_;
  Transport transport_;
  std::optional<BeatMeter> beat_;

  std::unique_ptr<OutputStream> stream_;  // nothing while the device is lost
  StreamCounters past_;                   // of streams that were closed
  double latency_s_ = 0;
  std::uint64_t last_callbacks_ = 0;
  int idle_rounds_ = 0;  // without a callback
  bool stalled_ = false;
  Clock::time_point lost_at_, tried_at_;
  Clock::time_point stopped_by_;                 // when the fade-out of a stop will be over
  std::optional<Clock::time_point> dropped_at_;  // what the device still holds then

  double volume_db_ = 0;
  std::uint64_t jumps_ = 0;
  std::optional<std::int64_t> pending_seek_;  // until a change has been made
  std::unique_ptr<Change> change_, queued_;
  std::uint64_t late_before_ = 0;  // of performances that are gone

  double shown_peak_ = 0;  // of the callbacks since the status before
  std::uint64_t shown_callbacks_ = 0;
  std::uint64_t told_underruns_ = 0;
  std::optional<std::size_t> told_step_;
  bool told_silence_ = false;
  std::optional<double> exact_after_s_;  // playing began with a provisional plan
  bool is_exact_;
};

}  // namespace bbplay
