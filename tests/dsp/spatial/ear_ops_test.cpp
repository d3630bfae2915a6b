// SPDX-License-Identifier: MIT
#include "dsp/spatial/ear_ops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

using Quantum = std::array<double, kQuantum>;

Quantum wave(double step, double size) {
  Quantum out;
  for (std::size_t i = 0; i < kQuantum; ++i)
    out[i] = size * std::sin(step * static_cast<double>(i));
  return out;
}

TEST(SmootherPair, IsTheRecursionOfEitherSignal) {
  for (const double pole : {0.0, 0.3, 0.9996, 0.999999}) {
    const double poles[2] = {pole, 0.5 * pole};
    SmootherPair pair{{poles[0], poles[1]}, {3, -2}};
    double expected[2] = {3, -2};
    for (int quantum = 0; quantum < 3; ++quantum) {
      Quantum signal[2] = {wave(0.1 + quantum, 5), wave(0.7, 1 + quantum)};
      const Quantum in[2] = {signal[0], signal[1]};
      pair.smooth(signal[0], signal[1]);
      for (std::size_t i = 0; i < kQuantum; ++i) {
        for (std::size_t k = 0; k < 2; ++k) {
          expected[k] = poles[k] * expected[k] + (1 - poles[k]) * in[k][i];
          ASSERT_NEAR(signal[k][i], expected[k], 1e-13) << pole << ", signal " << k << " at " << i;
        }
      }
      EXPECT_EQ(pair.y[0], signal[0].back());
      EXPECT_EQ(pair.y[1], signal[1].back());
    }
  }
}

TEST(KeepsPace, IsTrueWhereALimitOfTheSpeedWouldLeaveEveryBit) {
  const Quantum way = wave(0.02, 1);
  EXPECT_TRUE(keeps_pace(-0.02, way, 0.02));
  EXPECT_FALSE(keeps_pace(-0.021, way, 0.02));
  EXPECT_FALSE(keeps_pace(0, way, 0.0199));
  for (const std::size_t at : {0u, 1u, 2u, 3u, 4u, 100u, 255u}) {
    for (const double jump : {0.05, -0.05, std::nan("")}) {
      Quantum jumps = way;
      for (std::size_t i = at; i < kQuantum; ++i) jumps[i] += jump;
      EXPECT_FALSE(keeps_pace(0, jumps, 0.02)) << jump << " at " << at;
    }
  }
  const Quantum rests = wave(0, 0);
  EXPECT_TRUE(keeps_pace(0, rests, 0));
}

TEST(OpposedLevels, AreExponentialsOfOppositeSigns) {
  const Quantum sine = wave(0.05, 1);
  for (const double exponent : {0.25, -0.25, 0.08, 0.0}) {
    Quantum left, right;
    opposed_levels(exponent, sine, left, right);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      ASSERT_NEAR(left[i], std::exp(exponent * sine[i]), 3e-13) << i;
      ASSERT_NEAR(right[i], std::exp(-exponent * sine[i]), 3e-13) << i;
    }
  }
}

TEST(ReadDelayed, WeighsTheSamplesOfEveryFramesOwnAge) {
  constexpr std::size_t kHistory = 40;
  std::vector<float> line(kHistory + kQuantum);
  for (std::size_t i = 0; i < line.size(); ++i) line[i] = std::sin(static_cast<float>(i * i));
  DelayTaps taps;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    // Ages that stay for many frames, change from frame to frame, and change within a vector.
    taps.age[i] = i < 90 ? static_cast<int>(i / 9) : static_cast<int>(i * 7 % 31);
    for (std::size_t k = 0; k < 4; ++k) {
      taps.weight[k][i] = std::cos(static_cast<double>(4 * i + k));
    }
  }
  const float* const now = line.data() + kHistory;
  for (const int count : {2, 4}) {
    Quantum out;
    read_delayed(count, taps, now, out);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      double expected = 0;
      for (int k = 0; k < count; ++k) {
        expected +=
            taps.weight[k][i] *
            static_cast<double>(
                now[i - static_cast<std::size_t>(taps.age[i]) - static_cast<std::size_t>(k)]);
      }
      ASSERT_NEAR(out[i], expected, 1e-14) << count << " taps at " << i;
    }
  }
}

TEST(HearSides, GivesTheFarSignalToTheEarOfItsSide) {
  const Quantum level = wave(0.3, 1), far = wave(0.2, 1);
  Quantum side = wave(0.1, 1);
  side[7] = 0;
  std::array<float, kQuantum> near;
  for (std::size_t i = 0; i < kQuantum; ++i) near[i] = static_cast<float>(i);
  Quantum left, right;
  left.fill(2);
  right.fill(3);
  hear_sides(level, side, far, near.data(), 0.5, left, right);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double close = 0.5 * static_cast<double>(near[i]);
    EXPECT_DOUBLE_EQ(left[i], 2 * level[i] * (side[i] > 0 ? far[i] : close)) << i;
    EXPECT_DOUBLE_EQ(right[i], 3 * level[i] * (side[i] < 0 ? far[i] : close)) << i;
  }
}

}  // namespace
}  // namespace bbplay::dsp
