// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "scheduler/step_voices.h"

namespace bbplay::scheduler {

/// The voices of one step, offline, on several threads at once, though they have to be heard from the
/// beginning: what is rendered is cut into legs, and whoever runs one of them asks one voice after the
/// other, close behind whoever runs the leg before. So each voice plays all its quanta in order, and
/// the sums are those of one thread, bit by bit, however long a voice takes. Two threads are kept busy
/// unless one voice takes longer than all others together.
///
/// Whoever takes the legs runs some of them, too.
class VoiceRelay {
 public:
  /// Renders the next quantum of a voice and adds it to what the voices before it have made of the
  /// `mix`, which is unspecified for voice 0. Called for one voice at a time in order, by any thread.
  using AddVoice = std::function<void(std::size_t voice, StereoBlock mix)>;

  /// Frames of a leg: long enough that whoever waits, on a machine that has other things to do as well,
  /// seldom waits for a thread that is not running.
  static constexpr std::int64_t kLegFrames = 64 * std::int64_t{kQuantum};

  /// How many threads are of use to a step; 1 where there is nothing to share out, or where a file
  /// is read, which can fail while nobody listens.
  static unsigned runners_for(const StepVoices& voices, unsigned threads) noexcept;

  /// voices   of the step, in which nobody else may render, and its frames
  /// runners  threads, that of the caller included
  VoiceRelay(StepVoices& voices, std::int64_t frames, AddVoice add, unsigned runners);
  VoiceRelay(const VoiceRelay&) = delete;
  VoiceRelay& operator=(const VoiceRelay&) = delete;

  /// The next quantum is the one that begins at `frame`.
  void seek(std::int64_t frame);

  /// Writes the next quantum; waits for it, after a seek().
  void render(StereoBlock out) noexcept;

 private:
  struct Leg {
    StereoBuffer mix;
    bool is_over = false;
  };

  Leg& leg(int number) { return legs_[static_cast<std::size_t>(number) % legs_.size()]; }
  bool can_claim() const noexcept;
  void help(const std::stop_token& stop);
  void run(int number) noexcept;
  void wait_for(std::size_t voice, int number) const noexcept;

  StepVoices& voices_;
  std::int64_t frames_;
  AddVoice add_;
  // Of every voice, the leg that it goes on with.
  std::unique_ptr<std::atomic<int>[]> next_legs_;
  std::size_t quantum_ = 0;  // of the leg that is taken, the next one

  std::mutex mutex_;
  std::condition_variable_any changed_;  // also when the threads are to stop
  std::vector<Leg> legs_;
  int claimed_ = 0, taken_ = 0, last_ = 0;  // legs
  int running_ = 0;                         // threads that help and run a leg
  std::vector<std::jthread> helpers_;       // last: joined before the rest goes
};

}  // namespace bbplay::scheduler
