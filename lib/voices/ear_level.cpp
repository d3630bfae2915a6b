// SPDX-License-Identifier: MIT
#include "voices/ear_level.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/audio/stereo_block.h"

#include "dsp/gain_sweeps.h"
#include "dsp/sweeps.h"

namespace bbplay::voices {

EarLevel::EarLevel(Ramp amp, const Tremolo& tremolo, const dsp::TimeAxis& time,
                   const dsp::Motion& motion)
    : amp_(motion.settle(amp)),
      tremolo_{motion.settle(tremolo.depth), motion.settle(tremolo.freq_hz),
               motion.settle(tremolo.phase_rad), motion.settle(tremolo.skew)},
      time_(time),
      trembles_(!tremolo_.depth.is(0)),
      is_plain_sine_(!tremolo_.freq_hz.moves() && !tremolo_.phase_rad.moves() &&
                     tremolo_.skew.is(0)) {}

void EarLevel::apply(const dsp::Progress& progress, std::span<float> signal) const noexcept {
  if (!trembles_) return dsp::scale(signal, amp_, progress.alpha);
  float memory[kQuantum];
  const std::span<float> lfo = std::span(memory).first(signal.size());
  if (is_plain_sine_) {
    const double freq = tremolo_.freq_hz.from;
    const double seconds = static_cast<double>(progress.first) * time_.frame_s + time_.offset_s;
    const double phase = tremolo_.phase_rad.from / (2 * std::numbers::pi);
    dsp::sine_run(freq * seconds + phase, freq * time_.frame_s, lfo);
  } else {
    double turn_memory[kQuantum];
    const std::span<double> turns = std::span(turn_memory).first(signal.size());
    dsp::lfo_turns(time_, progress.first, tremolo_.freq_hz, tremolo_.phase_rad, progress.alpha,
                   turns);
    dsp::skewed_sine(turns, tremolo_.skew, progress.alpha, lfo);
  }
  dsp::apply_tremolo(signal, lfo, amp_, tremolo_.depth, progress.alpha);
}

double EarLevel::peak(double alpha_low, double alpha_high) const noexcept {
  const auto largest = [&](Ramp ramp, double offset) {
    return std::max(std::abs(ramp.at(alpha_low) + offset), std::abs(ramp.at(alpha_high) + offset));
  };
  // Between the tops of the tremolo the gain is |1 - depth|.
  const double deepest = trembles_ ? std::max(1.0, largest(tremolo_.depth, -1)) : 1.0;
  return largest(amp_, 0) * deepest;
}

}  // namespace bbplay::voices
