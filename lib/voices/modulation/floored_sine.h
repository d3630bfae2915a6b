// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/modulation_ops.h"
#include "dsp/oscillator/oscillator.h"
#include "dsp/transition/transition.h"

namespace bbplay::voices {

/// The sine of the voices whose frequencies stop short of 0 Hz (format voices-modulation 3):
/// steady with a start phase, or moving from phase 0.
class FlooredSine {
 public:
  /// phase_radians  of a voice that is no transition; 0 in one that is
  FlooredSine(Ramp hz, double phase_radians, double seconds_per_frame, std::int64_t frames,
              const dsp::Transition& motion)
      : steady_(motion.frozen(hz).from, phase_radians, seconds_per_frame) {
    if (motion.frozen(hz).moves()) {
      moving_.emplace(hz.from, hz.to, seconds_per_frame, motion.curve(), frames);
    }
  }

  /// Sines of the next quantum, in order unless is_closed_form().  [audio thread]
  void fill(const dsp::Progress& progress, std::span<double> out) noexcept {
    if (!moving_) {
      dsp::sine(steady_.turns_at(progress.first), steady_.step(), out);
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
  dsp::SteadyOscillator steady_;
  std::optional<dsp::RampedOscillator> moving_;
};

}  // namespace bbplay::voices
