// SPDX-License-Identifier: MIT
#include "voices/tonal/binaural_beat.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "dsp/block/turns.h"
#include "voices/synths.h"
#include "voices/tonal/channel_patches.h"
#include "voices/voice_of.h"

namespace bbplay::voices {
namespace {

using dsp::AutoPan;

CarrierPair carriers_of(const BinauralBeatPatch& patch, const SynthSpec& spec,
                        const VoiceContext& context, const PairStart& start,
                        const dsp::Transition& transition) {
  const dsp::TimeAxis time = lfo_time(spec, context);
  const CarrierRules rules{
      .phase = {.frame_s = time.frame_s}, .time = time, .vibrato_accumulates = spec.moving};
  const double to_left = patch.left_high ? 0.5 : -0.5;
  const auto carrier = [&](double part_of_beat, Vibrato vibrato, const StartPhase& phase) {
    const Ramp base = patch.base_freq_hz, beat = patch.beat_freq_hz;
    vibrato.triangle = patch.vibrato_shape.index == 1;
    return Carrier({base.from + part_of_beat * beat.from, base.to + part_of_beat * beat.to},
                   vibrato, dsp::turns_of(phase.radians), rules, transition, context.frames);
  };
  return {carrier(to_left, left_vibrato(patch.vibrato), start.first),
          carrier(-to_left, right_vibrato(patch.vibrato), start.second), patch.wobble, time,
          transition};
}

double mean_carrier_hz(const BinauralBeatPatch& patch) {
  return 0.5 * (patch.base_freq_hz.from + patch.base_freq_hz.to);
}

}  // namespace

BinauralBeat::BinauralBeat(const BinauralBeatPatch& patch, const SynthSpec& spec,
                           const VoiceContext& context, dsp::Transition transition)
    : transition_(std::move(transition)),
      frames_(context.frames),
      start_(patch.start.left, patch.start.right, context.carried),
      carriers_(carriers_of(patch, spec, context, start_, transition_)),
      left_(patch.amp_l, left_tremolo(patch.tremolo), lfo_time(spec, context), transition_),
      right_(patch.amp_r, right_tremolo(patch.tremolo), lfo_time(spec, context), transition_),
      pan_(patch.pan, spec.moving ? AutoPan::Bypass::moving_ends : AutoPan::Bypass::still,
           transition_, context.rate, context.frames, context.fidelity),
      spatializer_(dsp::spatializer_of(patch.spatial, context.seconds, context.rate,
                                       context.fidelity, context.renewed_ahead_frames)) {
  if (spec.moving) bursts_ = GlitchBursts(patch.glitch, mean_carrier_hz(patch), context);
  const double low = transition_.curve().lowest(), high = transition_.curve().highest();
  peak_bound_ = std::max(left_.peak(low, high), right_.peak(low, high)) + bursts_.peak_bound();
  if (spatializer_) peak_bound_ *= spatializer_->effect().gain_bound();
}

void BinauralBeat::render(std::int64_t first, StereoBlock out) noexcept {
  dsp::TransitionBlock moving;
  render(progress(first, moving), out);
}

void BinauralBeat::render(const dsp::Progress& progress, StereoBlock out) noexcept {
  carriers_.render(progress, {!left_.is_silent(progress), !right_.is_silent(progress)}, out);
  left_.apply(progress, out.left);
  right_.apply(progress, out.right);
  bursts_.add(progress.first, out);
  pan_.apply(progress, out);
  if (spatializer_) spatializer_->process(progress.first, out);
}

void BinauralBeat::reset() noexcept {
  carriers_.reset();
  pan_.reset();
  enter(0);
}

bool BinauralBeat::renews() const noexcept { return !spatializer_ || spatializer_->renews(); }

std::int64_t BinauralBeat::entry_before(std::int64_t frame) const noexcept {
  if (!spatializer_) return frame;
  return renews() ? spatializer_->entry_before(frame) : 0;
}

void BinauralBeat::enter(std::int64_t entry) noexcept {
  if (spatializer_) spatializer_->enter(entry);
}

bool BinauralBeat::has_sums() const noexcept {
  return !carriers_.is_closed_form() || !pan_.is_closed_form();
}

void BinauralBeat::pass(std::int64_t first) noexcept {
  dsp::TransitionBlock moving;
  const dsp::Progress passed = progress(first, moving);
  carriers_.pass(passed);
  pan_.pass(passed);
}

std::optional<StereoToneBound> BinauralBeat::tones(std::int64_t begin,
                                                   std::int64_t end) const noexcept {
  if (!is_closed_form() || !pan_.is_fixed() || bursts_.peak_bound() > 0) return std::nullopt;
  const auto phases = carriers_.phase_bounds(transition_, begin, end);
  if (!phases) return std::nullopt;
  const auto left = left_.tone(phases->first, 0, transition_, begin, end);
  const auto right = right_.tone(phases->second, 0, transition_, begin, end);
  if (!left || !right) return std::nullopt;
  return StereoToneBound{*left, *right};
}

std::optional<CarriedPhases> BinauralBeat::final_phases() const {
  if (frames_ <= 0) return start_.phases();
  return carriers_.last_phases(transition_, frames_, false);
}

MadeVoice make(const BinauralBeatPatch& patch, const SynthSpec& spec, const VoiceContext& context) {
  return std::make_unique<VoiceOf<BinauralBeat>>(
      BinauralBeat(patch, spec, context, binaural_transition(patch, spec, context)), context.marks);
}

}  // namespace bbplay::voices
