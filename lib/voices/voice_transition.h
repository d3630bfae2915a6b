// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/voices/voice.h"

#include "dsp/oscillator/lfo.h"
#include "dsp/transition/transition.h"

namespace bbplay::voices {

/// The way the parameters of a patch move in this voice; none at all when both ends are equal.
template <HasRows Patch>
dsp::Transition transition_of(const Patch& patch, const SynthSpec& spec,
                              const VoiceContext& context) {
  if (!spec.moving || !dsp::has_transition(patch)) return {};
  return {context.seconds, context.frames, spec.timing, context.curves};
}

/// How far the parameters of this voice, which move, are on their way.
inline dsp::TransitionCurve curve_of(const SynthSpec& spec, const VoiceContext& context) {
  return {context.seconds, context.frames, spec.timing, context.curves};
}

/// Seconds between the frames of a voice. Not 1 / rate: seconds x rate need not be a whole number.
inline double frame_seconds(const VoiceContext& context) {
  return context.frames > 0 ? context.seconds / static_cast<double>(context.frames) : 0;
}

/// The time that LFOs are multiplied with. A still voice adds initial_offset to it; in a transition
/// the offset tells when the parameters begin to move.
inline dsp::TimeAxis lfo_time(const SynthSpec& spec, const VoiceContext& context) {
  return {frame_seconds(context), spec.moving ? 0 : spec.timing.offset_seconds};
}

}  // namespace bbplay::voices
