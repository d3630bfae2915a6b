// SPDX-License-Identifier: MIT
#include "voices/modulation/qam_beat.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <memory>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/modulation_ops.h"
#include "dsp/block/turns.h"
#include "voices/modulation/band_limited.h"
#include "voices/synths.h"
#include "voices/voice_of.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {

namespace {

using Quantum = std::array<double, kQuantum>;

/// The reference moves the parameters of this voice in a straight line from the first frame to the
/// last and takes no notice of any timing. Honouring it would turn every ramp of a file from the
/// editor into a jump, because such files carry a duration of 0
/// (format voices-modulation 12, D3); corrected fidelity therefore does the same.
dsp::Transition whole_step_transition(const QamBeatPatch& patch, const SynthSpec& spec,
                                      const VoiceContext& context) {
  if (!spec.moving || !dsp::has_transition(patch) || context.frames < 2) return {};
  TransitionTiming timing;
  timing.duration_seconds = static_cast<double>(context.frames - 1) * frame_seconds(context);
  return {context.seconds, context.frames, timing};
}

}  // namespace

QamBeatSource::QamBeatSource(const QamBeatPatch& patch, const SynthSpec& spec,
                             const VoiceContext& context)
    : transition_(whole_step_transition(patch, spec, context)),
      modulator_law_(modulator_law(context.fidelity)),
      dt_(frame_seconds(context)),
      left_(ear(patch.left, context.carried ? &context.carried->left : nullptr)),
      right_(ear(patch.right, context.carried ? &context.carried->right : nullptr)),
      coupling_depth_(transition_.frozen(patch.coupling_depth)),
      harmonic_depth_(transition_.frozen(patch.harmonic_depth)),
      harmonic_ratio_(patch.harmonic_ratio),
      has_sidebands_(patch.sidebands && patch.sideband_depth != 0),
      sideband_gain_(2 * patch.sideband_depth),
      edges_(patch.attack_s, patch.release_s, context.seconds, dt_) {
  // A negative delay makes the reference read outside of the voice: no coupling (D8).
  const double delay_s = patch.coupling_delay_s;
  couples_ = delay_s > 0 && delay_s < context.seconds && !coupling_depth_.is(0);
  coupling_delay_ = couples_ ? frames_in(delay_s, context.rate) : 0;

  sub_harmonic_ = {modulator(patch.sub_harmonic_hz, {0, 0}),
                   transition_.frozen(patch.sub_harmonic_depth)};
  wobble_ = modulator(patch.wobble_hz, {patch.wobble_phase_rad, patch.wobble_phase_rad});
  wobble_turns_ = scaled(transition_.frozen(patch.wobble_rad), dsp::turns_of(0.5));
  sideband_ = modulator({patch.sideband_offset_hz, patch.sideband_offset_hz}, {0, 0});
}

Modulator QamBeatSource::modulator(Ramp hz, Ramp phase_rad) const {
  return {hz, phase_rad, modulator_law_, dt_, transition_};
}

QamBeatSource::Ear QamBeatSource::ear(const QamEar& patch, const double* carried_rad) const {
  // The phase carried over from the previous step replaces one that is not pinned.
  const bool carries_on = carried_rad != nullptr && !patch.start.pinned;
  const double start_rad = carries_on ? *carried_rad : patch.start.radians;
  return {transition_.frozen(patch.amp),
          {patch.carrier_hz, {start_rad, start_rad}, PhaseLaw::sum, dt_, transition_},
          {modulator(patch.am_hz, patch.am_phase_rad), transition_.frozen(patch.am_depth),
           transition_.frozen(patch.am_shape)},
          {modulator(patch.am2_hz, patch.am2_phase_rad), transition_.frozen(patch.am2_depth)}};
}

