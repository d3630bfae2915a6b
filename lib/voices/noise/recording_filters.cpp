// SPDX-License-Identifier: MIT
#include "voices/noise/recording_filters.h"

#include <algorithm>
#include <cmath>

#include "dsp/filter/butterworth.h"
#include "dsp/filter/zero_phase_in_place.h"
#include "dsp/noise/noise_level.h"
#include "dsp/noise/noise_spectrum.h"

namespace bbplay::voices {

void filter_recording(int rate, std::span<double> signal) {
  const auto low_pass = dsp::butterworth_low_pass(1, dsp::conditioning_low_pass_hz(rate), rate);
  const auto high_pass = dsp::butterworth_high_pass(2, dsp::kConditioningHighPassHz, rate);
  dsp::zero_phase_in_place(low_pass.front(), 3 * (1 + 1), signal);
  dsp::zero_phase_in_place(high_pass.front(), 3 * (2 + 1), signal);
}

std::vector<double> conditioned_recording(std::vector<double> signal, int rate) {
  filter_recording(rate, signal);
  double peak = 0;
  for (const double x : signal) peak = std::max(peak, std::abs(x));
  for (double& x : signal) x *= scale_to_source_peak(peak);
  return signal;
}

double scale_to_source_peak(double peak) noexcept {
  constexpr double kSilence = 1e-8;
  return dsp::kSourcePeak / (peak + kSilence);
}

}  // namespace bbplay::voices
