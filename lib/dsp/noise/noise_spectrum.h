// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "bbplay/model/noise_color.h"

namespace bbplay::dsp {

/// One pole of the pink filter: b <- pole b + gain w; the output is the sum of all b
/// (format dsp 9).
struct PinkPole {
  double pole, gain;
};
inline constexpr std::array<PinkPole, 6> kPinkPoles = {{{0.99886, 0.0555179},
                                                        {0.99332, 0.0750759},
                                                        {0.96900, 0.1538520},
                                                        {0.86650, 0.3104856},
                                                        {0.55000, 0.5329522},
                                                        {-0.7616, -0.0168980}}};

/// Corner of the leaky integrator that stands for a random walk, Hz: a walk itself has no
/// stationary level. It is 0.1 dB down at 20 Hz and nothing above 60 Hz.
inline constexpr double kWalkCornerHz = 3;

/// Edges of the filters that noise voices put behind their source: a first-order low-pass, at 10
/// kHz where the rate allows it, and a second-order high-pass (format noise 3).
double conditioning_low_pass_hz(double rate) noexcept;
inline constexpr double kConditioningHighPassHz = 50;

/// Magnitude response of a colour and of what noise voices do to it, on any common scale.
class NoiseSpectrum {
 public:
  /// rate     Hz
  /// seconds  of the voice or layer: the exponent's profile starts at 1 / seconds
  ///
  /// A cut of 0 or of 0.49 rate and more is ignored; reversed cuts are exchanged.
  NoiseSpectrum(const NoiseColor& color, double rate, double seconds);

  /// Power profile and cuts, 0 < hz <= rate/2.
  double magnitude(double hz) const noexcept;
  /// The profile without its cuts.
  double profile(double hz) const noexcept;

  /// Behind the conditioning filters, each run there and back, so that their magnitudes are
  /// squared.
  double conditioned_magnitude(double hz) const noexcept;

  /// Where the exponent of the power density has got to at `hz`.
  double exponent(double hz) const noexcept;

  /// Equal magnitudes up to a common factor, as far as the parameters tell.
  bool same_shape(const NoiseSpectrum& other) const noexcept;

  const NoiseColor& color() const noexcept { return color_; }
  double rate() const noexcept { return rate_; }

 private:
  /// The bilinear transform's frequency axis.
  double warped(double hz) const noexcept;

  NoiseColor color_;
  double rate_;
  double lowest_hz_;                   // where the profile starts
  double inverse_octaves_;             // 1 / ln(highest / lowest); 0 when there is no room
  double low_cut_ = 0, high_cut_ = 0;  // warped; 0: none
  double low_pass_, high_pass_;        // of the conditioning, warped
};

}  // namespace bbplay::dsp
