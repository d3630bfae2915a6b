// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/fidelity.h"
#include "bbplay/model/patches/pan_patch.h"

#include "dsp/oscillator/frequency_sum.h"
#include "dsp/transition/transition.h"

namespace bbplay::dsp {

/// Gains of the equal-power balance at a position -1 (left) .. 1 (right); -3.01 dB each at 0
/// (format dsp 4).
struct PanGains {
  float left = 1, right = 1;
};
PanGains pan_gains(double position) noexcept;

/// left and right become the ears of a stereo signal at positions that are clipped to -1 .. 1.
/// All arrays have the same length, a multiple of 16.  [audio thread]
void pan(std::span<const float> positions, StereoBlock inout) noexcept;

/// A position that swings between two limits; everything in it may move with the voice
/// (format voices-tonal 1.5).
///
/// An inward swing jumps from the middle to one side at the start of every cycle, an outward one
/// back to the middle, which ticks. Fidelity::corrected takes 5 ms of the cycle to get there
/// (format dsp 5), at most a quarter of it.
class AutoPan {
 public:
  /// Which values count as no panning at all. The signal is then left alone; a position of 0 would
  /// take away 3 dB.
  enum class Bypass : std::uint8_t {
    still,          // limits and frequency within 1e-8 of 0
    moving_ends,    // both ends of each within 1e-9 of 0
    moving_values,  // every value on the way within 1e-8 of 0
  };

  /// rate, frames  of the voice
  AutoPan(const PanPatch& patch, Bypass bypass, const Transition& transition, int rate,
          std::int64_t frames, Fidelity fidelity);

  void apply(const Progress& progress, StereoBlock inout) noexcept;  // [audio thread]

  /// Whether apply() needs no earlier call.
  bool is_closed_form() const noexcept { return law_ != Law::running; }
  /// Whether both gains are the same in all frames; they never exceed 1.
  bool is_fixed() const noexcept { return law_ == Law::bypass || law_ == Law::fixed; }
  void reset() noexcept { running_cycles_ = 0; }
  /// Where apply() goes on, unless it is a closed form, and how to get past a quantum without it.
  double& running_cycles() noexcept { return running_cycles_; }
  void pass(const Progress& progress) noexcept;

 private:
  enum class Law : std::uint8_t { bypass, fixed, centre, sweep, running };

  void choose_law(const Transition& transition, std::int64_t frames);
  bool is_bypassed(Bypass bypass, const Transition& transition) const noexcept;
  void frequencies_to_steps(const Progress& progress, std::span<double> steps) const noexcept;
  void add_up(const Progress& progress, std::span<double> turns) noexcept;
  void fill_turns(const Progress& progress, std::span<double> turns) noexcept;
  void shape(const Progress& progress, std::span<const double> turns,
             std::span<float> positions) const noexcept;

  Law law_ = Law::bypass;
  Ramp low_, high_, freq_hz_, phase_turns_;
  int type_;
  double frame_s_;
  double edge_s_;  // time that softens a jump; 0: a jump
  PanGains fixed_;
  FrequencySum above_zero_, below_zero_;  // of the frequency and of its negative
  double running_cycles_ = 0;             // where the next quantum starts, modulo 2
};

}  // namespace bbplay::dsp
