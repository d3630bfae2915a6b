// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bbplay::app {

inline constexpr std::size_t kPlotColumns = 1200, kPlotRows = 520;

struct FrequencyAxis {
  double low = 20, high = 20'000;  // Hz
};

/// What can be heard at a rate.
FrequencyAxis frequency_axis(int rate);

/// Colours, axes with their labels, and a scale of levels around the plot.
/// levels  dB, column by column from the lowest row
std::string spectrogram_png(const std::vector<float>& levels, const std::string& title,
                            const FrequencyAxis& frequencies, double from_s, double to_s);

}  // namespace bbplay::app
