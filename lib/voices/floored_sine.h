// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "dsp/modulation_sweeps.h"
#include "dsp/motion.h"
#include "dsp/oscillator.h"
#include "dsp/sweeps.h"

namespace bbplay::voices {

/// The sine of the voices whose frequencies stop short of 0 Hz (spec voices-modulation section 3):
/// steady with a start phase, or moving from phase 0.
class FlooredSine {
 public:
  /// phase_radians  of a voice that is no transition; 0 in one that is
  FlooredSine(Ramp hz, double phase_radians, double seconds_per_frame, std::int64_t frames,
              const dsp::Motion& motion)
      : steady_(motion.settle(hz).from, phase_radians, seconds_per_frame) {
    if (motion.settle(hz).moves()) {
      moving_.emplace(hz.from, hz.to, seconds_per_frame, motion.curve(), frames);
    }
  }

  /// Sines of the next quantum, in order unless closed_form().  [audio thread]
  void fill(const dsp::Progress& progress, std::span<double> out) noexcept {
    if (!moving_) {
      dsp::sine_line(steady_.turns_at(progress.first), steady_.step(), out);
      return;
    }
    moving_->fill(progress, out);
    dsp::sin_turns(out, out);
  }

  bool closed_form() const noexcept { return !moving_ || moving_->closed_form(); }
  void reset() noexcept {
    if (moving_) moving_->reset();
  }

 private:
  dsp::SteadyOscillator steady_;
  std::optional<dsp::RampedOscillator> moving_;
};

}  // namespace bbplay::voices
