// SPDX-License-Identifier: MIT
#include "dsp/block/gain_ops.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {
namespace {

struct Quantum {
  std::vector<double> alpha;
  std::vector<float> signal, lfo;

  Quantum() {
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const auto x = static_cast<double>(i);
      alpha.push_back(x / 200 - 0.1);  // leaves 0..1 at both ends
      signal.push_back(static_cast<float>(std::sin(0.37 * x)));
      lfo.push_back(static_cast<float>(std::cos(0.11 * x)));
    }
  }
  double alpha_or(bool moves, std::size_t i) const { return moves ? alpha[i] : 0; }
};

constexpr Ramp kGain{0.8, -0.3}, kDepth{0.2, 1.5};

TEST(GainSweeps, ScaleFollowsTheRamp) {
  const Quantum quantum;
  for (const bool moves : {false, true}) {
    std::vector<float> out = quantum.signal;
    scale(out, kGain, moves ? std::span<const double>(quantum.alpha) : std::span<const double>());
    for (std::size_t i = 0; i < kQuantum; ++i) {
      ASSERT_NEAR(out[i], kGain.at(quantum.alpha_or(moves, i)) * double{quantum.signal[i]}, 1e-7);
    }
  }
}

TEST(GainSweeps, TremoloTakesAwayAroundTheLfo) {
  const Quantum quantum;
  for (const bool moves : {false, true}) {
    std::vector<float> out = quantum.signal;
    apply_tremolo(out, quantum.lfo, kGain, kDepth,
                  moves ? std::span<const double>(quantum.alpha) : std::span<const double>());
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double alpha = quantum.alpha_or(moves, i);
      const double gain = 1 - kDepth.at(alpha) * (1 + double{quantum.lfo[i]}) / 2;
      ASSERT_NEAR(out[i], kGain.at(alpha) * gain * double{quantum.signal[i]}, 3e-7);
    }
  }
}

TEST(GainSweeps, MixPairAddsBothWithTheirGains) {
  Quantum quantum;
  const StereoBlock pair{quantum.signal, quantum.lfo};
  for (const bool moves : {false, true}) {
    std::vector<float> out(kQuantum);
    mix_pair(pair, kGain, kDepth,
             moves ? std::span<const double>(quantum.alpha) : std::span<const double>(), out);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double alpha = quantum.alpha_or(moves, i);
      ASSERT_NEAR(
          out[i],
          kGain.at(alpha) * double{quantum.signal[i]} + kDepth.at(alpha) * double{quantum.lfo[i]},
          2e-7);
    }
  }
}

TEST(GainSweeps, CrossfadeGoesFromOneGainToTheOther) {
  const Quantum quantum;
  const std::vector<float> ones(kQuantum, 1.0f);
  for (const bool moves : {false, true}) {
    std::vector<float> out = ones;
    multiply_crossfaded(out, quantum.signal, quantum.lfo, {0.25, 1},
                        moves ? std::span<const double>(quantum.alpha) : std::span<const double>());
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double blend = Ramp{0.25, 1}.at(quantum.alpha_or(moves, i));
      ASSERT_NEAR(out[i], (1 - blend) * double{quantum.signal[i]} + blend * double{quantum.lfo[i]},
                  2e-7);
    }
  }
}

TEST(GainSweeps, ToClippedWeighsAndKeepsEverythingInside) {
  std::vector<double> x(35, 0.5), level(35, 0.125);
  x[3] = 8;
  x[31] = x[34] = -8;
  level[31] = level[34] = 1.5;
  std::vector<float> out(35);
  to_clipped(x, 2, level, out);
  EXPECT_EQ(out[0], 0.125f);
  EXPECT_EQ(out[3], 1.0f);
  EXPECT_EQ(out[31], -1.0f);
  EXPECT_EQ(out[33], 0.125f);
  EXPECT_EQ(out[34], -1.0f);
}

TEST(GainSweeps, ClipKeepsEverythingInside) {
  std::vector<float> x(32, 0.5f);
  x[3] = 1.5f;
  x[31] = -7.0f;
  clip(x);
  EXPECT_EQ(x[0], 0.5f);
  EXPECT_EQ(x[3], 1.0f);
  EXPECT_EQ(x[31], -1.0f);
  std::vector<double> y(33, 0.5);
  y[3] = 1.5;
  y[32] = -7;
  clip(0.75, y);
  EXPECT_EQ(y[0], 0.5);
  EXPECT_EQ(y[3], 0.75);
  EXPECT_EQ(y[32], -0.75);
}

}  // namespace
}  // namespace bbplay::dsp
