// SPDX-License-Identifier: MIT
#include "voices/modulation/hybrid_qam_monaural_beat.h"

#include <algorithm>
#include <array>
#include <memory>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/modulation_ops.h"
#include "dsp/block/phase_ops.h"
#include "dsp/block/turns.h"
#include "voices/modulation/band_limited.h"
#include "voices/synths.h"
#include "voices/voice_of.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {

namespace {

using Quantum = std::array<double, kQuantum>;

}  // namespace

HybridQamMonauralBeatSource::HybridQamMonauralBeatSource(const HybridQamMonauralBeatPatch& patch,
                                                         const SynthSpec& spec,
                                                         const VoiceContext& context)
    : transition_(transition_of(patch, spec, context)),
      modulator_law_(modulator_law(context.fidelity)),
      dt_(frame_seconds(context)),
      amp_l_(transition_.frozen(patch.amp_l)),
      carrier_l_(patch.carrier_hz_l, {patch.start_l.radians, patch.start_l.radians}, PhaseLaw::sum,
                 dt_, transition_),
      am_l_(Modulator(patch.am_hz_l, patch.am_phase_rad_l, modulator_law_, dt_, transition_),
            transition_.frozen(patch.am_depth_l)),
      amp_r_(transition_.frozen(patch.amp_r)),
      tones_(patch, context.fidelity, dt_, transition_),
      tremolo_(patch.am_hz_r, patch.am_phase_rad_r, modulator_law_, dt_, transition_),
      tremolo_depth_(transition_.frozen(patch.am_depth_r)),
      wobble_(patch.wobble_hz_r, patch.wobble_phase_rad_r, modulator_law_, dt_, transition_) {
  wobble_turns_ = scaled(transition_.frozen(patch.wobble_rad_r), dsp::turns_of(0.5));
}

void HybridQamMonauralBeatSource::render(std::int64_t first, dsp::StereoDoubles out) noexcept {
  dsp::TransitionBlock moved;
  const dsp::Progress progress = transition_.at(first, moved);
  render_left(progress, out.left);
  render_right(progress, out.right);
}

void HybridQamMonauralBeatSource::render_left(const dsp::Progress& progress,
                                              std::span<double> out) const noexcept {
  Quantum envelope;
  dsp::fill(amp_l_, progress.alpha, envelope);
  am_l_.apply(progress, envelope);
  carrier_l_.cosines(progress, out);
  dsp::multiply(out, envelope);
}

void HybridQamMonauralBeatSource::render_right(const dsp::Progress& progress,
                                               std::span<double> out) noexcept {
  Quantum upper, level;
  tones_.fill(progress, out, upper);
  if (!wobble_turns_.is(0)) {
    Quantum wave;
    wobble_.sines(progress, wave);
    dsp::add_opposed(out, upper, wave, wobble_turns_, progress.alpha);
  }
  dsp::sin_turns(out, out);
  dsp::sin_turns(upper, upper);
  dsp::add_scaled(out, upper, {1, 1}, {});
  dsp::fill(amp_r_, progress.alpha, level);
  apply_tremolo(progress, level);
  dsp::multiply(out, level);
}

void HybridQamMonauralBeatSource::apply_tremolo(const dsp::Progress& progress,
                                                std::span<double> signal) const noexcept {
  const Ramp hz = tremolo_.hz();
  if (hz.is(0) || tremolo_depth_.is(0)) return;
  Quantum wave;
  tremolo_.sines(progress, wave);
  const auto held = [](double depth) { return std::clamp(depth, 0.0, 1.0); };
  Quantum depth, rate;
  dsp::fill(tremolo_depth_, progress.alpha, depth);
  dsp::fill(hz, progress.alpha, rate);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double now = rate[i] != 0 ? held(depth[i]) : 0;
    signal[i] *= 1 - now * (1 + wave[i]) * 0.5;
  }
}

double HybridQamMonauralBeatSource::peak_bound() const noexcept {
  return std::max(transition_.largest(amp_l_) * am_l_.largest_gain(transition_),
                  2 * transition_.largest(amp_r_));
}

MadeVoice make(const HybridQamMonauralBeatPatch& patch, const SynthSpec& spec,
               const VoiceContext& context) {
  using Kernel = BandLimited<HybridQamMonauralBeatSource>;
  return std::make_unique<VoiceOf<Kernel>>(Kernel({patch, spec, context}, context));
}

}  // namespace bbplay::voices
