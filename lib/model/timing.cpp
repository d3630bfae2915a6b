// SPDX-License-Identifier: MIT
#include <algorithm>

#include "bbplay/model/track.h"

namespace bbplay {

TransitionTiming timing_for(const VoiceSpec& voice, double step_seconds, Fidelity fidelity) {
  TransitionTiming timing = voice.synth.timing;
  if (!voice.synth.moving) return timing;
  if (voice.zero_from_duration && fidelity == Fidelity::corrected) timing.duration_seconds.reset();
  if (!timing.duration_seconds) {
    timing.duration_seconds = std::max(0.0, step_seconds - timing.offset_seconds);
  }
  return timing;
}

}  // namespace bbplay
