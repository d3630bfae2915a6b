// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_cascade.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/noise/random.h"

namespace bbplay::dsp {
namespace {

constexpr double kRate = 44'100;

/// A sample type and a number of ears.
template <class Sample_, std::size_t kEars_>
struct Kind {
  using Sample = Sample_;
  static constexpr std::size_t kEars = kEars_;
  /// What the type rounds off of signals and coefficients.
  static constexpr double kExact = std::is_same_v<Sample, float> ? 3e-5 : 1e-12;
};

/// Frames of noise.
template <class K>
std::vector<typename K::Sample> noise(std::size_t frames) {
  std::vector<float> out(K::kEars * frames);
  GaussianNoise(1, 1).fill(0, std::span<float>(out));
  return {out.begin(), out.end()};
}

template <class K>
class NotchCascadeOf : public testing::Test {};
using Kinds = testing::Types<Kind<double, 2>, Kind<double, 1>, Kind<float, 2>, Kind<float, 1>>;
TYPED_TEST_SUITE(NotchCascadeOf, Kinds);

/// The section as the formulas have it, in plain transposed direct form II.
struct PlainSection {
  NotchSection section;
  double z1 = 0, z2 = 0;

  double next(double x) {
    const double g = section.g, c = section.c;
    const double y = g * x + z1;
    z1 = c * x - c * y + z2;
    z2 = g * x - (2 * g - 1) * y;
    return y;
  }
};

NotchSection section_of(std::size_t stage, Ear ear) {
  return NotchSection::at(300 + 200 * static_cast<double>(stage) + (ear == Ear::left ? 0 : 150),
                          5 + static_cast<double>(stage), kRate);
}

template <class Sample>
double largest_difference(const std::vector<Sample>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

template <class Sample>
std::vector<double> in_double(const std::vector<Sample>& signal) {
  return {signal.begin(), signal.end()};
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
  EXPECT_NEAR(s.half_width, 1 / s.g - 1, 1e-15);
  EXPECT_NEAR(s.stiffness, s.c + 2 * s.g, 1e-15);
}

TEST(NotchSection, StaysStableWhereTheFormulaDoesNot) {
  for (const double q : {-1.0, 0.0, 0.01, 0.2}) {
    const NotchSection s = NotchSection::at(15'000, q, kRate);
    EXPECT_GT(s.g, 0) << q;
    EXPECT_LT(std::abs(2 * s.g - 1), 1) << q;
  }
}

TYPED_TEST(NotchCascadeOf, IsItsSectionsOneAfterTheOther) {
  using Sample = typename TypeParam::Sample;
  constexpr std::size_t kEars = TypeParam::kEars;
  for (const std::size_t stages : {1u, 2u, 3u, 5u, 10u, 13u, 30u, 70u, 100u}) {
    NotchCascade<Sample> cascade(stages, kEars);
    std::vector<PlainSection> plain;
    for (std::size_t k = 0; k < stages; ++k) {
      for (const Ear ear : first_ears(kEars)) {
        cascade.tune(k, ear, section_of(k, ear));
        plain.push_back({section_of(k, ear)});
      }
    }
    const std::vector<Sample> silence(kEars);
    cascade.settle(silence);
    auto signal = noise<TypeParam>(2000);
    std::vector<double> expected = in_double(signal);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      for (std::size_t k = 0; k < stages; ++k) {
        expected[i] = plain[kEars * k + i % kEars].next(expected[i]);
      }
    }
    // Lengths below, at and above the lag between first and last stage.
    std::size_t at = 0;
    for (const std::size_t frames : {0u, 1u, 2u, 3u, 7u, 9u, 10u, 32u, 512u}) {
      cascade.process(std::span(signal).subspan(at, kEars * frames));
      at += kEars * frames;
    }
    cascade.process(std::span(signal).subspan(at));
    EXPECT_LT(largest_difference(signal, expected), TypeParam::kExact) << stages;
  }
}

TYPED_TEST(NotchCascadeOf, BypassedStagesPassTheirInputAndKeepTheirState) {
  using Sample = typename TypeParam::Sample;
  constexpr std::size_t kEars = TypeParam::kEars;
  NotchCascade<Sample> cascade(3, kEars);
  PlainSection plain{section_of(1, Ear::left)};
  cascade.tune(1, Ear::left, plain.section);
  const std::vector<Sample> silence(kEars);
  cascade.settle(silence);
  auto signal = noise<TypeParam>(300);
  std::vector<double> expected = in_double(signal);
  const auto run = [&](std::size_t part) {
    cascade.process(std::span(signal).subspan(kEars * 100 * part, kEars * 100));
  };
  run(0);
  cascade.bypass(1, Ear::left);
  EXPECT_TRUE(cascade.is_bypassed(1, Ear::left));
  run(1);
  cascade.tune(1, Ear::left, plain.section);
  run(2);
  for (std::size_t n = 0; n < 300; ++n) {
    double& left = expected[kEars * n];
    if (n < 100 || n >= 200) left = plain.next(left);
  }
  EXPECT_LT(largest_difference(signal, expected), TypeParam::kExact);
}

TYPED_TEST(NotchCascadeOf, SettledStagesPassAConstantAtOnce) {
  using Sample = typename TypeParam::Sample;
  constexpr std::size_t kEars = TypeParam::kEars;
  NotchCascade<Sample> cascade(7, kEars);
  for (std::size_t k = 0; k < 7; ++k) {
    for (const Ear ear : first_ears(kEars)) cascade.tune(k, ear, section_of(k, ear));
  }
  std::vector<Sample> signal;
  const Sample constant[] = {0.5, -0.25};
  for (std::size_t n = 0; n < 600; ++n) {
    signal.insert(signal.end(), constant, constant + kEars);
  }
  cascade.settle(std::span<const Sample>(signal).first(kEars));
  const std::vector<double> expected = in_double(signal);
  cascade.process(signal);
  EXPECT_LT(largest_difference(signal, expected), 100 * TypeParam::kExact);
}

TYPED_TEST(NotchCascadeOf, PartialStagesBlendTheNotchWithItsInput) {
  using Sample = typename TypeParam::Sample;
  constexpr std::size_t kEars = TypeParam::kEars;
  NotchCascade<Sample> cascade(6, kEars);
  std::vector<PlainSection> plain;
  for (std::size_t k = 0; k < 6; ++k) {
    for (const Ear ear : first_ears(kEars)) {
      cascade.tune(k, ear, section_of(k, ear));
      plain.push_back({section_of(k, ear)});
    }
  }
  const std::vector<Sample> silence(kEars);
  cascade.settle(silence);
  auto signal = noise<TypeParam>(64);
  std::vector<double> expected = in_double(signal);
  const typename NotchCascade<Sample>::Depth depths[] = {{2, 0.25, 0.5 / 64}, {5, 1, -1.0 / 64}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    for (std::size_t k = 0; k < 6; ++k) {
      double depth = 1;
      for (const auto& d : depths) {
        if (d.stage == k) depth = d.from + d.step * static_cast<double>(i / kEars);
      }
      const double y = plain[kEars * k + i % kEars].next(expected[i]);
      expected[i] += depth * (y - expected[i]);
    }
  }
  cascade.process(signal, depths);
  EXPECT_LT(largest_difference(signal, expected), TypeParam::kExact);
}

TEST(FloatNotchCascade, RoundsOffNothingThatIsHeard) {
  constexpr std::size_t kStages = 10;
  for (const double hz : {20.0, 100.0, 1000.0, 15'000.0}) {
    const NotchSection section = NotchSection::at(hz, 25, kRate);
    NotchCascade<float> single(kStages, 1);
    std::vector<PlainSection> exact(kStages, {section});
    for (std::size_t k = 0; k < kStages; ++k) single.tune(k, Ear::left, section);
    single.settle(std::vector<float>{0});
    std::vector<float> signal = noise<Kind<float, 1>>(100'000);
    std::vector<double> expected = in_double(signal);
    single.process(signal);
    double difference = 0, power = 0;
    for (std::size_t i = 0; i < signal.size(); ++i) {
      for (PlainSection& plain : exact) expected[i] = plain.next(expected[i]);
      difference += (signal[i] - expected[i]) * (signal[i] - expected[i]);
      power += expected[i] * expected[i];
    }
    EXPECT_LT(10 * std::log10(difference / power), -110) << hz;
  }
}

}  // namespace
}  // namespace bbplay::dsp
