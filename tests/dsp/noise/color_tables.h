// SPDX-License-Identifier: MIT
/// The reference's measured noise colours, and how their spectra are measured.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "bbplay/model/noise_color.h"

namespace bbplay::test {

inline constexpr std::size_t kBands = 10;
using Bands = std::array<double, kBands>;  // octaves round 31.25 Hz .. 16 kHz, dB

struct ColorTarget {
  std::string name;
  NoiseColor color;
  Bands expected_db;            // of the formula; of noise_stats.json the mean over its runs
  Bands measured_db;            // by the reference
  double level_law_dbfs = 0;    // noise_stats.json only
  double lag1_correlation = 0;  // noise_stats.json only
};

/// tests/golden/dsp/noise_psd_targets.json: plain colours, relative to the 1 kHz band.
const std::vector<ColorTarget>& plain_colors();
/// Tolerances that go with them.
const Bands& plain_color_tolerance_db();

/// tests/golden/noise/noise_stats.json: colours as a noise voice conditions them, relative to the
/// total power.
const std::vector<ColorTarget>& conditioned_colors();

/// Mean power density (plain colours, 1 kHz band = 0 dB) or power (conditioned, total = 0 dB) of
/// the octave bands, from a power spectrum whose bin k stands at k bin_hz.
Bands density_bands_db(std::span<const double> power, double bin_hz);
Bands power_bands_db(std::span<const double> power, double bin_hz);

/// Welch's estimate with a Hann window of `length` and half overlap: length/2 bins.
std::vector<double> welch(std::span<const float> signal, std::size_t length);

}  // namespace bbplay::test
