// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/track.h"
#include "bbplay/playback/output.h"
#include "bbplay/playback/player.h"

namespace bbplay::python {

/// What is played, and how.
struct Playing {
  std::shared_ptr<const Track> track;
  AnalyzeOptions analysis;
  double start_s = 0;
  bool loop = false;
  bool exact = false;  // nothing is played by an estimate
  PlayerSettings settings;
};

/// A player with a thread of its own, which can be told things from any other. Nothing here knows of
/// Python: callers let go of its interpreter lock before they call, and hold no lock of their own.
class PlayerThread final : private PlayerListener {
 public:
  /// Plans the track and begins to play it.
  ///
  /// output  at the rate that the analysis has
  /// throws  DeviceError, what planning throws, Cancelled once `cancel` is set
  PlayerThread(Playing playing, std::unique_ptr<Output> output, const std::atomic<bool>& cancel);
  /// Stops at once.
  ~PlayerThread() override;
  PlayerThread(const PlayerThread&) = delete;
  PlayerThread& operator=(const PlayerThread&) = delete;

  void pause();
  void resume();
  void seek(double seconds);
  /// By a step's number, from 0.
  void seek_step(std::size_t step);
  void set_volume_linear(double gain);
  void set_volume_db(double decibels);
  void set_muted(bool muted);
  void update(std::shared_ptr<const Track> track, const AnalyzeOptions& analysis);
  /// Fades out in the background; wait() returns when it is over.
  void stop(double fade_s);

  /// Ends at once, and waits for that.
  void close();

  /// False when that took longer than `timeout_s` and playing goes on; without a limit if negative.
  /// throws  what ended playing early
  bool wait(double timeout_s);

  struct State {
    std::string name;  // "planning", "playing", "paused", "waiting", "stopping", "ended"
    double position_s = 0, duration_s = 0;
    std::size_t step = 0;  // from 1; 0: in none
    std::optional<double> beat_hz;
    double gain_db = 0;
    bool muted = false;
    std::uint64_t underruns = 0;
    int rate = 0;
    bool is_exact = true;
  };
  State state();

  /// Something that happened.
  struct Event {
    std::size_t frame = 0;  // that the stream had come to, of all it played
    std::string line;       // as of `--status json`
  };
  /// The next one; nothing when there is none within `timeout_s`, or there will be none any more.
  std::optional<Event> next_event(double timeout_s);
  bool has_ended() const noexcept { return ended_; }

  std::string device;  // its name

  /// Runs `look` with the output between two rounds of the player.
  void with_output(const std::function<void(Output&)>& look);

 private:
  static constexpr std::size_t kMaxEvents = 10'000;  // that nobody has asked for

  class Turn;

  void run();
  void happened(std::string_view event, const PlayStatus& status) override;
  void warn(const std::string& message) override;
  void note(const std::string& message) override;
  void put_event(std::string line);
  std::int64_t frame_at(double seconds) const;

  std::atomic<bool> cancel_{false};
  std::unique_ptr<Output> output_;
  bool loop_;

  std::mutex mutex_;             // of the player and the output; the audio thread never takes it
  std::atomic<int> wanting_{0};  // threads that want it
  std::condition_variable changed_;
  std::unique_ptr<Player> player_;
  bool quit_ = false;
  std::exception_ptr failure_;
  State last_;  // once the player is gone
  std::atomic<bool> ended_{false};

  std::mutex events_mutex_;
  std::condition_variable event_came_;
  std::deque<Event> events_;

  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace bbplay::python
