// SPDX-License-Identifier: MIT
#include "voices/tonal/isochronic_tone.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/turns.h"
#include "voices/synths.h"
#include "voices/tonal/channel_patches.h"
#include "voices/tonal/harmonic_suppression.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {
namespace {

using dsp::AutoPan;

constexpr double kMinPulseRateHz = 1e-9;  // Hz; not above: silence

/// Time step of the phases: 1 / rate in a transition, while a constant voice divides its length by
/// its frames.
double phase_step_seconds(const SynthSpec& spec, const VoiceContext& context) {
  if (!spec.moving) return frame_seconds(context);
  return context.frames == 1 ? context.seconds : 1.0 / context.rate;
}

CarrierRules rules_of(const SynthSpec& spec, const VoiceContext& context) {
  const double frame_s = phase_step_seconds(spec, context);
  return {.phase = {.frame_s = frame_s, .counts_own_frame = !spec.moving},
          .time = lfo_time(spec, context),
          .vibrato_accumulates = spec.moving,
          .floors_before_vibrato = spec.moving};
}

CarrierPair carriers_of(const IsochronicTonePatch& patch, const SynthSpec& spec,
                        const VoiceContext& context, const PairStart& start,
                        const dsp::Transition& transition) {
  const CarrierRules rules = rules_of(spec, context);
  const auto carrier = [&](Vibrato vibrato, const StartPhase& phase) {
    vibrato.muted = patch.force_mono;
    if (!spec.moving) vibrato.muted = patch.force_mono.is(0) ? Ramp{0, 0} : Ramp{1, 1};
    return Carrier(patch.base_freq_hz, vibrato, dsp::turns_of(phase.radians), rules, transition,
                   context.frames);
  };
  CarrierPair pair(carrier(left_vibrato(patch.vibrato), start.first),
                   carrier(right_vibrato(patch.vibrato), start.second), patch.wobble, rules.time,
                   transition);
  if (spec.moving) {
    const auto offset = [](const StartPhase& phase) {
      return Ramp{0, dsp::turns_of(phase.end_radians.value_or(phase.radians) - phase.radians)};
    };
    pair.add_phase_offsets(offset(start.first), offset(start.second), transition);
  }
  return pair;
}

/// Whether a moving pulse rate is as good as 0 somewhere.
bool pauses(Ramp rate_hz, const dsp::Transition& transition) {
  const dsp::TransitionCurve& curve = transition.curve();
  return rate_hz.moves() &&
         std::min(rate_hz.at(curve.lowest()), rate_hz.at(curve.highest())) <= kMinPulseRateHz;
}

Ramp clipped(Ramp still) {
  return {std::clamp(still.from, 0.0, 1.0), std::clamp(still.to, 0.0, 1.0)};
}

}  // namespace

IsochronicPulses::IsochronicPulses(const IsochronicTonePatch& patch, const SynthSpec& spec,
                                   const VoiceContext& context, const dsp::Transition& transition)
    : accumulates_(spec.moving),
      rate_hz_(transition.frozen(patch.pulse_rate_hz)),
      ramp_(transition.frozen(patch.ramp_fraction)),
      gap_(transition.frozen(patch.gap_fraction)),
      time_(lfo_time(spec, context)),
      still_(accumulates_ ? clipped(ramp_).from : ramp_.from,
             accumulates_ ? clipped(gap_).from : gap_.from),
      shape_moves_(ramp_.moves() || gap_.moves() || pauses(rate_hz_, transition)),
      position_(rate_hz_, 0, {.frame_s = phase_step_seconds(spec, context)}, transition,
                context.frames) {
  const bool has_hard_edges = transition.range(ramp_).low() <= 0;
  if (!accumulates_ || !has_hard_edges) return;
  constexpr auto kFirstFrames = static_cast<std::int64_t>(kQuantum);
  const auto rest = rate_hz_.moves() ? transition.curve().rest(0, kFirstFrames) : 0;
  const double rate_hz = rate_hz_.at(rest.value_or(0));
  if (rest && rate_hz > kMinPulseRateHz) {
    summed_position_.emplace(rate_hz * phase_step_seconds(spec, context),
                             context.frames + kFirstFrames);
  }
}

