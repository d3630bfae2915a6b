// SPDX-License-Identifier: MIT
#include "dsp/spatial/auto_pan.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

using Bypass = AutoPan::Bypass;

constexpr double kPi = std::numbers::pi;
constexpr int kRate = 8000;

PanPatch patch_of(Ramp low, Ramp high, Ramp freq_hz, Ramp phase_rad = {0, 0}, int type = 0) {
  PanPatch patch;
  patch.pan = {0, 0};
  patch.range_min = low;
  patch.range_max = high;
  patch.freq_hz = freq_hz;
  patch.phase_rad = phase_rad;
  patch.type = {type};
  return patch;
}

struct Gains {
  std::vector<double> left, right;
};

Gains gains_of(AutoPan pan, const Transition& transition, std::int64_t frames,
               std::int64_t first = 0) {
  Gains gains;
  for (std::int64_t at = first; at < first + frames; at += std::int64_t{kQuantum}) {
    QuantumBuffer ones;
    std::fill_n(ones.left, kQuantum, 1.0f);
    std::fill_n(ones.right, kQuantum, 1.0f);
    TransitionBlock memory;
    pan.apply(transition.at(at, memory), ones.block());
    gains.left.insert(gains.left.end(), ones.left, ones.left + kQuantum);
    gains.right.insert(gains.right.end(), ones.right, ones.right + kQuantum);
  }
  gains.left.resize(static_cast<std::size_t>(frames));
  gains.right.resize(static_cast<std::size_t>(frames));
  return gains;
}

/// The positions that gave the gains.
std::vector<double> positions_of(const Gains& gains) {
  std::vector<double> out;
  for (std::size_t i = 0; i < gains.left.size(); ++i) {
    out.push_back(std::atan2(gains.right[i], gains.left[i]) * 4 / kPi - 1);
  }
  return out;
}

bool is_bypassed(const PanPatch& patch, Bypass bypass, const Transition& transition) {
  const Gains gains = gains_of(AutoPan(patch, bypass, transition, kRate, 400, Fidelity::reference),
                               transition, 400);
  return std::all_of(gains.left.begin(), gains.left.end(), [](double g) { return g == 1; });
}

TEST(AutoPan, ASmallEnoughPanLeavesTheSignalAlone) {
  const Transition still;
  EXPECT_TRUE(
      is_bypassed(patch_of({-1e-8, -1e-8}, {1e-8, 1e-8}, {-1e-8, -1e-8}), Bypass::still, still));
  EXPECT_FALSE(is_bypassed(patch_of({0, 0}, {0, 0}, {-1, -1}), Bypass::still, still));
  EXPECT_FALSE(is_bypassed(patch_of({0, 0}, {2e-8, 2e-8}, {0, 0}), Bypass::still, still));
}

TEST(AutoPan, AnEndThatIsNeverReachedCountsForTheBinauralBeatOnly) {
  const Transition never(0.05, 400, {1, std::nullopt, "linear"});
  const PanPatch patch = patch_of({0, 0.5}, {0, 0.5}, {0, 0});
  EXPECT_FALSE(is_bypassed(patch, Bypass::moving_ends, never));
  EXPECT_TRUE(is_bypassed(patch, Bypass::moving_values, never));
}

TEST(AutoPan, TheSlowestSwingDoesNotDriftInEightHours) {
  const std::int64_t first = std::int64_t{8} * 3600 * 44'100 / 256 * 256;
  const Transition transition;
  const AutoPan pan(patch_of({-1, -1}, {1, 1}, {0.1, 0.1}), Bypass::still, transition, 44'100,
                    2 * first, Fidelity::reference);
  const std::vector<double> positions = positions_of(gains_of(pan, transition, 1024, first));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto frame = static_cast<double>(first + static_cast<std::int64_t>(i));
    const double cycles = std::fmod(frame, 441'000) / 441'000;
    ASSERT_NEAR(positions[i], std::sin(2 * kPi * cycles), 1e-6);
  }
}

TEST(AutoPan, AFrequencyThatCrossesZeroCountsByItsSize) {
  const std::int64_t frames = 4000;
  const Transition transition(0.5, frames, {0.1, 0.3, "logarithmic"});
  const Ramp hz{-30, 20};
  const AutoPan pan(patch_of({-0.4, -0.9}, {0.3, 0.8}, hz, {0.2, 1}, 2), Bypass::still, transition,
                    kRate, frames, Fidelity::reference);
  EXPECT_TRUE(pan.is_closed_form());
  const std::vector<double> positions = positions_of(gains_of(pan, transition, frames));
  double cycles = 0;
  for (std::int64_t i = 0; i < frames; ++i) {
    const double alpha = transition.curve().at(i);
    const double q = Ramp{0.2, 1}.at(alpha) / (2 * kPi) + cycles;
    const bool even = std::fmod(std::floor(q), 2) == 0;
    const double limit = even ? Ramp{0.3, 0.8}.at(alpha) : Ramp{-0.4, -0.9}.at(alpha);
    ASSERT_NEAR(positions[static_cast<std::size_t>(i)], limit * (q - std::floor(q)), 1e-6) << i;
    cycles += std::abs(hz.at(alpha)) / kRate;
  }
}

TEST(AutoPan, AnExpressionThatCrossesZeroIsAddedUpAsItPlays) {
  const std::int64_t frames = 2048;
  const Transition transition(0.256, frames, {0, std::nullopt, "np.sin(6*alpha)"});
  const PanPatch patch = patch_of({-1, -1}, {1, 1}, {1, 30});
  AutoPan pan(patch, Bypass::still, transition, kRate, frames, Fidelity::reference);
  EXPECT_FALSE(pan.is_closed_form());
  const std::vector<double> positions = positions_of(gains_of(pan, transition, frames));
  double cycles = 0;
  for (std::int64_t i = 0; i < frames; ++i) {
    ASSERT_NEAR(positions[static_cast<std::size_t>(i)], std::sin(2 * kPi * cycles), 1e-6) << i;
    cycles += std::abs(Ramp{1, 30}.at(transition.curve().at(i))) / kRate;
  }
}

double largest_jump(int type, Fidelity fidelity) {
  const Transition transition;
  const AutoPan pan(patch_of({-1, -1}, {1, 1}, {2.5, 2.5}, {0, 0}, type), Bypass::still, transition,
                    kRate, kRate, fidelity);
  const std::vector<double> positions = positions_of(gains_of(pan, transition, kRate));
  double jump = 0;
  for (std::size_t i = 1; i < positions.size(); ++i) {
    jump = std::max(jump, std::abs(positions[i] - positions[i - 1]));
  }
  return jump;
}

TEST(AutoPan, CorrectedFidelityTakesFiveMillisecondsForTheJump) {
  for (const int type : {1, 2}) {
    EXPECT_GT(largest_jump(type, Fidelity::reference), 0.99);
    EXPECT_LT(largest_jump(type, Fidelity::corrected), 1.1 / (0.005 * kRate));
  }
}

}  // namespace
}  // namespace bbplay::dsp
