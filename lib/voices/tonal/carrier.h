// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "dsp/oscillator/frequency_sum.h"
#include "dsp/oscillator/lfo.h"
#include "dsp/transition/transition.h"

namespace bbplay::voices {

/// In what order the carriers of a synth function count (format voices-tonal 2 to 5).
struct CarrierRules {
  double frame_s = 0;  // time step of every running sum
  dsp::TimeAxis time;  // of frequencies that are multiplied with the time instead

  /// The vibrato's position is a running sum, a frame ahead, and not a product.
  bool vibrato_runs = false;
  /// Frame 0 is at the start phase, not one step behind it.
  bool starts_on_phase = false;
  /// The carrier stops at 0 Hz before the vibrato is added, too.
  bool vibrato_above_zero = false;
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

/// How fast a phase turns, in turns per frame, and how fast that changes.
struct PhaseBound {
  double low = 0, high = 0;  // slope
  double glide = 0;          // largest change of the slope from one frame to the next
  double bent_slope = 0;     // of an addend whose slope may jump; not within low and high
};

/// The phase of one oscillator with a moving frequency and a vibrato, in turns.
///
/// What the phase needs is decided once: a straight line, a sum in closed form (of the sweep, of a
/// constant sine vibrato), or a running sum for everything that has none.
class Carrier {
 public:
  /// frames  of the voice
  Carrier(Ramp hz, const Vibrato& vibrato, double start_turns, const CarrierRules& rules,
          const dsp::Transition& motion, std::int64_t frames);

  /// Phases of the next quantum, in order unless is_closed_form().  [audio thread]
  void fill(const dsp::Progress& progress, std::span<double> turns) noexcept;

  bool is_closed_form() const noexcept { return law_ != Law::running; }
  void reset() noexcept { running_turns_ = start_turns_; }

  /// The same phases in all frames, of two carriers with the same rules and motion. Never true with
  /// a vibrato.
  bool equals(const Carrier& other) const noexcept;

  /// A line has a phase() for every frame and the same step() in all of them.
  bool is_line() const noexcept { return law_ == Law::line && vibrato_gain_ == 0; }
  double phase(std::int64_t frame) const noexcept;
  double step() const noexcept { return step_; }

  /// What is known of the phase from frame `begin` to `end`, between the frames, too; nothing of a
  /// running sum, or of a frequency that is held at 0 Hz.
  std::optional<PhaseBound> phase_bound(const dsp::Transition& motion, std::int64_t begin,
                                        std::int64_t end) const noexcept;

 private:
  enum class Law { line, sweep, running };

  void choose_law(const dsp::Transition& motion, std::int64_t frames);
  bool sum_up_sine_vibrato(double lowest_hz);
  void sweep_on(const dsp::Progress& progress, std::span<double> turns) const noexcept;
  double add_up(double start, std::span<double> steps) const noexcept;
  void deviations(const dsp::Progress& progress, std::span<double> hz) const noexcept;
  void vibrato_turns(const dsp::Progress& progress, std::span<double> turns) const noexcept;
  void add_sine_vibrato(const dsp::Progress& progress, std::span<double> turns) const noexcept;

  Law law_ = Law::line;
  Ramp hz_;
  Vibrato vibrato_;
  CarrierRules rules_;
  double start_turns_;

  double step_ = 0;           // of a line: turns per frame
  dsp::FrequencySum sum_;     // of a sweep
  double running_turns_ = 0;  // of a running sum: the phase where the next quantum starts
  bool has_vibrato_ = false;  // that has to be added up frame by frame
  // Of a sine vibrato in closed form: gain (origin - sin(start + step i)) turns are added.
  double vibrato_gain_ = 0, vibrato_origin_ = 0, vibrato_start_ = 0, vibrato_step_ = 0;
};

}  // namespace bbplay::voices