bool IsochronicPulses::has_kept_its_rate(const dsp::Progress& progress) const noexcept {
  if (!rate_hz_.moves()) return true;
  const auto first = static_cast<double>(progress.first);
  return progress.still() && progress.alpha_before == progress.alpha_at_rest * first;
}

void IsochronicPulses::envelope(const dsp::Progress& progress, std::span<float> out) noexcept {
  double memory[kQuantum];
  const std::span<double> turns = std::span(memory).first(out.size());
  const bool is_summed = summed_position_ && has_kept_its_rate(progress);
  if (!accumulates_) {
    dsp::lfo_turns(time_, progress, rate_hz_, {0, 0}, turns);
  } else if (!is_summed || !is_closed_form()) {
    position_.fill(progress, turns);
  }
  if (is_summed)
    summed_position_->fill(progress.first + 1, turns);  // the frame's own step included
  if (!shape_moves_) {
    dsp::trapezoid_pulses(still_, turns, out);
  } else if (progress.still()) {
    const double ramp = clipped(progress.now(ramp_)).from, gap = clipped(progress.now(gap_)).from;
    dsp::trapezoid_pulses(dsp::Trapezoid(ramp, gap), turns, out);
  } else {
    dsp::trapezoid_pulses(ramp_, gap_, rate_hz_, progress.alpha, turns, out);
  }
}

void IsochronicPulses::apply(const dsp::Progress& progress, StereoBlock inout) noexcept {
  float memory[kQuantum];
  const std::span<float> heights = std::span(memory).first(inout.frames());
  const Ramp rate_hz = progress.now(rate_hz_);
  const bool pauses = !rate_hz.moves() && !(rate_hz.from > kMinPulseRateHz);
  if (!pauses || !is_closed_form()) envelope(progress, heights);
  if (pauses) std::ranges::fill(heights, 0.0f);
  dsp::multiply(inout.left, heights);
  dsp::multiply(inout.right, heights);
}

void IsochronicPulses::pass(const dsp::Progress& progress) noexcept {
  double turns[kQuantum];
  if (!is_closed_form()) position_.fill(progress, turns);
}

double IsochronicPulses::max_slope(const dsp::Transition& transition,
                                   std::int64_t end) const noexcept {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  if (shape_moves_ || !(still_.edge > 0)) return kInfinite;
  if (!accumulates_) return std::abs(rate_hz_.from) * time_.frame_s / still_.edge;
  const auto position = position_.bound(transition, 0, end);
  return position ? position->high / still_.edge : kInfinite;
}

IsochronicTone::IsochronicTone(const IsochronicTonePatch& patch, const SynthSpec& spec,
                               const VoiceContext& context)
    : transition_(transition_of(patch, spec, context)),
      frames_(context.frames),
      moving_form_(spec.moving),
      base_hz_(transition_.frozen(patch.base_freq_hz)),
      start_(patch.start.left, patch.start.right, context.carried),
      carriers_(carriers_of(patch, spec, context, start_, transition_)),
      pulses_(patch, spec, context, transition_),
      left_(patch.amp_l, left_tremolo(patch.tremolo), lfo_time(spec, context), transition_),
      right_(patch.amp_r, right_tremolo(patch.tremolo), lfo_time(spec, context), transition_),
      pan_(patch.pan, spec.moving ? AutoPan::Bypass::moving_values : AutoPan::Bypass::still,
           transition_, context.rate, context.frames, context.fidelity),
      spatializer_(dsp::spatializer_of(patch.spatial, context.seconds, context.rate,
                                       context.fidelity, context.renewed_ahead_frames)) {
  const double low = transition_.curve().lowest(), high = transition_.curve().highest();
  peak_bound_ = std::max(left_.peak(low, high), right_.peak(low, high));
  if (spatializer_) peak_bound_ *= spatializer_->effect().gain_bound();
}

