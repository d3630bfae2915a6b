// SPDX-License-Identifier: MIT
#include "voices/modulation/modulator.h"

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/modulation_ops.h"
#include "dsp/block/phase_ops.h"
#include "dsp/block/turns.h"
#include "dsp/oscillator/frequency_sum.h"
#include "dsp/oscillator/lfo.h"

namespace bbplay::voices {

double Modulator::start(const dsp::Progress& progress, double ahead, double ratio) const noexcept {
  const double cycles = dsp::signed_frequency_sum(hz_, progress);
  return dsp::fraction_of_turn(ratio * (dsp::turns_of(phase_rad_.from) + dt_ * cycles)) + ahead;
}

void Modulator::fill(const dsp::Progress& progress, double ahead, std::span<double> turns,
                     double ratio) const noexcept {
  if (law_ == PhaseLaw::product && !is_steady()) {
    const double ahead_rad = dsp::kRadiansPerTurn * ahead;
    const Ramp phase_rad{ratio * phase_rad_.from + ahead_rad, ratio * phase_rad_.to + ahead_rad};
    dsp::lfo_turns({dt_, 0}, progress.first, scaled(hz_, ratio), phase_rad, progress.alpha, turns);
    return;
  }
  dsp::ramped_phase_before(start(progress, ahead, ratio), scaled(hz_, ratio), dt_, progress, turns);
  if (phase_rad_.moves()) {
    const double slide = ratio * dsp::turns_of(phase_rad_.to - phase_rad_.from);
    dsp::add_ramp(turns, {0, slide}, progress.alpha);
  }
}

void Modulator::fill_sines(const dsp::Progress& progress, double ahead, std::span<double> out,
                           double ratio) const noexcept {
  if (is_steady()) {
    dsp::sine(start(progress, ahead, ratio), ratio * hz_.from * dt_, out);
    return;
  }
  fill(progress, ahead, out, ratio);
  dsp::sin_turns(out, out);
}

}  // namespace bbplay::voices
