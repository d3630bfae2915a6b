// SPDX-License-Identifier: MIT
#include "voices/modulation/sine_voice.h"
#include "voices/synths.h"
#include "voices/voice_of.h"

namespace bbplay::voices {
namespace {

/// Format voices-modulation 4.3.
class WaveShapeStereoAm {
 public:
  WaveShapeStereoAm(const WaveShapeStereoAmPatch& patch, const SynthSpec& spec,
                    const VoiceContext& context)
      : transition_(transition_of(patch, spec, context)),
        amp_(patch.amp),
        tone_(tone(patch, context)),
        left_(tremolo(patch.lfo_hz_l, patch.lfo_phase_rad_l, patch.lfo_depth_l, context)),
        right_(tremolo(patch.lfo_hz_r, patch.lfo_phase_rad_r, patch.lfo_depth_r, context)) {}

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::TransitionBlock memory;
    const dsp::Progress progress = transition_.at(first, memory);
    double left[kQuantum], right[kQuantum];
    tone_.fill(progress, left);
    std::copy(std::begin(left), std::end(left), right);
    left_.apply(progress, left);
    right_.apply(progress, right);
    dsp::to_float(left, amp_, out.left);
    dsp::to_float(right, amp_, out.right);
  }
  void reset() noexcept {
    tone_.reset();
    left_.lfo.reset();
    right_.lfo.reset();
  }
  bool is_closed_form() const noexcept {
    return tone_.is_closed_form() && left_.lfo.is_closed_form() && right_.lfo.is_closed_form();
  }
  double peak_bound() const noexcept {
    return std::abs(amp_) * tone_.largest(transition_) *
           std::max(left_.largest_gain(transition_), right_.largest_gain(transition_));
  }

 private:
  SaturatedTone tone(const WaveShapeStereoAmPatch& patch, const VoiceContext& context) const {
    const SineMaker sine{transition_, context};
    return {sine(patch.carrier_hz),
            {sine(patch.shape_hz), transition_.frozen(patch.shape_depth)},
            transition_.frozen(patch.drive)};
  }
  SineTremolo tremolo(Ramp lfo_hz, double phase_rad, Ramp depth,
                      const VoiceContext& context) const {
    return {SineMaker{transition_, context}(lfo_hz, phase_rad), transition_.frozen(depth)};
  }

  dsp::Transition transition_;
  double amp_;
  SaturatedTone tone_;
  SineTremolo left_, right_;
};

}  // namespace

MadeVoice make(const WaveShapeStereoAmPatch& patch, const SynthSpec& spec,
               const VoiceContext& context) {
  return std::make_unique<VoiceOf<WaveShapeStereoAm>>(WaveShapeStereoAm(patch, spec, context));
}

}  // namespace bbplay::voices
