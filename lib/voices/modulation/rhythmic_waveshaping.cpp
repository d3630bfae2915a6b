// SPDX-License-Identifier: MIT
#include "voices/modulation/sine_voice.h"
#include "voices/synths.h"
#include "voices/voice_of.h"

namespace bbplay::voices {
namespace {

/// Format voices-modulation 4.1.
class RhythmicWaveshaping {
 public:
  RhythmicWaveshaping(const RhythmicWaveshapingPatch& patch, const SynthSpec& spec,
                      const VoiceContext& context)
      : transition_(transition_of(patch, spec, context)), tone_(tone(patch, context)) {
    const EqualPowerPan pan(patch.pan);
    left_ = patch.amp * pan.left;
    right_ = patch.amp * pan.right;
  }

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::TransitionBlock memory;
    double signal[kQuantum];
    tone_.fill(transition_.at(first, memory), signal);
    dsp::to_float(signal, left_, out.left);
    dsp::to_float(signal, right_, out.right);
  }
  void reset() noexcept { tone_.reset(); }
  bool is_closed_form() const noexcept { return tone_.is_closed_form(); }
  double peak_bound() const noexcept {
    return std::max(std::abs(left_), std::abs(right_)) * tone_.largest(transition_);
  }

 private:
  SaturatedTone tone(const RhythmicWaveshapingPatch& patch, const VoiceContext& context) const {
    const SineMaker sine{transition_, context};
    return {sine(patch.carrier_hz),
            {sine(patch.lfo_hz), transition_.frozen(patch.lfo_depth)},
            transition_.frozen(patch.drive)};
  }

  dsp::Transition transition_;
  SaturatedTone tone_;
  double left_ = 0, right_ = 0;
};

}  // namespace

MadeVoice make(const RhythmicWaveshapingPatch& patch, const SynthSpec& spec,
               const VoiceContext& context) {
  return std::make_unique<VoiceOf<RhythmicWaveshaping>>(RhythmicWaveshaping(patch, spec, context));
}

}  // namespace bbplay::voices
