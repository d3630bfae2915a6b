// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "dsp/oscillator/frequency_sum.h"
#include "dsp/transition/transition.h"

namespace bbplay::dsp {

/// How the phase of an oscillator follows from the frequencies of its frames.
struct PhaseRules {
  double frame_s = 0;  // time step of the sum
  /// The phase of a frame has gone through the frequency of that frame already: frame 0 is one step
  /// past the start phase. Otherwise frame 0 is at the start phase.
  bool counts_own_frame = true;
};

/// What working the phase out takes.
enum class PhaseMode : std::uint8_t {
  line,     // a constant frequency: one multiplication
  sweep,    // a moving frequency whose sum has a closed form
  running,  // a sum that has to be carried on from frame to frame
};

/// How fast a phase turns, in turns per frame, and how fast that changes.
struct PhaseBound {
  double low = 0, high = 0;  // slope
  double glide = 0;          // largest change of the slope from one frame to the next
  double bent_slope = 0;     // of an addend whose slope may jump; not within low and high
};

/// Turns per frame become phases: `start` plus the sum of the steps up to each frame, with or
/// without the frame's own. Returns the phase after the last one without its whole turns, for the
/// next call.
///
/// steps  in turns; their number is a multiple of 16  [audio thread]
double accumulate_phase(double start, const PhaseRules& rules, std::span<double> steps) noexcept;

/// The phase of an oscillator, in turns, whose frequency is constant or moves with its voice. A
/// frequency below 0 Hz counts as 0: the oscillator stands still and does not run backwards.
class PhaseAccumulator {
 public:
  /// 0 Hz at phase 0.
  PhaseAccumulator() = default;
  /// hz      as Transition::frozen() leaves it
  /// frames  of the voice
  PhaseAccumulator(Ramp hz, double start_turns, const PhaseRules& rules,
                   const Transition& transition, std::int64_t frames);

  PhaseMode mode() const noexcept { return mode_; }
  bool is_closed_form() const noexcept { return mode_ != PhaseMode::running; }

  /// Phases of the next quantum, in order unless is_closed_form().  [audio thread]
  void fill(const Progress& progress, std::span<double> turns) noexcept;

  /// The same for a frequency that something else modulates, whatever the mode: always in order.
  ///
  /// lowest_hz  the frequency without the modulation is raised to this much first
  /// inout      deviation of every frame in Hz; becomes its phase  [audio thread]
  void fill_deviating(const Progress& progress, double lowest_hz, std::span<double> inout) noexcept;

  /// The same for a closed form that is never held at 0 Hz and whose deviations are known to have
  /// added `turns_before` to the phase before the quantum.  [audio thread]
  void fill_deviating_from(const Progress& progress, double turns_before,
                           std::span<double> inout) const noexcept;

  /// Back to frame 0.
  void reset() noexcept { running_turns_ = start_turns_; }
  /// Phase from which fill() goes on if it is a running sum, and fill_deviating().
  double& running_turns() noexcept { return running_turns_; }

  /// Of a line: the phase of any frame, and what it grows by from each frame to the next.
  double phase_at(std::int64_t frame) const noexcept;
  double turns_per_frame() const noexcept { return turns_per_frame_; }
  /// The same of a closed form that is at rest: the phase of progress.first.
  double phase_at_rest(const Progress& progress) const noexcept;
  double turns_per_frame_at_rest(const Progress& progress) const noexcept;

  /// Whether both are closed forms with the same phases in all frames, given that they have the
  /// same rules and transition.
  bool equals(const PhaseAccumulator& other) const noexcept;

  /// What is known of the phase from frame `begin` to `end`, between the frames, too; nothing of a
  /// running sum, or of a frequency that is held at 0 Hz.
  std::optional<PhaseBound> bound(const Transition& transition, std::int64_t begin,
                                  std::int64_t end) const noexcept;

 private:
  double start_of_sweep(const Progress& progress) const noexcept;
  void fill_sweep(const Progress& progress, std::span<double> turns) const noexcept;

  PhaseMode mode_ = PhaseMode::line;
  PhaseRules rules_;
  Ramp hz_{0, 0};
  double start_turns_ = 0;
  double turns_per_frame_ = 0;  // of a line
  FrequencySum sum_;            // of a sweep
  double running_turns_ = 0;    // where the next quantum starts
};

}  // namespace bbplay::dsp
