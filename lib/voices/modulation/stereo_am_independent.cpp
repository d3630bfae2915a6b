// SPDX-License-Identifier: MIT
#include "voices/modulation/sine_voice.h"
#include "voices/synths.h"
#include "voices/voice_of.h"

namespace bbplay::voices {
namespace {

/// `width` hertz times `part` beside the carrier, at both ends of the way.
Ramp beside(Ramp carrier_hz, Ramp width_hz, double part) {
  return {carrier_hz.from + part * width_hz.from, carrier_hz.to + part * width_hz.to};
}

/// Format voices-modulation 4.2.
class StereoAm {
 public:
  StereoAm(const StereoAmPatch& patch, const SynthSpec& spec, const VoiceContext& context)
      : transition_(transition_of(patch, spec, context)),
        amp_(patch.amp),
        left_(ear(beside(patch.carrier_hz, patch.width_hz, -0.5), patch.lfo_hz_l,
                  patch.lfo_phase_rad_l, patch.lfo_depth_l, context)),
        right_(ear(beside(patch.carrier_hz, patch.width_hz, 0.5), patch.lfo_hz_r,
                   patch.lfo_phase_rad_r, patch.lfo_depth_r, context)) {}

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::TransitionBlock memory;
    const dsp::Progress progress = transition_.at(first, memory);
    left_.render(progress, amp_, out.left);
    right_.render(progress, amp_, out.right);
  }
  void reset() noexcept {
    left_.reset();
    right_.reset();
  }
  bool is_closed_form() const noexcept { return left_.is_closed_form() && right_.is_closed_form(); }
  double peak_bound() const noexcept {
    return std::abs(amp_) * std::max(left_.tremolo.largest_gain(transition_),
                                     right_.tremolo.largest_gain(transition_));
  }

 private:
  struct Ear {
    FlooredSine carrier;
    SineTremolo tremolo;

    void render(const dsp::Progress& progress, double amp, std::span<float> out) noexcept {
      double signal[kQuantum];
      carrier.fill(progress, signal);
      tremolo.apply(progress, signal);
      dsp::to_float(signal, amp, out);
    }
    void reset() noexcept {
      carrier.reset();
      tremolo.lfo.reset();
    }
    bool is_closed_form() const noexcept {
      return carrier.is_closed_form() && tremolo.lfo.is_closed_form();
    }
  };

  Ear ear(Ramp carrier_hz, Ramp lfo_hz, double lfo_phase_rad, Ramp depth,
          const VoiceContext& context) const {
    const SineMaker sine{transition_, context};
    return {sine(carrier_hz), {sine(lfo_hz, lfo_phase_rad), transition_.frozen(depth)}};
  }

  dsp::Transition transition_;
  double amp_;
  Ear left_, right_;
};

}  // namespace

MadeVoice make(const StereoAmPatch& patch, const SynthSpec& spec, const VoiceContext& context) {
  return std::make_unique<VoiceOf<StereoAm>>(StereoAm(patch, spec, context));
}

}  // namespace bbplay::voices
