// SPDX-License-Identifier: MIT
#include "metering/true_peak.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "bbplay/dsp/block_ops.h"

namespace bbplay::app {
namespace {

constexpr std::size_t kTaps = dsp::QuarterPoints::kTaps;

double sinc(double x) {
  const double angle = std::numbers::pi * x;
  return x == 0 ? 1 : std::sin(angle) / angle;
}

/// For the point `way` of the way from the sample in the middle, of which there are two, to the
/// next one.
std::array<double, kTaps> taps_for(double way) {
  std::array<double, kTaps> taps{};
  double sum = 0;
  for (std::size_t tap = 0; tap < kTaps; ++tap) {
    const double distance = static_cast<double>(tap) - (kTaps / 2 - 1) - way;
    const double window = std::cos(std::numbers::pi * distance / (kTaps + 1));
    taps[tap] = sinc(distance) * window * window;
    sum += taps[tap];
  }
  for (double& tap : taps) tap /= sum;
  return taps;
}

}  // namespace

TruePeak::TruePeak() {
  const auto quarter = taps_for(0.25), half = taps_for(0.5);
  for (std::size_t tap = 0; tap < kTaps / 2; ++tap) {
    const double mirrored = quarter[kTaps - 1 - tap];
    filter_.even[tap] = static_cast<float>((quarter[tap] + mirrored) / 2);
    filter_.odd[tap] = static_cast<float>((quarter[tap] - mirrored) / 2);
    filter_.half[tap] = static_cast<float>(half[tap]);
  }
}

void TruePeak::hear(std::span<const float> samples) { hear(samples, dsp::peak(samples)); }

void TruePeak::hear(std::span<const float> samples, float peak) {
  peak_ = std::max(peak_, peak);
  const std::size_t count = std::min(samples.size(), kKept);
  std::ranges::copy(samples.first(count), seam_.begin() + kKept);
  peak_ = dsp::peak_between(std::span(seam_).first(kKept + count), filter_, peak_);
  peak_ = dsp::peak_between(samples, filter_, peak_);
  if (count == kKept) {
    std::ranges::copy(samples.last(kKept), seam_.begin());
  } else {
    std::copy_n(seam_.begin() + static_cast<std::ptrdiff_t>(count), kKept, seam_.begin());
  }
}

}  // namespace bbplay::app
