// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/gain_ops.h"
#include "dsp/oscillator/hard_pulses.h"
#include "dsp/oscillator/pulse_envelope.h"
#include "voices/synths.h"
#include "voices/tonal/binaural_beat.h"
#include "voices/tonal/harmonic_suppression.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {
namespace {

/// The pulses of one ear at one end of the transition. Their time starts with the voice and counts
/// in 1 / rate.
class EarPulses {
 public:
  enum class Shape { trapezoid, square, raised_cosine };  // as in kPulseShapes

  EarPulses(double rate_hz, double ramp, double gap, double offset_cycles, double depth, int shape,
            int frames_per_second)
      : rate_hz_(rate_hz),
        pulse_(std::clamp(ramp, 0.0, 1.0), std::clamp(gap, 0.0, 1.0)),
        offset_cycles_(offset_cycles),
        depth_(std::clamp(depth, 0.0, 1.0)),
        shape_(static_cast<Shape>(shape)),
        frames_per_second_(frames_per_second) {
    const bool squared = shape_ == Shape::square && pulse_.edge > 0;
    if (!is_steady() && (squared || pulse_.edge == 0)) {
      hard_.emplace(rate_hz, frames_per_second, offset_cycles, std::clamp(ramp, 0.0, 1.0),
                    std::clamp(gap, 0.0, 1.0), squared);
    }
  }

  bool is_steady() const noexcept { return rate_hz_ <= 0 || depth_ == 0; }

  void fill(std::int64_t first, std::span<float> gains) const noexcept {
    if (is_steady()) {
      std::fill(gains.begin(), gains.end(), 1.0f);
      return;
    }
    if (hard_) {
      hard_->fill(first, gains);
    } else {
      double memory[kQuantum];
      const std::span<double> turns = std::span(memory).first(gains.size());
      dsp::pulse_turns(first, rate_hz_, frames_per_second_, offset_cycles_, turns);
      dsp::trapezoid_pulses(pulse_, turns, gains);
      if (shape_ == Shape::raised_cosine) dsp::round_off(gains);
    }
    if (depth_ < 1) dsp::lift(gains, depth_);
  }

 private:
  double rate_hz_;
  dsp::Trapezoid pulse_;
  double offset_cycles_, depth_;
  Shape shape_;
  int frames_per_second_;
  std::optional<dsp::HardPulses> hard_;  // of squares, and of anything without ramps
};

/// Both ends of the transition of one ear: two pulse trains, each at its own fixed rate, of which
/// one fades over into the other.
struct FadingPulses {
  EarPulses from, to;

  static void apply(const EarPulses& pulses, std::int64_t first, std::span<float> signal) noexcept {
    if (pulses.is_steady()) return;
    float memory[kQuantum];
    const std::span<float> gains = std::span(memory).first(signal.size());
    pulses.fill(first, gains);
    dsp::multiply(signal, gains);
  }

