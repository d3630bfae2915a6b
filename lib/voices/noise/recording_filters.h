// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

namespace bbplay::voices {

/// A recording as it is played in place of noise (format noise 3): zero-phase low-pass at 10 kHz and
/// high-pass at 50 Hz.
void filter_recording(int rate, std::span<double> signal);

/// The same of a whole recording, brought to a peak of 0.8.
std::vector<double> conditioned_recording(std::vector<double> signal, int rate);

/// The factor that does so.
double scale_to_source_peak(double peak) noexcept;

}  // namespace bbplay::voices
