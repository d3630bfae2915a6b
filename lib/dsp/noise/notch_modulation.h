// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/fidelity.h"
#include "bbplay/model/swept_notches.h"

#include "dsp/noise/notch_cascade.h"

namespace bbplay::dsp {

/// Frequency, width and number of every moving notch at any frame, in closed form
/// (format noise 4.1, 4.3 and 4.4).
///
/// Corrected fidelity repairs three things: a notch that would leave the audible range stays at its
/// edge instead of dropping out (E11), a rising stage count reaches its end value, which in the
/// reference it misses by one, and a lower limit without an end value stays where it is instead of
/// moving to the upper one (NotchSweep::low_end_is_high).
class NotchMotion {
 public:
  /// moving   the transition form: two passes, LFO phase summed up frame by frame
  /// curve    alpha of the voice
  NotchMotion(const SweptNotches& notches, bool moving, const TransitionCurve& curve, int rate,
              Fidelity fidelity);

  std::size_t sweeps() const noexcept { return sweeps_.size(); }
  /// 0 without sweeps.
  int passes() const noexcept { return passes_; }
  /// Largest stage count the sweep can have.
  int most_stages(std::size_t sweep) const noexcept { return sweeps_[sweep].most_stages; }
  /// Where both ears hear the same the right one can be a copy of the left.
  bool ears_differ() const noexcept { return ears_differ_; }
  int rate() const noexcept { return rate_; }

  /// What everything follows from at one frame.
  struct Moment {
    double lfo_turns = 0;
    double alpha = 0;
  };
  Moment moment(std::int64_t frame) const noexcept;

  /// -1 .. 1
  double lfo(Moment moment, int pass, Ear ear) const noexcept;

  struct Notch {
    double hz = 0, q = 1;
    int stages = 0;  // 0: nothing there
  };
  Notch notch(std::size_t sweep, double lfo, double alpha) const noexcept;

  /// Bounds of what moves, at any frame; without sweeps such as no filter has trouble with.
  struct Extremes {
    double lowest_hz, highest_q;
  };
  Extremes extremes() const noexcept;

  /// Seconds after which the LFO repeats itself; 0 when it does not.
  double period_s() const noexcept;

  /// Frames a cascade needs to forget that it began with wrong states, to 3e-7 of full scale, per
  /// pass; at most 30 s (format noise 10.4).
  std::int64_t settling_frames() const noexcept;

 private:
  struct Sweep {
    NotchSweep range;
    int most_stages = 1;
  };
  double lowest_hz(const Sweep& sweep) const noexcept;

  std::vector<Sweep> sweeps_;
  Ramp lfo_hz_;
  Ramp ear_offset_turns_, pass_offset_turns_;
  TransitionCurve curve_;
  bool triangle_, moving_, corrected_;
  int rate_;
  int passes_;
  bool ears_differ_;
};

/// What settling_frames() says for one kind of notch.
double notch_settling_frames(double hz, double q, int stages, int rate) noexcept;

}  // namespace bbplay::dsp
