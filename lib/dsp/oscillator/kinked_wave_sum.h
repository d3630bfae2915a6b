// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace bbplay::dsp {

/// B2({start}) + B2({start + step}) + ... of `count` terms, where B2(x) = x^2 - x + 1/6 and {x} is
/// the fraction of x. Takes a time that grows with the logarithm of `count`.
double sum_of_parabolas(std::int64_t count, double start, double step) noexcept;

/// The sum of the frames of a triangle or skewed sine of constant rate up to any frame: what such a
/// vibrato has added to a phase (shapes: dsp/oscillator/lfo.h).
///
/// Between two kinks of the wave a sum of frames is the integral from half a frame before the first
/// to half a frame after the last, less 1/24 of the change of the slope. A kink in between adds to
/// that by where it is between two frames: -1/2 of the change of the slope times B2 of the fraction.
/// Kinks are evenly spaced, so the sum over all of them is one of parabolas.
class KinkedWaveSum {
 public:
  /// Nothing for a wave that is too fast for that.
  ///
  /// start_turns, turns_per_frame  of the position in the cycle
  /// level    of the wave; the error of level times the sum stays below 1e-9
  /// frames   up to which the sum is asked for
  static std::optional<KinkedWaveSum> of(bool triangle, double skew, double start_turns,
                                         double turns_per_frame, double level, std::int64_t frames);

  /// Of frames 0 .. n - 1. Remembers the sum over the kinks until the next one comes, which makes no
  /// difference to what it returns.  [audio thread]
  double before(std::int64_t n) noexcept;
  /// sums[i] = before(n + i stride)  [audio thread]
  void before(std::int64_t n, std::int64_t stride, std::span<double> sums) noexcept;

  /// Largest change of the wave from one frame to the next.
  double max_slope() const noexcept;

 private:
  KinkedWaveSum() = default;

  /// One of the two kinks of every cycle.
  struct Kinks {
    std::int64_t first = 0;   // cycle of the first one
    double frame = 0;         // where that is
    double slope_change = 0;  // per turn
    std::int64_t count = -1;  // of those that `sum` is over
    double sum = 0;
  };
  double integral(double position) const noexcept;
  double slope(double position) const noexcept;
  double over_kinks(Kinks& kinks, std::int64_t last) const noexcept;

  bool triangle_ = false;
  double level_ = 1;   // times the sign of the direction
  double rise_ = 0.5;  // part of the cycle before the second kink
  double mean_ = 0;
  double start_ = 0, step_ = 0;
  double first_integral_ = 0, first_slope_ = 0;  // half a frame before frame 0
  Kinks kinks_[2];
};

}  // namespace bbplay::dsp