  void apply(const dsp::Progress& progress, Ramp blend, std::span<float> signal) const noexcept {
    if (blend.is(0)) return apply(from, progress.first, signal);
    if (blend.is(1)) return apply(to, progress.first, signal);
    if (from.is_steady() && to.is_steady()) return;
    float memory[2][kQuantum];
    const std::span<float> gains = std::span(memory[0]).first(signal.size());
    const std::span<float> other = std::span(memory[1]).first(signal.size());
    from.fill(progress.first, gains);
    to.fill(progress.first, other);
    dsp::multiply_crossfaded(signal, gains, other, blend, progress.alpha);
  }
};

double rate_or(double rate_hz, double otherwise) { return rate_hz > 0 ? rate_hz : otherwise; }

/// ear: the pulses of that ear as its rows say, with the rates of both ears and the beat behind it.
struct EarRows {
  Ramp rate_hz, ramp, gap, offset, depth;
  ChoiceEnds shape;
};

FadingPulses pulses_of(const EarRows& ear, Ramp common_rate, Ramp beat, int frames_per_second) {
  const double from_rate = rate_or(ear.rate_hz.from, rate_or(common_rate.from, beat.from));
  const double to_rate = rate_or(ear.rate_hz.to, rate_or(common_rate.to, beat.to));
  return {EarPulses(from_rate, ear.ramp.from, ear.gap.from, ear.offset.from, ear.depth.from,
                    ear.shape.from, frames_per_second),
          EarPulses(to_rate, ear.ramp.to, ear.gap.to, ear.offset.to, ear.depth.to, ear.shape.to,
                    frames_per_second)};
}

BinauralBeatPatch carrier_of(const DualPulsePatch& patch) {
  BinauralBeatPatch carrier = patch.carrier;
  if (!patch.force_mono.is(0)) carrier.beat_freq_hz = {0, 0};
  return carrier;
}

/// A binaural beat with pulses in each ear (format voices-tonal 8 and 9). The reference
/// hands on no phases because it fails there; here they are those of the beat.
class DualPulse {
 public:
  DualPulse(const DualPulsePatch& patch, const SynthSpec& spec, const VoiceContext& context)
      : DualPulse(patch, spec, context, binaural_transition(patch, spec, context)) {}

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::TransitionBlock moving;
    const dsp::Progress progress = beat_.progress(first, moving);
    beat_.render(progress, out);
    left_.apply(progress, progress.now(blend_), out.left);
    right_.apply(progress, progress.now(blend_), out.right);
  }

  void reset() noexcept { beat_.reset(); }
  bool renews() const noexcept { return beat_.renews(); }
  std::int64_t entry_before(std::int64_t frame) const noexcept { return beat_.entry_before(frame); }
  void enter(std::int64_t entry) noexcept { beat_.enter(entry); }
  bool has_sums() const noexcept { return beat_.has_sums(); }
  template <class Visit>
  void visit_sums(Visit&& visit) noexcept {
    beat_.visit_sums(visit);
  }
  void pass(std::int64_t first) noexcept { beat_.pass(first); }
  bool is_closed_form() const noexcept { return beat_.is_closed_form(); }
  double peak_bound() const noexcept { return beat_.peak_bound(); }
  std::int64_t last_quantum() const noexcept { return beat_.last_quantum(); }
  std::optional<CarriedPhases> final_phases() const { return beat_.final_phases(); }

 private:
  DualPulse(const DualPulsePatch& patch, const SynthSpec& spec, const VoiceContext& context,
            const dsp::Transition& transition)
      : blend_(transition.frozen({0, 1})),
        beat_(carrier_of(patch), spec, context, transition),
        left_(pulses_of(
            {patch.pulses.rate_hz_l, patch.pulses.ramp_fraction_l, patch.pulses.gap_fraction_l,
             patch.pulses.offset_cycles_l, patch.pulses.depth_l, patch.pulses.shape_l},
            patch.pulses.rate_hz, patch.carrier.beat_freq_hz, context.rate)),
        right_(pulses_of(
            {patch.pulses.rate_hz_r, patch.pulses.ramp_fraction_r, patch.pulses.gap_fraction_r,
             patch.pulses.offset_cycles_r, patch.pulses.depth_r, patch.pulses.shape_r},
            patch.pulses.rate_hz, patch.carrier.beat_freq_hz, context.rate)) {}

  Ramp blend_;
  BinauralBeat beat_;
  FadingPulses left_, right_;
};

}  // namespace

MadeVoice make(const DualPulsePatch& patch, const SynthSpec& spec, const VoiceContext& context) {
  const Ramp base = patch.carrier.base_freq_hz;
  const double carrier_hz = spec.moving ? std::max(0.0, 0.5 * (base.from + base.to)) : base.from;
  return make_suppressed(DualPulse(patch, spec, context), !patch.harmonic_suppression.is(0),
                         carrier_hz, context);
}

}  // namespace bbplay::voices
