// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/fidelity.h"

#include "dsp/delay_taps.h"
#include "dsp/flanger_settings.h"
#include "dsp/flanger_sweeps.h"

namespace bbplay::dsp {

/// A stereo comb filter with a swept delay, a filtered loop and a make-up gain that holds the
/// loudness of the input (spec flanger sections 3, 4 and 6). A value: a copy goes on from where the
/// original stands.
///
/// The sweep is a closed form of the frame; line, loop and gain are running state.
/// Corrected fidelity reads the line where the sweep says (D1, D2), lets the right sweep lead by
/// spread_deg in mode 1 (D3), keeps the reciprocal law from running through zero (D4), lets a
/// high-pass at or above half the rate pass nothing (D5) and holds the feedback to +-0.995 (D7).
class Flanger {
 public:
  Flanger(const FlangerSettings& settings, int rate, Fidelity fidelity);

  /// Replaces one quantum, frames first_frame .. first_frame + kQuantum - 1 of the voice, by its
  /// flanged form. Quanta have to come in order.  [audio thread]
  void process(std::int64_t first_frame, StereoBlock inout) noexcept;

  /// Back to before frame 0.
  void reset() noexcept;

 private:
  /// What is flanged if not both channels.
  enum class Half { none, mid, side };

  DelaySweep left_sweep_, right_sweep_;
  DelayRead read_;
  CombSettings comb_;
  CombState state_;
  Half half_ = Half::none;
  std::int32_t longest_age_;
  std::size_t history_frames_;
  std::vector<float> line_;  // interleaved: what the taps may reach, then the current quantum
};

}  // namespace bbplay::dsp
