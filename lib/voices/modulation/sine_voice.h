// SPDX-License-Identifier: MIT
/// What the voices made of floored sines have in common (format voices-modulation 3 and 4).
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/voices/voice.h"

#include "dsp/block/modulation_ops.h"
#include "dsp/block/saturation.h"
#include "voices/modulation/floored_sine.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {

/// Makes the sines of one voice.
struct SineMaker {
  const dsp::Transition& transition;
  const VoiceContext& context;

  FlooredSine operator()(Ramp hz, double phase_radians = 0) const {
    return {hz, phase_radians, frame_seconds(context), context.frames, transition};
  }
};

/// A sine that lets a signal through at full level when it is at its top, and takes away `depth` of
/// it at the bottom.
struct SineTremolo {
  FlooredSine lfo;
  Ramp depth;

  void apply(const dsp::Progress& progress, std::span<double> signal) noexcept {
    double wave[kQuantum];
    lfo.fill(progress, wave);
    dsp::tremolo(signal, wave, depth, progress.alpha);
  }
  double largest_gain(const dsp::Transition& transition) const noexcept {
    const Ramp reached = transition.range(depth);
    return std::max({1.0, std::abs(1 - reached.from), std::abs(1 - reached.to)});
  }
};

/// A tremolo that drives a tone into saturation.
struct SaturatedTone {
  FlooredSine carrier;
  SineTremolo swell;
  Ramp drive;

  void fill(const dsp::Progress& progress, std::span<double> out) noexcept {
    carrier.fill(progress, out);
    swell.apply(progress, out);
    dsp::saturate(out, drive, progress.alpha);
  }
  /// tanh(g a) / tanh(a) does not exceed max(g, 1).
  double largest(const dsp::Transition& transition) const noexcept {
    return swell.largest_gain(transition);
  }
  bool is_closed_form() const noexcept {
    return carrier.is_closed_form() && swell.lfo.is_closed_form();
  }
  void reset() noexcept {
    carrier.reset();
    swell.lfo.reset();
  }
};

/// Gains that put a signal at a position from -1 (left) to 1 (right) at equal power.
struct EqualPowerPan {
  double left, right;
  explicit EqualPowerPan(double position) noexcept
      : left(std::cos(angle(position))), right(std::sin(angle(position))) {}

 private:
  static double angle(double position) noexcept {
    return (std::clamp(position, -1.0, 1.0) + 1) * std::numbers::pi / 4;
  }
};

}  // namespace bbplay::voices
