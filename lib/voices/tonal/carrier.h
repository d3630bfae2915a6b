// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "dsp/block/vibrato_sine.h"
#include "dsp/oscillator/kinked_wave_sum.h"
#include "dsp/oscillator/lfo.h"
#include "dsp/oscillator/phase_accumulator.h"
#include "dsp/oscillator/swept_sine_sum.h"
#include "dsp/transition/transition.h"

namespace bbplay::voices {

/// How the phases of the carriers and vibratos of a synth function follow from their frequencies
/// (format voices-tonal 2 to 5).
struct CarrierRules {
  dsp::PhaseRules phase;
  dsp::TimeAxis time;  // of a vibrato whose phase is frequency times time

  /// The phase of the vibrato is the sum of its frequency, its own frame included, and not a
  /// product.
  bool vibrato_accumulates = false;
  /// The carrier is held at 0 Hz before the vibrato is added, and their sum again afterwards.
  bool floors_before_vibrato = false;
};

/// Frequency modulation of a carrier. Everything in it is constant or moves with the voice.
struct Vibrato {
  Ramp range_hz{0, 0};  // peak to peak
  Ramp freq_hz{0, 0};
  Ramp phase_rad{0, 0};
  Ramp skew{0, 0};
  bool triangle = false;
  Ramp muted{0, 0};  // off where this is above 0.5
};

/// The phase of one oscillator with a moving frequency and a vibrato, in turns.
///
/// A vibrato of 0 Hz is added to the frequency, and a constant sine vibrato has a sum in closed
/// form that is added to the phase. Of a constant triangle or skewed sine, and of a sine whose rate
/// or range moves along a named curve, that sum is known before every quantum, in which it then runs
/// on. Every other vibrato makes the phase a running sum from the first frame on: one that may stop
/// the carrier, that moves along an expression, or whose skew or mute moves.
class Carrier {
 public:
  /// frames  of the voice
  Carrier(Ramp hz, const Vibrato& vibrato, double start_turns, const CarrierRules& rules,
          const dsp::Transition& transition, std::int64_t frames);

  /// Phases of the next quantum, in order unless is_closed_form().  [audio thread]
  void fill(const dsp::Progress& progress, std::span<double> turns) noexcept;

  bool is_closed_form() const noexcept { return !runs_vibrato_ && phase_.is_closed_form(); }
  void reset() noexcept { phase_.reset(); }

  /// Calls visit(double&) for the sum that fill() goes on with, if there is one.
  template <class Visit>
  void visit_sums(Visit&& visit) noexcept {
    if (!is_closed_form()) visit(phase_.running_turns());
  }

  /// Whether both have the same phases in all frames, given that they have the same rules and
  /// transition. Never true with a vibrato.
  bool equals(const Carrier& other) const noexcept;

  /// Whether there is no vibrato and the frequency does not move in the frames that `progress` stands
  /// for; then the phase of the first of them, and what it grows by from each frame to the next.
  bool turns_evenly(const dsp::Progress& progress) const noexcept {
    return !has_vibrato() && stands(progress);
  }
  double first_phase(const dsp::Progress& progress) const noexcept {
    return phase_.phase_at_rest(progress);
  }
  double turns_per_frame(const dsp::Progress& progress) const noexcept {
    return phase_.turns_per_frame_at_rest(progress);
  }

  /// With a frequency and a sine vibrato that do not move in the frames that `progress` stands for:
  /// their sine.
  std::optional<dsp::VibratoSine> vibrato_sine(const dsp::Progress& progress) const noexcept;

  /// What is known of the phase from frame `begin` to `end`, between the frames, too; nothing of a
  /// running sum, or of a frequency that is held at 0 Hz.
  std::optional<dsp::PhaseBound> phase_bound(const dsp::Transition& transition, std::int64_t begin,
                                             std::int64_t end) const noexcept;

 private:
  bool has_vibrato() const noexcept {
    return runs_vibrato_ || vibrato_gain_ != 0 || sums_by_quantum();
  }
  bool sums_by_quantum() const noexcept { return swept_sum_ || kinked_sum_; }
  /// Whether the frequency without its vibrato does not move, in closed form.
  bool stands(const dsp::Progress& progress) const noexcept {
    return is_closed_form() && (progress.still() || phase_.mode() == dsp::PhaseMode::line);
  }
  bool vibrato_stands() const noexcept;
  bool vibrato_moves() const noexcept;
  double first_vibrato_turns() const noexcept;
  /// Of a sine at a constant rate, sin(2 pi (first_turns + k step)): what its frames 0 .. i add to a
  /// phase is gain (origin - sin(2 pi (start + i step))).
  struct SineSum {
    double gain = 0, origin = 0, start = 0, step = 0;
    bool is_exact() const noexcept;
  };
  SineSum sine_sum(double range_hz, double freq_hz, double first_turns) const noexcept;
  bool sum_up_sine_vibrato();
  bool sum_up_kinked_vibrato(std::int64_t frames);
  bool sum_up_swept_vibrato(const dsp::Transition& transition, std::int64_t frames);
  double vibrato_turns_before(std::int64_t frame) noexcept;
  void add_vibrato_sums(const dsp::Progress& progress, std::span<double> turns) noexcept;
  void fill_deviations(const dsp::Progress& progress, std::span<double> hz) const noexcept;
  void vibrato_turns(const dsp::Progress& progress, std::span<double> turns) const noexcept;
  double vibrato_turns_at_rest(const dsp::Progress& progress) const noexcept;
  void add_sine_vibrato(const dsp::Progress& progress, std::span<double> turns) const noexcept;
  /// By how much a vibrato changes the slope of the phase, and how fast that changes.
  struct Swing {
    double reach = 0, glide = 0;
  };
  Swing vibrato_swing(const dsp::Transition& transition, std::int64_t begin,
                      std::int64_t end) const noexcept;

  Vibrato vibrato_;
  CarrierRules rules_;
  dsp::PhaseAccumulator phase_;
  bool runs_vibrato_ = false;  // has to be added up frame by frame
  // Of a sine vibrato in closed form: gain (origin - sin(start + step i)) turns are added.
  double vibrato_gain_ = 0, vibrato_origin_ = 0, vibrato_start_ = 0, vibrato_step_ = 0;
  // Of a vibrato whose sum is known before every quantum, in turns or times vibrato_level_.
  std::optional<dsp::SweptSineSum> swept_sum_;
  std::optional<dsp::KinkedWaveSum> kinked_sum_;
  double vibrato_level_ = 0;  // turns per frame
};

}  // namespace bbplay::voices
