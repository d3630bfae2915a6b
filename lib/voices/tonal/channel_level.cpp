// SPDX-License-Identifier: MIT
#include "voices/tonal/channel_level.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/gain_ops.h"

namespace bbplay::voices {

ChannelGain::ChannelGain(Ramp amp, const Tremolo& tremolo, const dsp::TimeAxis& time,
                         const dsp::Transition& motion)
    : amp_(motion.frozen(amp)),
      tremolo_{motion.frozen(tremolo.depth), motion.frozen(tremolo.freq_hz),
               motion.frozen(tremolo.phase_rad), motion.frozen(tremolo.skew)},
      time_(time),
      has_tremolo_(!tremolo_.depth.is(0)),
      is_plain_sine_(!tremolo_.freq_hz.moves() && !tremolo_.phase_rad.moves() &&
                     tremolo_.skew.is(0)) {}

void ChannelGain::apply(const dsp::Progress& progress, std::span<float> signal) const noexcept {
  if (!has_tremolo_) return dsp::scale(signal, amp_, progress.alpha);
  float memory[kQuantum];
  const std::span<float> lfo = std::span(memory).first(signal.size());
  if (is_plain_sine_) {
    const double freq = tremolo_.freq_hz.from;
    const double phase = tremolo_.phase_rad.from / (2 * std::numbers::pi);
    dsp::sine(freq * time_.at(progress.first) + phase,
              freq * time_.frame_s * static_cast<double>(progress.stride), lfo);
  } else {
    double turn_memory[kQuantum];
    const std::span<double> turns = std::span(turn_memory).first(signal.size());
    dsp::lfo_turns(time_, progress, tremolo_.freq_hz, tremolo_.phase_rad, turns);
    dsp::skewed_sine(turns, tremolo_.skew, progress.alpha, lfo);
  }
  dsp::apply_tremolo(signal, lfo, amp_, tremolo_.depth, progress.alpha);
}

ChangeBound ChannelGain::change(double turns_per_frame, double gate_slope,
                                const dsp::Transition& motion) const noexcept {
  if (has_tremolo_ && (!is_plain_sine_ || tremolo_.depth.moves())) return {};
  const double tremolo = has_tremolo_ ? std::abs(tremolo_.freq_hz.from) * time_.frame_s : 0;
  const double level = peak(motion.curve().lowest(), motion.curve().highest());
  const double deepest = has_tremolo_ ? std::max(1.0, std::abs(tremolo_.depth.from - 1)) : 1.0;
  const double rise = std::abs(amp_.to - amp_.from);
  const double slope = rise > 0 ? rise * deepest * motion.max_slope() : 0;
  return change_of_tone(level, turns_per_frame + tremolo, slope, gate_slope);
}

double ChannelGain::peak(double alpha_low, double alpha_high) const noexcept {
  const auto largest = [&](Ramp ramp, double offset) {
    return std::max(std::abs(ramp.at(alpha_low) + offset), std::abs(ramp.at(alpha_high) + offset));
  };
  // Between the tops of the tremolo the gain is |1 - depth|.
  const double deepest = has_tremolo_ ? std::max(1.0, largest(tremolo_.depth, -1)) : 1.0;
  return largest(amp_, 0) * deepest;
}

}  // namespace bbplay::voices
