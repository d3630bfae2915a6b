// SPDX-License-Identifier: MIT
#include "voices/tonal/monaural_beat.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <span>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/gain_ops.h"
#include "dsp/block/turns.h"
#include "voices/synths.h"
#include "voices/voice_of.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {
namespace {

/// The offset of a still voice is not added here.
dsp::TimeAxis time_of(const VoiceContext& context) { return {frame_seconds(context), 0}; }

CarrierPair tones_of(const MonauralBeatPatch& patch, const VoiceContext& context,
                     const dsp::Transition& transition) {
  const dsp::TimeAxis time = time_of(context);
  const CarrierRules rules{.phase = {.frame_s = time.frame_s}, .time = time};
  const PairStart start(patch.lower, patch.upper, context.carried);
  const auto tone = [&](double part_of_beat, const StartPhase& phase) {
    const Ramp base = patch.base_freq_hz, beat = patch.beat_freq_hz;
    return Carrier({base.from + part_of_beat * beat.from, base.to + part_of_beat * beat.to}, {},
                   dsp::turns_of(phase.radians), rules, transition, context.frames);
  };
  return {tone(-0.5, start.first), tone(0.5, start.second), patch.wobble, time, transition};
}

}  // namespace

CommonTremolo::CommonTremolo(const MonauralBeatPatch& patch, const dsp::TimeAxis& time,
                             const dsp::Transition& transition)
    : depth_(transition.frozen(patch.tremolo_depth)),
      freq_hz_(transition.frozen(patch.tremolo_freq_hz)),
      phase_rad_(transition.frozen(patch.tremolo_phase_rad)),
      time_(time) {
  if (!depth_.moves()) depth_.from = depth_.to = std::clamp(depth_.from, 0.0, 2.0);
  has_tremolo_ = !depth_.is(0) && !freq_hz_.is(0);
}

void CommonTremolo::fill(const dsp::Progress& progress, std::span<float> gains) const noexcept {
  double memory[kQuantum];
  const std::span<double> turns = std::span(memory).first(gains.size());
  dsp::lfo_turns(time_, progress, progress.now(freq_hz_), progress.now(phase_rad_), turns);
  dsp::sin_turns(turns, gains);
  for (std::size_t i = 0; i < gains.size(); ++i) {
    const double alpha = progress.still() ? progress.alpha_at_rest : progress.alpha[i];
    const double half = freq_hz_.at(alpha) == 0 ? 0 : 0.5 * std::clamp(depth_.at(alpha), 0.0, 2.0);
    gains[i] = static_cast<float>(1 - half) + static_cast<float>(half) * gains[i];
  }
}

bool CommonTremolo::modulate(double level, ToneBound& tone) const noexcept {
  if (!has_tremolo_) return true;
  if (depth_.moves() || freq_hz_.moves() || phase_rad_.moves()) return false;
  const double radians_per_frame = dsp::kRadiansPerTurn * std::abs(freq_hz_.from) * time_.frame_s;
  tone.smooth_slope = 0.5 * depth_.from * level * radians_per_frame;
  tone.smooth_curvature = tone.smooth_slope * radians_per_frame;
  return true;
}

MonauralBeat::MonauralBeat(const MonauralBeatPatch& patch, const SynthSpec& spec,
                           const VoiceContext& context)
    : transition_(transition_of(patch, spec, context)),
      tones_(tones_of(patch, context, transition_)),
      tremolo_(patch, time_of(context), transition_),
      left_{transition_.frozen(patch.amp_lower_l), transition_.frozen(patch.amp_upper_l)},
      right_{transition_.frozen(patch.amp_lower_r), transition_.frozen(patch.amp_upper_r)} {}

void MonauralBeat::render(std::int64_t first, StereoBlock out) noexcept {
  dsp::TransitionBlock moving;
  render(progress(first, moving), out);
}

void MonauralBeat::render(const dsp::Progress& progress, StereoBlock out) noexcept {
  QuantumBuffer memory;
  const StereoBlock tones = memory.block().first(out.frames());
  tones_.render(progress, tones);
  const auto mix = [&](const Mix& gains, std::span<float> ear) {
    dsp::mix_pair(tones, progress.now(gains.lower), progress.now(gains.upper), progress.alpha, ear);
  };
  mix(left_, out.left);
  mix(right_, out.right);
  if (tremolo_.has_tremolo()) {
    const std::span<float> gains = tones.left;  // heard already
    tremolo_.fill(progress, gains);
    dsp::multiply(out.left, gains);
    dsp::multiply(out.right, gains);
  }
  dsp::clip(out.left);
  dsp::clip(out.right);
}

void MonauralBeat::pass(std::int64_t first) noexcept {
  dsp::TransitionBlock moving;
  tones_.pass(progress(first, moving));
}

/// The tremolo never makes it louder.
double MonauralBeat::peak_bound() const noexcept {
  return std::min(1.0, std::max(left_.largest(transition_), right_.largest(transition_)));
}

std::optional<ToneBound> MonauralBeat::Mix::tone(const CarrierPair::PhaseBounds& phases,
                                                 const CommonTremolo& tremolo,
                                                 const dsp::Transition& transition,
                                                 std::int64_t begin,
                                                 std::int64_t end) const noexcept {
  const dsp::PhaseBound &first = phases.first, &second = phases.second;
  ToneBound tone{
      .low = std::min(first.low, second.low),
      .high = std::max(first.high, second.high),
      .glide = std::max(first.glide, second.glide),
      .level = transition.largest(lower, begin, end) + transition.largest(upper, begin, end)};
  const double rise = std::abs(lower.to - lower.from) + std::abs(upper.to - upper.from);
  tone.bent_slope =
      (rise > 0 ? rise * transition.max_slope(begin, end) : 0) +
      tone.level * dsp::kRadiansPerTurn * std::max(first.bent_slope, second.bent_slope);
  if (!tremolo.modulate(tone.level, tone)) return std::nullopt;
  return tone;
}

std::optional<StereoToneBound> MonauralBeat::tones(std::int64_t begin,
                                                   std::int64_t end) const noexcept {
  const bool may_clip = !(std::max(left_.largest(transition_), right_.largest(transition_)) <= 1);
  if (!is_closed_form() || may_clip) return std::nullopt;
  const auto phases = tones_.phase_bounds(transition_, begin, end);
  if (!phases) return std::nullopt;
  const auto left = left_.tone(*phases, tremolo_, transition_, begin, end);
  const auto right = right_.tone(*phases, tremolo_, transition_, begin, end);
  if (!left || !right) return std::nullopt;
  return StereoToneBound{*left, *right};
}

MadeVoice make(const MonauralBeatPatch& patch, const SynthSpec& spec, const VoiceContext& context) {
  return std::make_unique<VoiceOf<MonauralBeat>>(MonauralBeat(patch, spec, context), context.marks);
}

}  // namespace bbplay::voices
