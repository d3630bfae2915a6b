// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_cascade.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/noise/random.h"

namespace bbplay::dsp {
namespace {

constexpr double kRate = 44'100;

std::vector<double> stereo_noise(std::size_t frames) {
  std::vector<double> out(2 * frames);
  GaussianNoise(1, 1).fill(0, std::span<double>(out));
  return out;
}

/// The section as the formulas have it, in plain transposed direct form II.
struct PlainSection {
  NotchSection section;
  double z1 = 0, z2 = 0;

  double next(double x) {
    const auto [g, c] = section;
    const double y = g * x + z1;
    z1 = c * x - c * y + z2;
    z2 = g * x - (2 * g - 1) * y;
    return y;
  }
};

NotchSection section_of(std::size_t stage, Ear ear) {
  return NotchSection::at(300 + 400 * static_cast<double>(stage) + (ear == Ear::left ? 0 : 150),
                          5 + static_cast<double>(stage), kRate);
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

TEST(NotchSection, HasItsZeroAtTheFrequencyAndItsWidthFromQ) {
  const auto gain = [](NotchSection s, double hz) {
    const std::complex<double> z = std::polar(1.0, -2 * std::numbers::pi * hz / kRate);
    return std::abs((s.g + z * (s.c + z * s.g)) / (1.0 + z * (s.c + z * (2 * s.g - 1))));
  };
  const NotchSection s = NotchSection::at(1000, 25, kRate);
  EXPECT_NEAR(gain(s, 1000), 0, 1e-9);
  EXPECT_NEAR(gain(s, 1e-3), 1, 1e-9);
  EXPECT_NEAR(gain(s, 1020.2), std::numbers::sqrt2 / 2, 1e-3);
  EXPECT_NEAR(gain(s, 980.2), std::numbers::sqrt2 / 2, 1e-3);
}

TEST(NotchSection, StaysStableWhereTheFormulaDoesNot) {
  for (const double q : {-1.0, 0.0, 0.01, 0.2}) {
    const NotchSection s = NotchSection::at(15'000, q, kRate);
    EXPECT_GT(s.g, 0) << q;
    EXPECT_LT(std::abs(2 * s.g - 1), 1) << q;
  }
}

TEST(NotchCascade, IsItsSectionsOneAfterTheOther) {
  for (const std::size_t stages : {1u, 2u, 3u, 5u, 10u, 13u, 30u}) {
    NotchCascade cascade(stages);
    std::vector<PlainSection> plain;
    for (std::size_t k = 0; k < stages; ++k) {
      for (const Ear ear : kBothEars) {
        cascade.tune(k, ear, section_of(k, ear));
        plain.push_back({section_of(k, ear)});
      }
    }
    cascade.settle(0, 0);
    std::vector<double> signal = stereo_noise(2000), expected = signal;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      for (std::size_t k = 0; k < stages; ++k) expected[i] = plain[2 * k + i % 2].next(expected[i]);
    }
    // Lengths below, at and above the lag between first and last stage.
    std::size_t at = 0;
    for (const std::size_t frames : {0u, 1u, 2u, 3u, 7u, 9u, 10u, 32u, 512u}) {
      cascade.process(std::span(signal).subspan(at, 2 * frames));
      at += 2 * frames;
    }
    cascade.process(std::span(signal).subspan(at));
    EXPECT_LT(largest_difference(signal, expected), 1e-12) << stages;
  }
}

TEST(NotchCascade, BypassedStagesPassTheirInputAndKeepTheirState) {
  NotchCascade cascade(3);
  PlainSection plain{section_of(1, Ear::left)};
  cascade.tune(1, Ear::left, plain.section);
  cascade.settle(0, 0);
  const std::vector<double> input = stereo_noise(300);
  std::vector<double> signal = input, expected = input;
  const auto run = [&](std::size_t part) {
    cascade.process(std::span(signal).subspan(200 * part, 200));
  };
  run(0);
  cascade.bypass(1, Ear::left);
  EXPECT_TRUE(cascade.is_bypassed(1, Ear::left));
  run(1);
  cascade.tune(1, Ear::left, plain.section);
  run(2);
  for (std::size_t i = 0; i < expected.size(); i += 2) {
    if (i < 200 || i >= 400) expected[i] = plain.next(expected[i]);
  }
  EXPECT_LT(largest_difference(signal, expected), 1e-13);
}

TEST(NotchCascade, SettledStagesPassAConstantAtOnce) {
  NotchCascade cascade(7);
  for (std::size_t k = 0; k < 7; ++k) {
    for (const Ear ear : kBothEars) cascade.tune(k, ear, section_of(k, ear));
  }
  cascade.settle(0.5, -0.25);
  std::vector<double> signal(2 * 600);
  for (std::size_t i = 0; i < signal.size(); i += 2) {
    signal[i] = 0.5;
    signal[i + 1] = -0.25;
  }
  const std::vector<double> expected = signal;
  cascade.process(signal);
  EXPECT_LT(largest_difference(signal, expected), 1e-10);
}

TEST(NotchCascade, PartialStagesBlendTheNotchWithItsInput) {
  NotchCascade cascade(6);
  std::vector<PlainSection> plain;
  for (std::size_t k = 0; k < 6; ++k) {
    for (const Ear ear : kBothEars) {
      cascade.tune(k, ear, section_of(k, ear));
      plain.push_back({section_of(k, ear)});
    }
  }
  cascade.settle(0, 0);
  std::vector<double> signal = stereo_noise(64), expected = signal;
  const NotchCascade::Depth depths[] = {{2, 0.25, 0.5 / 64}, {5, 1, -1.0 / 64}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    for (std::size_t k = 0; k < 6; ++k) {
      double depth = 1;
      for (const auto& d : depths) {
        if (d.stage == k) depth = d.from + d.step * static_cast<double>(i / 2);
      }
      const double y = plain[2 * k + i % 2].next(expected[i]);
      expected[i] += depth * (y - expected[i]);
    }
  }
  cascade.process(signal, depths);
  EXPECT_LT(largest_difference(signal, expected), 1e-13);
}

}  // namespace
}  // namespace bbplay::dsp
