// SPDX-License-Identifier: MIT
#include "dsp/block/vibrato_sine.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/block/turns.h"

namespace bbplay::dsp {
namespace {

double expected(const VibratoSine& sine, std::size_t i) {
  const auto frame = static_cast<double>(i);
  const double vibrato =
      std::sin(kRadiansPerTurn * fraction_of_turn(sine.vibrato_phase + sine.vibrato_step * frame));
  const double turns = sine.phase + sine.step * frame - sine.depth * vibrato;
  return std::sin(kRadiansPerTurn * fraction_of_turn(turns));
}

/// Of `hz` with a vibrato of `range_hz` peak to peak, at 44.1 kHz.
VibratoSine vibrato_of(double hz, double rate_hz, double range_hz) {
  constexpr double kRate = 44'100;
  return {0.3, hz / kRate, 0.7, rate_hz / kRate,
          0.5 * range_hz / kRate / (kRadiansPerTurn * rate_hz / kRate)};
}

TEST(VibratoSine, IsTheSineOfItsPhase) {
  for (const VibratoSine& sine :
       {vibrato_of(200, 0.05, 3), vibrato_of(200, 4, 3), vibrato_of(16'000, 8, 10),
        vibrato_of(-80, 1, 100), vibrato_of(30, -20, 5), vibrato_of(200'000, 0.001, 2),
        VibratoSine{1e6 + 0.25, 0.001, -1e5, 1e-6, -7}}) {
    ASSERT_TRUE(sine.is_slow());
    for (const std::size_t frames : {1u, 15u, 16u, 256u, 300u}) {
      std::vector<float> out(frames);
      vibrato_sine(sine, out);
      for (std::size_t i = 0; i < frames; ++i) {
        ASSERT_NEAR(out[i], expected(sine, i), 4e-7) << sine.step << " frame " << i;
      }
    }
  }
}

TEST(VibratoSine, IsAsExactAsItSaysRightUpToItsLimit) {
  // The deepest vibrato of any rate that still counts as slow.
  for (const double rate_hz : {0.01, 1.0, 30.0, 300.0, 3'000.0}) {
    VibratoSine sine = vibrato_of(1'000, rate_hz, 1e-6);
    while (sine.is_slow()) sine.depth *= 1.05;
    sine.depth /= 1.05;
    ASSERT_TRUE(sine.is_slow());
    std::vector<float> out(4'096);
    vibrato_sine(sine, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      ASSERT_NEAR(out[i], expected(sine, i), 4e-7) << rate_hz << " Hz, frame " << i;
    }
  }
}

TEST(VibratoSine, AFastAndDeepOneIsNotSlow) {
  EXPECT_FALSE(vibrato_of(200, 300, 100).is_slow());
  EXPECT_FALSE(vibrato_of(200, 0.01, 44'100).is_slow());
  EXPECT_TRUE(vibrato_of(200, 7, 20).is_slow());
}

}  // namespace
}  // namespace bbplay::dsp
