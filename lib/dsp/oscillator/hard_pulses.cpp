// SPDX-License-Identifier: MIT
#include "dsp/oscillator/hard_pulses.h"

#include <algorithm>
#include <cmath>

namespace bbplay::dsp {
namespace {

/// x without whole multiples of y > 0, in 0 .. y: exact, like fmod, but without its loop over all
/// binary places between the two.
double modulo(double x, double y) noexcept {
  const double times = std::floor(x / y);
  const double rest = std::fma(-times, y, x);
  if (rest < 0) return std::fma(-(times - 1), y, x);
  if (rest >= y) return std::fma(-(times + 1), y, x);
  return rest;
}

}  // namespace

HardPulses::HardPulses(double rate_hz, int frames_per_second, double offset_cycles, double ramp,
                       double gap, bool squared) noexcept
    : frames_per_second_(frames_per_second),
      cycle_s_(1 / rate_hz),
      offset_s_(offset_cycles * cycle_s_),
      audible_s_((1 - gap) * cycle_s_),
      squared_(squared) {
  const double both_edges_s = std::clamp(2 * audible_s_ * ramp, 0.0, audible_s_);
  edge_s_ = both_edges_s / 2;
  fall_begins_s_ = edge_s_ + (audible_s_ - both_edges_s);
}

bool HardPulses::sounds(double position_s) const noexcept {
  if (position_s >= audible_s_) return false;
  if (!squared_) return true;
  if (position_s < edge_s_) return position_s / edge_s_ > 0;
  if (position_s >= fall_begins_s_) return 1 - (position_s - fall_begins_s_) / edge_s_ > 0;
  return true;
}

void HardPulses::fill(std::int64_t first, std::span<float> gains) const noexcept {
  const auto start = static_cast<double>(first);
  for (std::size_t i = 0; i < gains.size(); ++i) {
    const double seconds = (start + static_cast<double>(i)) / frames_per_second_;
    gains[i] = sounds(modulo(seconds + offset_s_, cycle_s_)) ? 1.0f : 0.0f;
  }
}

}  // namespace bbplay::dsp
