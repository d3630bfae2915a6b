// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/modulation_ops.h"
#include "dsp/block/turns.h"
#include "dsp/oscillator/oscillator.h"
#include "dsp/oscillator/phase_accumulator.h"
#include "dsp/transition/transition.h"

namespace bbplay::voices {

/// The sine of the voices whose frequencies are kept above 0 Hz (format voices-modulation 3). A
/// constant one has a start phase, a moving one starts at phase 0.
class FlooredSine {
 public:
  /// phase_radians  of a voice that is no transition; 0 in one that is
  FlooredSine(Ramp hz, double phase_radians, double seconds_per_frame, std::int64_t frames,
              const dsp::Transition& transition)
      : constant_(above_floor(transition.frozen(hz).from), dsp::turns_of(phase_radians),
                  {.frame_s = seconds_per_frame, .counts_own_frame = false}, {}, frames) {
    if (transition.frozen(hz).moves()) {
      moving_.emplace(hz.from, hz.to, seconds_per_frame, transition.curve(), frames);
    }
  }

  /// Sines of the next quantum, in order unless is_closed_form().  [audio thread]
  void fill(const dsp::Progress& progress, std::span<double> out) noexcept {
    if (!moving_) {
      dsp::sine(constant_.phase_at(progress.first), constant_.turns_per_frame(), out);
      return;
    }
    moving_->fill(progress, out);
    dsp::sin_turns(out, out);
  }

  bool is_closed_form() const noexcept { return !moving_ || moving_->is_closed_form(); }
  void reset() noexcept {
    if (moving_) moving_->reset();
  }

 private:
  static Ramp above_floor(double hz) noexcept { return {dsp::floored_hz(hz), dsp::floored_hz(hz)}; }

  dsp::PhaseAccumulator constant_;
  std::optional<dsp::RampedOscillator> moving_;
};

}  // namespace bbplay::voices
