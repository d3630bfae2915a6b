// SPDX-License-Identifier: MIT
#include "dsp/noise/modulated_notches.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr int kRate = 8'000;
constexpr std::int64_t kFrames = 16'384;

Ramp constant(double value) { return {value, value}; }

/// A notch at 1 kHz whose number of stages goes its way over all frames.
NotchMotion motion_of(const Ramp& stages) {
  SweptNotches notches;
  notches.lfo_hz = notches.ear_offset_deg = notches.pass_offset_deg = constant(0);
  notches.sweeps.push_back({constant(1'000), constant(1'000), constant(1), stages});
  const TransitionCurve curve(static_cast<double>(kFrames) / kRate, kFrames, {});
  return {notches, true, curve, kRate, Fidelity::corrected};
}

template <class Sample>
std::vector<Sample> filtered(const Ramp& stages) {
  const NotchMotion motion = motion_of(stages);
  ModulatedNotches<Sample> notches(motion);
  notches.restart();
  std::vector<Sample> frames(kFrames);
  std::uint32_t noise = 1;
  for (Sample& frame : frames) {
    noise = noise * 1'664'525 + 1'013'904'223;
    frame = static_cast<Sample>(static_cast<double>(noise) / 2'147'483'648.0 - 1);
  }
  notches.process(motion, 0, frames);
  return frames;
}

template <class Sample>
double largest_difference(const std::vector<Sample>& a, const std::vector<Sample>& b,
                          std::size_t first) {
  double largest = 0;
  for (std::size_t i = first; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i] - b[i])));
  }
  return largest;
}

template <class Sample>
class ModulatedNotchesIn : public testing::Test {};
using Precisions = testing::Types<double, float>;
TYPED_TEST_SUITE(ModulatedNotchesIn, Precisions);

TYPED_TEST(ModulatedNotchesIn, AStageThatLeavesIsGoneOnceItHasFadedOut) {
  // From the middle on there is one stage less, and soon nothing is left of what it did.
  constexpr std::size_t kGone = kFrames / 2 + ModulatedNotches<TypeParam>::kFade + 1'000;
  for (const double stages : {1.0, 2.0, 7.0}) {
    const auto falling = filtered<TypeParam>(Ramp{stages + 1, stages});
    const auto fewer = filtered<TypeParam>(constant(stages));
    EXPECT_LT(largest_difference(falling, fewer, kGone), 1e-5) << stages;
    EXPECT_GT(largest_difference(falling, fewer, 0), 1e-2) << stages << ": they began alike";
  }
}

TYPED_TEST(ModulatedNotchesIn, AStageThatJoinsIsWhollyThereOnceItHasFadedIn) {
  constexpr std::size_t kThere = kFrames / 2 + ModulatedNotches<TypeParam>::kFade + 1'000;
  for (const double stages : {1.0, 2.0, 7.0}) {
    const auto rising = filtered<TypeParam>(Ramp{stages, stages + 1});
    const auto more = filtered<TypeParam>(constant(stages + 1));
    EXPECT_LT(largest_difference(rising, more, kThere), 1e-5) << stages;
  }
}

}  // namespace
}  // namespace bbplay::dsp
