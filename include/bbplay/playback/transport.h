// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "bbplay/playback/audio_source.h"

namespace bbplay {

/// The controls between a source and a device: pause, stop, volume and mute, all without clicks.
///
/// Commands go through a lock-free queue from one control thread to the audio thread; what the
/// listener wants to know comes back as atomics. While nothing moves and the volume is 1, the
/// source's samples pass untouched.
class Transport final : public AudioSource {
 public:
  /// rate  Hz, of the source, which outlives this
  Transport(AudioSource& source, int rate) noexcept;

  static constexpr double kRampSeconds = 0.02;

  // Commands.  [control thread]
  void pause() noexcept;
  void resume() noexcept;
  /// Fades to silence over `ramp_frames`, then the source has ended.
  void stop(std::int64_t ramp_frames) noexcept;
  void stop() noexcept { stop(ramp_frames_); }
  /// Linear; a change takes kRampSeconds.
  void set_volume(float volume) noexcept;
  void set_muted(bool muted) noexcept;
  /// Sends what found the queue full while the device stood still; a few times a second.
  void service() noexcept;
  /// The device is gone, or halted: everything commanded is in force at once, and the sound fades
  /// in when another one takes over.  [control thread, not beside process_block()]
  void reconnect() noexcept;

  // What is wanted, as last commanded.  [control thread]
  bool paused() const noexcept { return paused_; }
  bool stopping() const noexcept { return stopping_; }
  bool muted() const noexcept { return muted_; }
  float volume() const noexcept { return volume_; }

  std::size_t process_block(StereoBlock out) noexcept override;

  // What is heard.  [any thread]
  /// Largest |sample| since the last call.
  float take_peak() noexcept { return peak_.exchange(0, std::memory_order_relaxed); }
  /// The source has had a sample that 16 bits can hold, whatever became of it here.
  bool has_sounded() const noexcept { return has_sounded_.load(std::memory_order_relaxed); }

 private:
  struct Command {
    enum class Kind : std::uint8_t { gate, stop, volume } kind = Kind::gate;
    float target = 0;
    std::int64_t frames = 0;
  };

  /// Single producer, single consumer.
  class Queue {
   public:
    /// False when full.
    bool push(Command command) noexcept;
    bool pop(Command& command) noexcept;

   private:
    static constexpr std::size_t kSize = 64;
    std::array<Command, kSize> commands_{};
    std::atomic<std::size_t> pushed_{0}, popped_{0};
  };

  /// A gain on its way to a target, in equal steps.
  struct Ramp {
    double value = 1, step = 0, target = 1;
    std::int64_t left = 0;  // frames to go

    void go_to(double new_target, std::int64_t frames) noexcept;
    void finish() noexcept { *this = {.value = target, .step = 0, .target = target, .left = 0}; }
    bool moving() const noexcept { return left > 0; }
    void apply(StereoBlock block) noexcept;
  };

  void send(Command command) noexcept;
  void send_gate() noexcept;
  void send_volume() noexcept;
  Command stop_command() const noexcept { return {Command::Kind::stop, 0, stop_frames_}; }
  void handle() noexcept;
  void listen_for_sound(ConstStereoBlock block) noexcept;

  AudioSource& source_;
  std::int64_t ramp_frames_;
  Queue queue_;

  // Of the control thread.
  bool paused_ = false, stopping_ = false, muted_ = false;
  float volume_ = 1;
  std::int64_t stop_frames_ = 0;
  bool unsent_ = false;

  // Of the audio thread.
  Ramp gate_, gain_;
  bool ending_ = false, ended_ = false;

  std::atomic<float> peak_{0};
  std::atomic<bool> has_sounded_{false};
};

}  // namespace bbplay
