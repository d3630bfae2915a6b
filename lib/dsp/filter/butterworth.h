// SPDX-License-Identifier: MIT
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace bbplay::dsp {

/// One second-order section, y_n = b0 x_n + b1 x_{n-1} + b2 x_{n-2} - a1 y_{n-1} - a2 y_{n-2}; of
/// a first-order section b2 and a2 are 0. A filter is a list of them, in any order.
struct Section {
  double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
  bool operator==(const Section&) const = default;
};

/// Butterworth filters by the bilinear transform with pre-warped edges (format dsp 8).
///
/// order    of the prototype, >= 1; a band-pass has twice as many poles
/// hz       -3 dB frequencies, 0 < hz < rate / 2, low_hz < high_hz
/// returns  low-pass with gain 1 at 0 Hz, high-pass with gain 1 at rate / 2, band-pass with gain 1
///          at its centre
std::vector<Section> butterworth_low_pass(int order, double hz, double rate);
std::vector<Section> butterworth_high_pass(int order, double hz, double rate);
std::vector<Section> butterworth_band_pass(int order, double low_hz, double high_hz, double rate);

/// Frequency response at `turns` = frequency / rate.
std::complex<double> response(std::span<const Section> sections, double turns);

}  // namespace bbplay::dsp
