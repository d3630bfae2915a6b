// SPDX-License-Identifier: MIT
#include "dsp/block/modulation_ops.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

using Samples = std::vector<double>;

constexpr std::size_t kLength = 77;  // no multiple of any vector

Samples wave(double step) {
  Samples out(kLength);
  for (std::size_t i = 0; i < kLength; ++i) out[i] = std::cos(0.3 + step * static_cast<double>(i));
  return out;
}

Samples way() {
  Samples out(kLength);
  for (std::size_t i = 0; i < kLength; ++i) out[i] = static_cast<double>(i) / (kLength - 1);
  return out;
}

/// Every sweep once with constant ramps and once with moving ones.
class ModulationSweep : public testing::TestWithParam<bool> {
 protected:
  bool moves() const { return GetParam(); }
  Samples alpha() const { return moves() ? way() : Samples(); }
  Ramp ramp(double from, double to) const { return {from, moves() ? to : from}; }
  double at(Ramp value, std::size_t i) const { return moves() ? value.at(way()[i]) : value.from; }
};
INSTANTIATE_TEST_SUITE_P(StillAndMoving, ModulationSweep, testing::Bool());

TEST_P(ModulationSweep, FillHoldsTheValueOfTheRamp) {
  const Ramp value = ramp(0.25, -3);
  Samples out(kLength);
  fill(value, alpha(), out);
  for (std::size_t i = 0; i < kLength; ++i) EXPECT_DOUBLE_EQ(out[i], at(value, i));
}

TEST_P(ModulationSweep, AddScaledAddsTheScaledSignal) {
  const Ramp gain = ramp(0.5, 2);
  Samples sum = wave(0.1);
  add_scaled(sum, wave(0.7), gain, alpha());
  for (std::size_t i = 0; i < kLength; ++i) {
    EXPECT_NEAR(sum[i], wave(0.1)[i] + at(gain, i) * wave(0.7)[i], 1e-15);
  }
}

TEST_P(ModulationSweep, TremoloTakesAwayUpToItsDepth) {
  const Ramp depth = ramp(0.8, 1.9);
  Samples out = wave(0.1);
  tremolo(out, wave(0.7), depth, alpha());
  for (std::size_t i = 0; i < kLength; ++i) {
    EXPECT_NEAR(out[i], wave(0.1)[i] * (1 - at(depth, i) * (1 - wave(0.7)[i]) / 2), 1e-15);
  }
}

TEST_P(ModulationSweep, ModulateRaisesAndLowers) {
  const Ramp depth = ramp(0.8, 1.9);
  Samples out = wave(0.1);
  modulate(out, wave(0.7), depth, ramp(4, 9), alpha());
  for (std::size_t i = 0; i < kLength; ++i) {
    EXPECT_NEAR(out[i], wave(0.1)[i] * (1 + at(depth, i) * wave(0.7)[i]), 1e-15);
  }
}

TEST_P(ModulationSweep, CoupleTakesOverAnEnvelope) {
  const Ramp depth = ramp(-0.5, 0.7);
  Samples out = wave(0.1);
  crossmodulate(out, wave(0.7), depth, alpha());
  for (std::size_t i = 0; i < kLength; ++i) {
    EXPECT_NEAR(out[i], wave(0.1)[i] * (1 + at(depth, i) * (wave(0.7)[i] - 1)), 1e-15);
  }
}

TEST_P(ModulationSweep, BendRaisesTheMagnitudeToAPower) {
  const Ramp shape = ramp(3, 0.2);
  Samples out = wave(0.7);
  waveshape(out, shape, alpha());
  for (std::size_t i = 0; i < kLength; ++i) {
    const double x = wave(0.7)[i];
    EXPECT_NEAR(out[i], std::copysign(std::pow(std::abs(x), 1 / at(shape, i)), x), 1e-13);
  }
}

TEST(Modulate, AFrameAtZeroHertzIsLeftAlone) {
  // The rate comes from 0 and stops there at once, or goes through 0 on the way.
  for (const Ramp hz : {Ramp{0, 5}, Ramp{-5, 5}, Ramp{5, 0}}) {
    Samples out(5, 1.0);
    modulate(out, Samples(5, 1.0), {0.5, 0.5}, hz, Samples{0, 0.25, 0.5, 0.75, 1});
    const std::size_t silent = hz.from == 0 ? 0 : hz.to == 0 ? 4 : 2;
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(out[i], i == silent ? 1.0 : 1.5) << i;
  }
  Samples out(5, 1.0);
  modulate(out, Samples(5, 1.0), {0.5, 0.5}, {0, 0}, {});
  EXPECT_EQ(out, Samples(5, 1.0));
}

TEST(Bend, KeepsZeroAndTheExtremes) {
  for (const double shape : {0.1, 0.5, 1.0, 7.0}) {
    Samples out{0, 1, -1};
    waveshape(out, {shape, shape}, {});
    EXPECT_EQ(out, (Samples{0, 1, -1})) << shape;
  }
}

TEST(Bend, ShapeZeroAndLessLeavesOnlyTheExtremes) {
  for (const double shape : {0.0, -2.0}) {
    Samples out{0, 1, -1, 0.999999, -0.5};
    waveshape(out, {shape, shape}, {});
    EXPECT_EQ(out, (Samples{0, 1, -1, 0, 0})) << shape;
  }
}

TEST(SineLine, IsTheSineOfAStraightLine) {
  for (const auto& [phase, step] : {std::pair(0.1, 0.01), {-3.7, 0.7}, {5e8, -1.25}, {0.0, 0.0}}) {
    Samples out(kLength);
    sine(phase, step, out);
    for (std::size_t i = 0; i < kLength; ++i) {
      const double turns =
          (phase - std::floor(phase)) + (step - std::floor(step)) * static_cast<double>(i);
      EXPECT_NEAR(out[i], std::sin(2 * std::numbers::pi * turns), 1e-12) << phase << ' ' << i;
    }
  }
}

TEST(Narrow, RoundsTheScaledSignal) {
  std::vector<float> out(kLength);
  to_float(wave(0.7), 0.3, out);
  for (std::size_t i = 0; i < kLength; ++i) {
    EXPECT_EQ(out[i], static_cast<float>(0.3 * wave(0.7)[i]));
  }
}

TEST(Multiply, TakesDoubles) {
  Samples out = wave(0.1);
  multiply(out, wave(0.7));
  for (std::size_t i = 0; i < kLength; ++i) EXPECT_EQ(out[i], wave(0.1)[i] * wave(0.7)[i]);
}

}  // namespace
}  // namespace bbplay::dsp
