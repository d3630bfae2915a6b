// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/fidelity.h"

#include "dsp/flanger/comb_ops.h"
#include "dsp/flanger/delay_line_taps.h"
#include "dsp/flanger/flanger_settings.h"

namespace bbplay::dsp {

/// A stereo comb filter with a swept delay, a filtered loop and a make-up gain that holds the
/// loudness of the input (format flanger 3, 4 and 6). A value: a copy goes on from where the
/// original stands.
///
/// Line, loop and gain are running state. Under reference fidelity so is the phase of the sweep:
/// the reference adds its increments up, and where the delay passes a whole number, at which its
/// read jumps, the side it falls on hangs on the rounding of that sum. Corrected fidelity takes the
/// phase from the frame. Corrected fidelity reads the line where the sweep says (D1, D2), lets the
/// right sweep lead by spread_deg in mode 1 (D3), keeps the reciprocal law from running through
/// zero (D4), lets a high-pass at or above half the rate pass nothing (D5) and holds the feedback
/// to +-0.995 (D7).
class Flanger {
 public:
  Flanger(const FlangerSettings& settings, int rate, Fidelity fidelity);

  /// Replaces one quantum, frames first_frame .. first_frame + kQuantum - 1 of the voice, by its
  /// flanged form. Quanta have to come in order.  [audio thread]
  void process(std::int64_t first_frame, StereoBlock inout) noexcept;

  /// There was nothing before `frame`.
  void restart(std::int64_t frame) noexcept;
  /// The same, with the phase of one that stands at `frame`, which a sum takes long to find.
  /// [audio thread]
  void restart_beside(std::int64_t frame, const Flanger& heard) noexcept;

  /// After so many frames it hardly matters where it was restarted; nothing when its loop does not
  /// fade.
  std::optional<std::int64_t> run_in_frames() const noexcept;

 private:
  /// What is flanged if not both channels.
  enum class Half { none, mid, side };

  void forget() noexcept;
  void advance_phase(std::int64_t first_frame, std::span<double, kQuantum> turns) noexcept;

  DelaySweep sweep_;
  double turns_per_frame_;
  bool sums_phase_;
  double phase_ = 0;  // of the next frame, when it is a sum
  std::int64_t summed_frames_ = 0;
  double right_lead_turns_;  // of the right sweep, when the channels are not linked
  DelayRead read_;
  CombSettings comb_;
  CombState state_;
  Half half_ = Half::none;
  std::int32_t longest_age_;
  std::size_t history_frames_;
  std::vector<float> line_;  // interleaved: what the taps may reach, then the current quantum
};

}  // namespace bbplay::dsp
