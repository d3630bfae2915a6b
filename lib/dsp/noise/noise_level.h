// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/model/swept_notches.h"

#include "dsp/noise/expected_peak.h"
#include "dsp/noise/noise_spectrum.h"
#include "dsp/noise/notch_modulation.h"

namespace bbplay::dsp {

/// The peak a noise voice is brought to, and the one its source has before the notches.
inline constexpr double kNoisePeak = 0.95;
inline constexpr double kSourcePeak = 0.8;

/// Gains that give a noise voice its level.
struct NoiseLevel {
  double left = 1, right = 1;
  /// The level comes from the source's, and what then exceeds kNoisePeak is cut off.
  bool clips = false;
};

/// Everything that is known in advance of how loud generated noise gets.
struct NoiseStatistics {
  NoiseLevel level;
  std::array<std::vector<GaussianStretch>, 2> ears;  // with the gains of `level`
  bool ears_differ = false;                          // else both hear the same noise
  double clustering = 1;                             // see expected_peak()
};

/// Statistics of a noise voice.
///
/// spectrum  of the source, which has unit variance behind its conditioning
/// fixed     notches behind the moving ones
/// frames    of the whole signal: longer noise is quieter
NoiseStatistics noise_statistics(const NoiseSpectrum& spectrum, const NotchMotion& motion,
                                 std::span<const StaticNotch> fixed, std::int64_t frames);

/// The gains for generated noise (format noise 10.1). The reference normalises with the peak
/// of the particular render; this is what that comes to on average.
///
/// Parameters as those of noise_statistics().
NoiseLevel expected_noise_level(const NoiseSpectrum& spectrum, const NotchMotion& motion,
                                std::span<const StaticNotch> fixed, std::int64_t frames);

/// Correlation of neighbouring samples of the conditioned source.
double lag1_correlation(const NoiseSpectrum& spectrum);

}  // namespace bbplay::dsp