void QamBeatSource::render(std::int64_t first, dsp::StereoDoubles out) noexcept {
  dsp::TransitionBlock moved;
  const dsp::Progress progress = transition_.at(first, moved);
  Quantum wobble, envelope, sidebands;
  Shared shared;
  if (!wobble_turns_.is(0)) {
    dsp::fill(wobble_turns_, progress.alpha, wobble);
    Quantum sine;
    wobble_.sines(progress, sine);
    dsp::multiply(wobble, sine);
    shared.wobble_turns = wobble;
  }
  if (!sub_harmonic_.is_off()) {
    envelope.fill(1);
    sub_harmonic_.apply(progress, envelope);
    shared.envelope = envelope;
  }
  if (has_sidebands_) {
    Quantum cosine;
    sideband_.cosines(progress, cosine);
    sidebands.fill(1);
    dsp::add_scaled(sidebands, cosine, {sideband_gain_, sideband_gain_}, {});
    shared.sidebands = sidebands;
  }
  render_ear(progress, left_, right_, shared, -1, out.left);
  render_ear(progress, right_, left_, shared, 1, out.right);
  edges_.apply(first, out);
}

void QamBeatSource::render_ear(const dsp::Progress& progress, const Ear& ear, const Ear& other,
                               const Shared& shared, double side,
                               std::span<double> out) const noexcept {
  fill_partial(progress, ear, shared, side, 1, out);
  if (!shared.sidebands.empty()) dsp::multiply(out, shared.sidebands);
  if (!harmonic_depth_.is(0)) {
    Quantum harmonic;
    fill_partial(progress, ear, shared, side, harmonic_ratio_, harmonic);
    dsp::add_scaled(out, harmonic, harmonic_depth_, progress.alpha);
  }
  Quantum envelope;
  dsp::fill(ear.amp, progress.alpha, envelope);
  ear.modulate(progress, envelope);
  if (couples_) couple(progress, other, envelope);
  if (!shared.envelope.empty()) dsp::multiply(envelope, shared.envelope);
  dsp::multiply(out, envelope);
}

void QamBeatSource::fill_partial(const dsp::Progress& progress, const Ear& ear,
                                 const Shared& shared, double side, double ratio,
                                 std::span<double> out) const noexcept {
  if (shared.wobble_turns.empty()) return ear.carrier.cosines(progress, out, ratio);
  ear.carrier.fill(progress, 0.25, out, ratio);
  dsp::add_scaled(out, shared.wobble_turns, {side * ratio, side * ratio}, {});
  dsp::sin_turns(out, out);
}

// What the other ear's modulations were one delay ago is worked out anew. No frame comes before the
// first: the coupling sets in with a step, as in the reference (D4).
void QamBeatSource::couple(const dsp::Progress& progress, const Ear& other,
                           std::span<double> envelope) const noexcept {
  const std::int64_t silent = std::max<std::int64_t>(0, coupling_delay_ - progress.first);
  if (silent >= std::ssize(envelope)) return;
  dsp::TransitionBlock moved;
  const dsp::Progress earlier = transition_.at(progress.first - coupling_delay_, moved);
  Quantum gain;
  gain.fill(1);
  other.modulate(earlier, gain);
  const auto skipped = static_cast<std::size_t>(silent);
  dsp::crossmodulate(envelope.subspan(skipped), std::span(gain).subspan(skipped), coupling_depth_,
                     progress.still() ? progress.alpha : progress.alpha.subspan(skipped));
}

double QamBeatSource::largest_level(const Ear& ear, const Ear& other) const noexcept {
  const double coupling =
      couples_ ? 1 + transition_.largest(coupling_depth_) * (1 + other.largest_gain(transition_))
               : 1;
  const double tone =
      1 + transition_.largest(harmonic_depth_) + (has_sidebands_ ? std::abs(sideband_gain_) : 0);
  return transition_.largest(ear.amp) * ear.largest_gain(transition_) * coupling *
         sub_harmonic_.largest_gain(transition_) * tone;
}

double QamBeatSource::peak_bound() const noexcept {
  return std::max(largest_level(left_, right_), largest_level(right_, left_));
}

MadeVoice make(const QamBeatPatch& patch, const SynthSpec& spec, const VoiceContext& context) {
  using Kernel = BandLimited<QamBeatSource>;
  return std::make_unique<VoiceOf<Kernel>>(Kernel({patch, spec, context}, context));
}

}  // namespace bbplay::voices
