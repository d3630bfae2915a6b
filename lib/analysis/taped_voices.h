// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "analysis/spans.h"
#include "analysis/tick.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// The voices of a step, whose quanta can be heard in any order though some of them cannot be entered
/// anywhere: those are followed, and what they play in a part of the step is recorded in passing.
class TapedVoices {
 public:
  /// voices  of the caller, in which nobody else renders meanwhile
  explicit TapedVoices(scheduler::StepVoices& voices);

  bool is_followed(std::size_t voice) const noexcept { return tape_of_voice_[voice] != kNone; }

  /// Of the tapes of a part, with what is looked at of its tones.
  static constexpr std::int64_t kMostBytes = std::int64_t{1} << 24;
  /// Whether no more is needed for so many followed voices of a step of `voices`.
  static bool fit(std::size_t followed, std::size_t voices) noexcept;

  /// Frames of a part, so few that its tapes stay in a cache where they can; a multiple of 65536.
  std::int64_t part_frames() const noexcept;

  /// Records a part, at whose beginning the followed voices stand, and at its end afterwards. They are
  /// shared out over `runners` threads.
  ///
  /// part    begins with a quantum
  /// throws  std::bad_alloc, and what `tick` throws
  void record(const Span& part, unsigned runners, const Tick& tick);

  /// What the followed voices reach together, left and right: the peak of their sum in every quantum of
  /// the part, and the sum of their peaks.
  struct Loudness {
    std::vector<float> quanta;
    double level = 0;
  };
  const std::array<Loudness, 2>& loudness() const noexcept { return loudness_; }

  /// Goes on at `frame`, the beginning of a quantum, which has to be recorded of the followed voices.
  void seek(std::int64_t frame);

  /// The next quantum, as that of StepVoices::render_mix() at gains of 1.
  void render_mix(StereoBlock out) noexcept;
  scheduler::StepVoices& voices() noexcept { return voices_; }
  const scheduler::StepVoices& voices() const noexcept { return voices_; }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  struct Tape {
    std::size_t voice = 0;
    StereoBuffer recorded{};
    std::array<float, 2> peaks{};
  };

  void record(Tape& tape, std::size_t from, std::size_t to) noexcept;
  void measure(std::size_t from, std::size_t to) noexcept;

  scheduler::StepVoices& voices_;
  std::vector<Tape> tapes_;
  std::vector<std::size_t> tape_of_voice_;
  std::array<Loudness, 2> loudness_;
  std::int64_t begin_ = 0;  // of what is recorded
  std::size_t next_ = 0;    // frame of the tapes
};

}  // namespace bbplay::analysis
