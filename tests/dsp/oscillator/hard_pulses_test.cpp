// SPDX-License-Identifier: MIT
#include "dsp/oscillator/hard_pulses.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

/// The law of format voices-tonal 8 with the operations of the reference, one frame at a time.
float pulse_at(std::int64_t frame, int rate, double pulse_hz, double offset_cycles, double ramp,
               double gap, bool squared) {
  const double cycle = 1 / pulse_hz;
  double t = std::fmod(static_cast<double>(frame) / rate + offset_cycles * cycle, cycle);
  if (t < 0) t += cycle;
  const double audible = (1 - gap) * cycle;
  const double edges = std::clamp(2 * audible * ramp, 0.0, audible);
  const double up = edges / 2;
  const double down = up + (audible - edges);
  double height = 1;
  if (t >= audible) {
    height = 0;
  } else if (t < up) {
    height = t / up;
  } else if (t >= down) {
    height = up > 0 ? 1 - (t - down) / up : 0;
  }
  height = std::clamp(height, 0.0, 1.0);
  return static_cast<float>(squared ? height > 0 : height);
}

TEST(HardPulses, DecideEveryFrameAsTheReferenceDoes) {
  struct Case {
    double pulse_hz, offset, ramp, gap;
    bool squared;
  };
  for (const Case& c : {Case{6, 0, 0.2, 0.15, true},    // every edge falls on a frame
                        Case{6, 0, 0, 0.5, false},      //
                        Case{10, 0.25, 0.5, 0, true},   // nothing but edges
                        Case{7, -1.3, 0.1, 0.3, true},  // an offset to the left
                        Case{40, 2.5, 0, 0, false},     // always on
                        Case{3.7, 0.1, 0, 1, false},    // always off
                        Case{1e-4, 0, 0.2, 0.15, true}}) {
    for (const int rate : {44'100, 48'000, 8000}) {
      const HardPulses pulses(c.pulse_hz, rate, c.offset, c.ramp, c.gap, c.squared);
      std::vector<float> gains(40'000);
      for (const std::int64_t first : {std::int64_t{0}, std::int64_t{8} * 3600 * rate + 11}) {
        pulses.fill(first, gains);
        for (std::size_t i = 0; i < gains.size(); ++i) {
          const std::int64_t frame = first + static_cast<std::int64_t>(i);
          ASSERT_EQ(gains[i], pulse_at(frame, rate, c.pulse_hz, c.offset, c.ramp, c.gap, c.squared))
              << c.pulse_hz << " Hz at " << rate << " Hz, frame " << frame;
        }
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
