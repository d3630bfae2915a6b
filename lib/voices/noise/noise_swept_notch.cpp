// SPDX-License-Identifier: MIT
// noise_swept_notch, and generate_swept_notch_pink_sound, which is the same by other parameters
// (format noise 1.1, 1.2 and 8).
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "bbplay/dsp/transition_curve.h"

#include "dsp/block/modulation_ops.h"
#include "voices/noise/noise_engine.h"
#include "voices/synths.h"
#include "voices/voice_of.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {
namespace {

class NoiseSweptNotch {
 public:
  NoiseSweptNotch(NoiseEngine engine, double volume)
      : engine_(std::move(engine)), volume_(volume) {}

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::StereoDoublesQuantum noise;
    engine_.render(first, noise.block());
    dsp::to_float(noise.left, volume_ * engine_.level().left, out.left);
    if (engine_.is_mono()) {
      std::copy(out.left.begin(), out.left.end(), out.right.begin());
    } else {
      dsp::to_float(noise.right, volume_ * engine_.level().right, out.right);
    }
  }
  void seek(std::int64_t frame) { engine_.seek(frame); }
  void service(std::int64_t frames) { engine_.service(frames); }
  bool seeks_at_once() const noexcept { return true; }
  double peak_bound() const noexcept {
    return volume_ != 0 ? std::abs(volume_) * engine_.peak_bound() : 0;
  }
  std::optional<OwnLevels> own_levels() const { return engine_.own_levels(); }
  std::optional<double> nominal_peak() const noexcept {
    const std::optional<double> peak = engine_.nominal_peak();
    return peak ? std::optional(std::abs(volume_) * *peak) : std::nullopt;
  }

 private:
  NoiseEngine engine_;
  double volume_;
};

MadeVoice make_swept(const NotchedNoise& patch, double volume, const SynthSpec& spec,
                     const VoiceContext& context) {
  dsp::TransitionCurve curve;
  if (spec.moving) curve = curve_of(spec, context);
  NoiseEngine engine(patch.source, patch.notches(), spec.moving, curve, context);
  return std::make_unique<VoiceOf<NoiseSweptNotch>>(NoiseSweptNotch(std::move(engine), volume));
}

}  // namespace

MadeVoice make(const NoiseSweptNotchPatch& patch, const SynthSpec& spec,
               const VoiceContext& context) {
  return make_swept(patch, patch.volume, spec, context);
}

MadeVoice make(const SweptNotchPinkPatch& patch, const SynthSpec& spec,
               const VoiceContext& context) {
  return make_swept(patch, 1, spec, context);
}

}  // namespace bbplay::voices
