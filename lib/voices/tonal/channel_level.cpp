// SPDX-License-Identifier: MIT
#include "voices/tonal/channel_level.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/gain_ops.h"
#include "dsp/block/phase_ops.h"

namespace bbplay::voices {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;  // radians

}  // namespace

ChannelGain::ChannelGain(Ramp amp, const Tremolo& tremolo, const dsp::TimeAxis& time,
                         const dsp::Transition& transition)
    : amp_(transition.frozen(amp)),
      tremolo_{transition.frozen(tremolo.depth), transition.frozen(tremolo.freq_hz),
               transition.frozen(tremolo.phase_rad), transition.frozen(tremolo.skew)},
      time_(time),
      has_tremolo_(!tremolo_.depth.is(0)) {}

void ChannelGain::apply(const dsp::Progress& progress, std::span<float> signal) const noexcept {
  const Ramp amp = progress.now(amp_), depth = progress.now(tremolo_.depth);
  if (amp.is(0)) {
    std::ranges::fill(signal, 0.0f);
    return;
  }
  if (depth.is(0)) return dsp::scale(signal, amp, progress.alpha);
  const Ramp freq = progress.now(tremolo_.freq_hz), phase = progress.now(tremolo_.phase_rad);
  const Ramp skew = progress.now(tremolo_.skew);
  float memory[kQuantum];
  const std::span<float> lfo = std::span(memory).first(signal.size());
  if (!freq.moves() && !phase.moves() && skew.is(0)) {
    dsp::sine(freq.from * time_.at(progress.first) + phase.from / kTurn,
              freq.from * time_.frame_s * static_cast<double>(progress.stride), lfo);
  } else {
    double turn_memory[kQuantum];
    const std::span<double> turns = std::span(turn_memory).first(signal.size());
    dsp::lfo_turns(time_, progress, freq, phase, turns);
    if (skew.is(0)) {
      dsp::sin_turns(turns, lfo);
    } else {
      dsp::skewed_sine(turns, skew, progress.alpha, lfo);
    }
  }
  dsp::apply_tremolo(signal, lfo, amp, depth, progress.alpha);
}

std::optional<ToneBound> ChannelGain::tone(const dsp::PhaseBound& phase, double gate_slope,
                                           const dsp::Transition& transition, std::int64_t begin,
                                           std::int64_t end) const noexcept {
  if (has_tremolo_ && !tremolo_.skew.is(0)) return std::nullopt;
  const Ramp alpha = transition.range({0, 1}, begin, end);
  const double level = peak(alpha.low(), alpha.high());
  const double alpha_slope = transition.max_slope(begin, end);
  const auto bent = [alpha_slope](double change) { return change == 0 ? 0 : change * alpha_slope; };
  const auto largest = [&](Ramp ramp) { return transition.largest(ramp, begin, end); };

  ToneBound tone{.low = phase.low, .high = phase.high, .glide = phase.glide, .level = level};
  const double deepest = has_tremolo_ ? std::max(1.0, std::abs(largest(tremolo_.depth)) + 1) : 1;
  tone.bent_slope = level * (gate_slope + kTurn * phase.bent_slope) +
                    bent(std::abs(amp_.to - amp_.from)) * deepest;
  if (has_tremolo_) {
    const double amp = largest(amp_);
    const double half_depth = 0.5 * largest(tremolo_.depth);
    // The phase of a moving tremolo is frequency times time: its slope is the frequency and, as long
    // as that moves, the change of the frequency times the time that has passed.
    const Ramp freq = tremolo_.freq_hz, start = tremolo_.phase_rad;
    const double time_s = time_.at(end);
    const double drift = bent(std::abs(freq.to - freq.from) * std::abs(time_s) +
                              std::abs(start.to - start.from) / kTurn);
    const double step = largest(freq) * time_.frame_s;
    tone.smooth_slope = amp * half_depth * kTurn * (step + drift);
    tone.smooth_curvature =
        amp * half_depth * kTurn * kTurn * (step + drift) * (step + drift) +
        2 * amp * half_depth * kTurn * bent(std::abs(freq.to - freq.from)) * time_.frame_s;
    tone.bent_slope += amp * (half_depth * kTurn * drift +
                              bent(std::abs(tremolo_.depth.to - tremolo_.depth.from)));
  }
  return tone;
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
