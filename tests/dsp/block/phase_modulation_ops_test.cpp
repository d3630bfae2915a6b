// SPDX-License-Identifier: MIT
#include "dsp/block/phase_modulation_ops.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

std::vector<double> some_phases() {
  std::vector<double> out;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    out.push_back(-3 + 0.0371 * static_cast<double>(i));
  }
  out[7] = 2;  // on a whole turn, and half way
  out[8] = -0.5;
  return out;
}

TEST(PhaseModulationSweeps, AModulatedSineIsThatOfTheSum) {
  const std::vector<double> carrier = some_phases();
  std::vector<double> deviation;
  for (const double phase : carrier) deviation.push_back(std::cos(phase));
  std::vector<float> out(carrier.size());
  modulated_sine(carrier, deviation, -0.7, 0.3, 0.5f, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double turns = carrier[i] - 0.7 * deviation[i] + 0.3;
    ASSERT_NEAR(out[i], 0.5 * std::sin(kTurn * turns), 1.5e-7) << i;
  }
}

TEST(PhaseModulationSweeps, AScaledSineIsThatOfTheLine) {
  std::vector<double> out = some_phases();
  scaled_sine(0.1, -0.25, 3, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    ASSERT_NEAR(out[i], 3 * std::sin(kTurn * (0.1 - 0.25 * some_phases()[i])), 1e-14) << i;
  }
}

TEST(PhaseModulationSweeps, APathThereAndBackTurnsAtItsEnds) {
  std::vector<double> out = some_phases();
  there_and_back_sine(out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double u = some_phases()[i] - std::floor(some_phases()[i]);
    ASSERT_NEAR(out[i], std::sin(kTurn * (1 - 2 * std::abs(u - 0.5))), 1e-14) << i;
  }
}

TEST(PhaseModulationSweeps, APolynomialIsAdded) {
  const Quintic polynomial = {1, -2, 0.5, 0.25, -0.125, 0.01};
  std::vector<double> sum(37, 3.0);
  add_polynomial(-2.5, polynomial, sum);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    double wanted = 3;
    for (int k = 0; k < 6; ++k) {
      wanted +=
          polynomial[static_cast<std::size_t>(k)] * std::pow(-2.5 + static_cast<double>(i), k);
    }
    ASSERT_NEAR(sum[i], wanted, 1e-9 * std::abs(wanted) + 1e-9) << i;
  }
}

TEST(PhaseModulationSweeps, AnEdgeIsSmoothAtAnyLength) {
  for (const std::size_t length : {1u, 15u, 256u}) {
    std::vector<double> out(length);
    smooth_edge(0.1, 0.003, out);
    for (std::size_t i = 0; i < length; ++i) {
      const double x = 0.1 + 0.003 * static_cast<double>(i);
      ASSERT_NEAR(out[i], x * x * (3 - 2 * x), 1e-15);
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
