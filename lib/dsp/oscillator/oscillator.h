// SPDX-License-Identifier: MIT
/// Oscillators that never quite stop: an oscillator asked for zero or a negative frequency goes on
/// at 1e-9 Hz (format dsp 2, voices-modulation 3). Phases are in turns and in double.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "dsp/transition/transition.h"

namespace bbplay::dsp {

inline constexpr double kMinFrequencyHz = 1e-9;

inline double floored_hz(double hz) noexcept { return std::max(hz, kMinFrequencyHz); }

/// Adds up frequencies that are given frame by frame; the frequency of a frame counts before its
/// sine is taken, except that of frame 0, which starts at `turns`.
class RunningOscillator {
 public:
  explicit RunningOscillator(double turns = 0) noexcept : turns_(turns) {}

  /// Phases of the next hz.size() frames, dt seconds apart.  [audio thread]
  void fill(std::span<const double> hz, double dt, std::span<double> turns) noexcept;

 private:
  double turns_;
  bool started_ = false;
};

/// An oscillator whose frequency follows a transition from one end to the other:
/// turns_i = sum over k = 1..i of dt max(f0 + (f1 - f0) alpha_k, 1e-9). Starts at phase 0.
///
/// A closed form of the frame unless the curve is an expression that makes the frequency cross the
/// floor; then the frames have to be asked for in order.
///
/// It is no PhaseAccumulator: it adds up turns where that one adds up hertz, and so every phase is
/// rounded in another place, which changes the last bits of the samples.
class RampedOscillator {
 public:
  /// frames   of the voice        curve   the one whose progress is handed to fill()
  RampedOscillator(double from_hz, double to_hz, double dt, const TransitionCurve& curve,
                   std::int64_t frames);

  bool is_closed_form() const noexcept { return !runs_; }

  /// Phases of a quantum of a moving voice. turns.size() == kQuantum.  [audio thread]
  void fill(const Progress& progress, std::span<double> turns) noexcept;

  /// Back to frame 0, for the form that runs.
  void reset() noexcept { running_ = RunningOscillator(); }

 private:
  /// turns_i = offset + f (i + 1) + d E(i + 1)
  struct Piece {
    double offset = 0, f = 0, d = 0;
  };
  Piece piece(double offset, bool floored) const noexcept;
  static void fill_piece(const Piece& piece, const Progress& progress, std::size_t begin,
                         std::size_t end, double* turns) noexcept;

  double from_hz_, change_hz_, dt_;
  Piece pieces_[2];                    // before and from the crossing on
  std::int64_t crossing_ = INT64_MAX;  // first frame of the second piece
  bool runs_ = false;
  RunningOscillator running_;
};

}  // namespace bbplay::dsp
