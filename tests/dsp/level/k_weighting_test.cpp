// SPDX-License-Identifier: MIT
#include "bbplay/dsp/k_weighting.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr int kRate = 48'000;

/// The coefficients that BS.1770-4 gives, section by section in direct form I.
double weighted_energy(const std::vector<float>& x) {
  constexpr double kB[2][3] = {{1.53512485958697, -2.69169618940638, 1.19839281085285}, {1, -2, 1}};
  constexpr double kA[2][2] = {{-1.69065929318241, 0.73248077421585},
                               {-1.99004745483398, 0.99007225036621}};
  std::vector<double> y(x.begin(), x.end());
  for (int s = 0; s < 2; ++s) {
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (double& value : y) {
      const double in = value;
      value = kB[s][0] * in + kB[s][1] * x1 + kB[s][2] * x2 - kA[s][0] * y1 - kA[s][1] * y2;
      x2 = x1;
      x1 = in;
      y2 = y1;
      y1 = value;
    }
  }
  double energy = 0;
  for (const double value : y) energy += value * value;
  return energy;
}

std::vector<float> noise(std::size_t count, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> uniform(-0.5f, 0.5f);
  std::vector<float> out(count);
  for (float& x : out) x = uniform(engine);
  return out;
}

TEST(KWeighting, IsThatOfTheStandard) {
  StereoBuffer audio(20'001);
  const std::vector<float> left = noise(20'001, 1), right = noise(20'001, 2);
  std::ranges::copy(left, audio.block().left.begin());
  std::ranges::copy(right, audio.block().right.begin());
  const double expected = weighted_energy(left) + weighted_energy(right);
  EXPECT_NEAR(KWeighting(kRate).energy(audio.block()) / expected, 1, 1e-6);
}

TEST(KWeighting, GoesOnWhereItEnded) {
  StereoBuffer audio(5'000);
  std::ranges::copy(noise(5'000, 3), audio.block().left.begin());
  KWeighting whole(kRate);
  const double expected = whole.energy(audio.block());
  // Below a round frame by frame, from there on side by side.
  for (const std::size_t piece : {1u, 77u, 399u, 400u, 401u, 999u}) {
    KWeighting weighting(kRate);
    double energy = 0;
    for (std::size_t at = 0; at < 5'000; at += piece) {
      energy += weighting.energy(audio.block().subblock(at, std::min(piece, 5'000 - at)));
    }
    EXPECT_NEAR(energy / expected, 1, 1e-12) << piece;
  }
}

}  // namespace
}  // namespace bbplay::dsp
