// SPDX-License-Identifier: MIT
#include "voices/modulation/modulator.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::voices {
namespace {

constexpr double kDt = 1.0 / 8'000;
constexpr std::int64_t kFrames = 8'000;
constexpr double kTurn = 2 * std::numbers::pi;

dsp::Transition whole_second(const char* curve = "linear") {
  return {1.0, kFrames, {0.2, 0.5, curve}};
}

std::vector<double> sines(const Modulator& modulator, const dsp::Transition& transition,
                          std::int64_t first) {
  dsp::TransitionBlock memory;
  std::vector<double> out(kQuantum);
  modulator.sines(transition.at(first, memory), out);
  return out;
}

TEST(Modulator, ASteadyOneFollowsItsFormulaEightHoursIn) {
  const Modulator modulator({200.37, 200.37}, {0.4, 0.4}, PhaseLaw::product, kDt, {});
  const std::int64_t first = 8'000 * 3'600 * std::int64_t{8} / 256 * 256;
  const std::vector<double> out = sines(modulator, {}, first);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const auto cycles = static_cast<long double>(first + static_cast<std::int64_t>(i)) *
                        static_cast<long double>(kDt) * 200.37L;
    const long double turns = cycles - std::floor(cycles);
    EXPECT_NEAR(out[i], std::sin(kTurn * static_cast<double>(turns) + 0.4), 2e-8);
  }
}

TEST(Modulator, ProductIsFrequencyTimesTime) {
  const dsp::Transition transition = whole_second("exponential");
  const Modulator modulator({4, 14}, {0.3, -0.9}, PhaseLaw::product, kDt, transition);
  for (const std::int64_t first : {0, 1'536, 2'048, 7'680}) {
    const std::vector<double> out = sines(modulator, transition, first);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const std::int64_t frame = first + static_cast<std::int64_t>(i);
      const double alpha = transition.curve().at(frame);
      const double phase = kTurn * (4 + 10 * alpha) * static_cast<double>(frame) * kDt;
      EXPECT_NEAR(out[i], std::sin(phase + 0.3 - 1.2 * alpha), 1e-11) << frame;
    }
  }
}

TEST(Modulator, SumAddsUpTheFrequenciesOfAllEarlierFrames) {
  for (const char* curve : {"linear", "logarithmic", "exponential", "alpha**3"}) {
    const dsp::Transition transition = whole_second(curve);
    const Modulator modulator({-40, 300}, {0.3, -0.9}, PhaseLaw::sum, kDt, transition);
    double turns = 0;
    for (std::int64_t first = 0; first < kFrames; first += 256) {
      const std::vector<double> out = sines(modulator, transition, first);
      for (std::size_t i = 0; i < kQuantum; ++i) {
        const double alpha = transition.curve().at(first + static_cast<std::int64_t>(i));
        ASSERT_NEAR(out[i], std::sin(kTurn * turns + 0.3 - 1.2 * alpha), 1e-9) << curve;
        turns += kDt * (-40 + 340 * alpha);
      }
    }
  }
}

TEST(Modulator, ARatioMultipliesTheWholePhase) {
  const dsp::Transition transition = whole_second();
  const Modulator modulator({190, 260}, {2.5, 2.5}, PhaseLaw::sum, kDt, transition);
  dsp::TransitionBlock memory;
  std::vector<double> turns(kQuantum), partial(kQuantum);
  const dsp::Progress progress = transition.at(5'120, memory);
  double cycles = 0;
  for (std::int64_t frame = 0; frame < 5'120; ++frame) {
    cycles += kDt * (190 + 70 * transition.curve().at(frame));
  }
  modulator.cosines(progress, partial, 2.37);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double phase = kTurn * cycles + 2.5;
    ASSERT_NEAR(partial[i], std::cos(2.37 * phase), 1e-8);
    cycles += kDt * (190 + 70 * progress.alpha[i]);
  }
}

TEST(Modulator, GoesOnBeforeTheFirstFrameAtTheFrequencyItStartsWith) {
  // Already under way at the start.
  const dsp::Transition transition(1.0, kFrames, {-0.5, 1.0, "linear"});
  const Modulator modulator({100, 200}, {0, 0}, PhaseLaw::sum, kDt, transition);
  const double start_hz = 100 + 100 * transition.curve().at(0);
  for (const std::int64_t first : {-256, -2'048}) {
    const std::vector<double> out = sines(modulator, transition, first);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double t = static_cast<double>(first + static_cast<std::int64_t>(i)) * kDt;
      ASSERT_NEAR(out[i], std::sin(kTurn * start_hz * t), 1e-10);
    }
  }
}

TEST(Modulator, EqualEndsAreSteadyToTheLastBit) {
  const dsp::Transition transition = whole_second();
  const Modulator moving({7, 7}, {0.1, 0.1}, PhaseLaw::product, kDt, transition);
  const Modulator steady({7, 7}, {0.1, 0.1}, PhaseLaw::sum, kDt, {});
  EXPECT_EQ(sines(moving, transition, 2'560), sines(steady, {}, 2'560));
}

TEST(ModulatorLaw, IsRepairedInCorrectedFidelityOnly) {
  EXPECT_EQ(modulator_law(Fidelity::reference), PhaseLaw::product);
  EXPECT_EQ(modulator_law(Fidelity::corrected), PhaseLaw::sum);
}

}  // namespace
}  // namespace bbplay::voices
