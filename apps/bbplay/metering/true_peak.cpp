// SPDX-License-Identifier: MIT
#include "metering/true_peak.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/dsp/block_ops.h"

namespace bbplay::app {
namespace {

constexpr std::size_t kAtATime = 4096;

double sinc(double x) {
  const double angle = std::numbers::pi * x;
  return x == 0 ? 1 : std::sin(angle) / angle;
}

}  // namespace

TruePeak::TruePeak() : line_(kTaps - 1), between_(kAtATime) {
  for (std::size_t phase = 1; phase < kPhases; ++phase) {
    auto& filter = filters_[phase - 1];
    double sum = 0;
    std::array<double, kTaps> taps{};
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      // The point lies behind sample kTaps / 2 - 1 of those that the filter sees.
      const double distance =
          static_cast<double>(tap) - (kTaps / 2 - 1) - static_cast<double>(phase) / kPhases;
      const double window = std::cos(std::numbers::pi * distance / (kTaps + 1));
      taps[tap] = sinc(distance) * window * window;
      sum += taps[tap];
    }
    for (std::size_t tap = 0; tap < kTaps; ++tap) filter[tap] = static_cast<float>(taps[tap] / sum);
  }
}

void TruePeak::hear(std::span<const float> samples) {
  peak_ = std::max(peak_, dsp::peak(samples));
  while (!samples.empty()) {
    const std::size_t count = std::min(samples.size(), kAtATime);
    line_.insert(line_.end(), samples.begin(), samples.begin() + static_cast<long>(count));
    const std::span<float> points(between_.data(), count);
    for (const auto& filter : filters_) {
      std::ranges::fill(points, 0.0f);
      for (std::size_t tap = 0; tap < kTaps; ++tap) {
        dsp::add_scaled(points, std::span(line_).subspan(tap, count), filter[tap]);
      }
      peak_ = std::max(peak_, dsp::peak(points));
    }
    line_.erase(line_.begin(), line_.begin() + static_cast<long>(count));
    samples = samples.subspan(count);
  }
}

}  // namespace bbplay::app
