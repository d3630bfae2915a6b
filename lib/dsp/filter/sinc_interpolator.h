// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace bbplay::dsp {

/// Band-limited interpolation between the frames of a signal: a sinc of 64 zero crossings to either
/// side under a Kaiser window, accurate to 1e-6 of full scale. Every value is a function of its
/// position alone.
class SincInterpolator {
 public:
  /// cutoff  where the pass band ends, 0 < cutoff <= 1, as part of half the signal's rate: below 1
  ///         when the values are taken farther apart than the frames
  explicit SincInterpolator(double cutoff);

  /// Frames to either side of a position that a value depends on.
  std::int64_t reach() const noexcept { return reach_; }

  /// out[p] = plane p of the signal at `position`, in frames of the planes; they hold reach() frames
  /// to either side of it.
  void interpolate(std::span<const std::span<const double>> planes, double position,
                   std::span<double> out) const noexcept;

 private:
  double cutoff_;
  std::int64_t reach_;
  std::span<const double> kernel_;
};

}  // namespace bbplay::dsp