void IsochronicTone::render(std::int64_t first, StereoBlock out) noexcept {
  dsp::TransitionBlock moving;
  render(progress(first, moving), out);
}

void IsochronicTone::render(const dsp::Progress& progress, StereoBlock out) noexcept {
  carriers_.render(progress, {!left_.is_silent(progress), !right_.is_silent(progress)}, out);
  pulses_.apply(progress, out);
  left_.apply(progress, out.left);
  right_.apply(progress, out.right);
  pan_.apply(progress, out);
  if (spatializer_) spatializer_->process(progress.first, out);
}

void IsochronicTone::reset() noexcept {
  carriers_.reset();
  pulses_.reset();
  pan_.reset();
  enter(0);
}

bool IsochronicTone::renews() const noexcept { return !spatializer_ || spatializer_->renews(); }

std::int64_t IsochronicTone::entry_before(std::int64_t frame) const noexcept {
  if (!spatializer_) return frame;
  return renews() ? spatializer_->entry_before(frame) : 0;
}

void IsochronicTone::enter(std::int64_t entry) noexcept {
  if (spatializer_) spatializer_->enter(entry);
}

bool IsochronicTone::has_sums() const noexcept {
  return !carriers_.is_closed_form() || !pulses_.is_closed_form() || !pan_.is_closed_form();
}

void IsochronicTone::pass(std::int64_t first) noexcept {
  dsp::TransitionBlock moving;
  const dsp::Progress passed = progress(first, moving);
  carriers_.pass(passed);
  pulses_.pass(passed);
  pan_.pass(passed);
}

std::optional<StereoToneBound> IsochronicTone::tones(std::int64_t begin,
                                                     std::int64_t end) const noexcept {
  if (!is_closed_form() || !pan_.is_fixed()) return std::nullopt;
  const auto phases = carriers_.phase_bounds(transition_, begin, end);
  const double gate_slope = pulses_.max_slope(transition_, end);
  if (!phases || !std::isfinite(gate_slope)) return std::nullopt;
  const auto left = left_.tone(phases->first, gate_slope, transition_, begin, end);
  const auto right = right_.tone(phases->second, gate_slope, transition_, begin, end);
  if (!left || !right) return std::nullopt;
  return StereoToneBound{*left, *right};
}

/// A transition carries over the phase that was heard last, with wobble and phase offsets.
std::optional<CarriedPhases> IsochronicTone::final_phases() const {
  if (frames_ <= 0) return start_.phases();
  return carriers_.last_phases(transition_, frames_, moving_form_);
}

double IsochronicTone::mean_carrier_hz() const {
  if (frames_ <= 0 || !base_hz_.moves()) return std::max(0.0, base_hz_.from);
  const dsp::TransitionCurve& curve = transition_.curve();
  const dsp::FrequencySum sum(base_hz_, transition_, frames_);
  double total = sum.before(frames_, curve.sum_before(frames_));
  if (!sum.is_known()) {
    total = 0;
    for (std::int64_t i = 0; i < frames_; ++i) total += std::max(0.0, base_hz_.at(curve.at(i)));
  }
  return total / static_cast<double>(frames_);
}

MadeVoice make(const IsochronicTonePatch& patch, const SynthSpec& spec,
               const VoiceContext& context) {
  IsochronicTone tone(patch, spec, context);
  const bool suppressed = !patch.harmonic_suppression.is(0);
  const double carrier_hz = suppressed ? tone.mean_carrier_hz() : 0;
  return make_suppressed(std::move(tone), suppressed, carrier_hz, context);
}

}  // namespace bbplay::voices
