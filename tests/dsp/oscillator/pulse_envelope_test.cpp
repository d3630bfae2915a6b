// SPDX-License-Identifier: MIT
#include "dsp/oscillator/pulse_envelope.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {
namespace {

double fraction(double x) { return x - std::floor(x); }

std::vector<double> positions() {
  std::vector<double> out;
  for (std::size_t i = 0; i < kQuantum; ++i) out.push_back(-1.2 + 0.0137 * static_cast<double>(i));
  out[7] = 0;  // exactly at the start of a cycle
  out[8] = 3;
  return out;
}

TEST(Pulse, AMovingTrapezoidIsTheOneOfItsFrame) {
  const std::vector<double> turns = positions();
  std::vector<double> alpha;
  for (std::size_t i = 0; i < kQuantum; ++i) alpha.push_back(static_cast<double>(i) / kQuantum);
  const Ramp ramp{-0.3, 1.4}, gap{-0.2, 0.9}, rate{10, -10};
  std::vector<float> envelope(kQuantum);
  trapezoid_pulses(ramp, gap, rate, alpha, turns, envelope);
  const auto part = [](double x) { return std::clamp(x, 0.0, 1.0); };
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const Trapezoid pulse(part(ramp.at(alpha[i])), part(gap.at(alpha[i])));
    const double height = rate.at(alpha[i]) > 1e-9 ? pulse.height(fraction(turns[i])) : 0;
    ASSERT_NEAR(envelope[i], height, 2e-7) << i;
  }
}

TEST(Pulse, ShapesAreMadeOfTheTrapezoid) {
  std::vector<float> trapezoid(kQuantum);
  trapezoid_pulses(Trapezoid(0.3, 0.2), positions(), trapezoid);
  std::vector<float> round = trapezoid, lifted = trapezoid;
  round_off(round);
  lift(lifted, 0.4);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double e = trapezoid[i];
    ASSERT_NEAR(round[i], (1 - std::cos(std::numbers::pi * e)) / 2, 3e-7);
    ASSERT_NEAR(lifted[i], 0.6 + 0.4 * e, 1e-7);
  }
}

TEST(Pulse, WholeCyclesAreExactAfterHours) {
  std::vector<double> turns(kQuantum);
  const std::int64_t hours = std::int64_t{8} * 3600 * 48'000;
  pulse_turns(hours, 7.5, 48'000, 0.25, turns);
  EXPECT_EQ(turns[0], 8 * 3600 * 7.5 + 0.25);
  EXPECT_EQ(fraction(turns[0]), 0.25);
}

}  // namespace
}  // namespace bbplay::dsp
