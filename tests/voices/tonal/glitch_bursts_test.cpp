// SPDX-License-Identifier: MIT
#include "voices/tonal/glitch_bursts.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "support/golden_voice.h"

namespace bbplay::voices {
namespace {

constexpr int kRate = 8000;

Ramp still(double value) { return {value, value}; }

GlitchPatch patch_of(double interval, double length, double level, double width = 0,
                     double exponent = 2) {
  return {still(interval), still(length), still(level), still(width), still(exponent)};
}

std::vector<float> heard(const GlitchBursts& bursts, std::int64_t first, std::int64_t frames) {
  std::vector<float> out;
  for (std::int64_t at = first; at < first + frames; at += std::int64_t{kQuantum}) {
    QuantumBuffer quantum{};
    bursts.add(at, quantum.block());
    EXPECT_TRUE(std::equal(quantum.left, quantum.left + kQuantum, quantum.right));
    out.insert(out.end(), quantum.left, quantum.left + kQuantum);
  }
  return out;
}

float peak_of(const std::vector<float>& x, std::int64_t begin, std::int64_t end) {
  float peak = 0;
  for (std::int64_t i = begin; i < end; ++i) {
    peak = std::max(peak, std::abs(x[static_cast<std::size_t>(i)]));
  }
  return peak;
}

TEST(GlitchBursts, SwellUpToEveryIntervalAndStopThere) {
  const VoiceContext context = test::context_of(2.01, kRate);
  const GlitchBursts bursts(patch_of(0.5, 0.1, 0.3), 200, context);
  const std::vector<float> x = heard(bursts, 0, context.frames);
  for (std::int64_t k = 1; k <= 4; ++k) {
    const std::int64_t end = k * 4000, begin = end - 800;
    EXPECT_EQ(peak_of(x, end - 4000, begin + 1), 0) << "silent before burst " << k;
    EXPECT_LT(peak_of(x, begin, begin + 80), 0.031f);
    EXPECT_GT(peak_of(x, end - 400, end), 0.1f);
    EXPECT_LE(peak_of(x, begin, end), 0.3f);
  }
  EXPECT_EQ(peak_of(x, 16'000, context.frames), 0);
  EXPECT_LE(peak_of(x, 0, context.frames), bursts.peak_bound());
}

TEST(GlitchBursts, ThatDoNotFitIntoTheVoiceAreLeftOut) {
  const VoiceContext context = test::context_of(0.3, kRate);
  const auto last_heard = [&](double interval, double length) {
    const std::vector<float> x =
        heard(GlitchBursts(patch_of(interval, length, 0.3), 200, context), 0, 2560);
    const auto last = std::find_if(x.rbegin(), x.rend(), [](float y) { return y != 0; });
    return x.rend() - last;
  };
  EXPECT_EQ(last_heard(0.125, 0.0625), 2000);
  EXPECT_EQ(last_heard(0.125, 0.28), 2240) << "begins with the voice";
  EXPECT_EQ(last_heard(0.125, 0.3125), 0) << "is longer than the voice";
  EXPECT_EQ(last_heard(0.4, 0.05), 0);
  EXPECT_EQ(last_heard(0.1, 0.05), 1600) << "0.3 / 0.1 is below 3 in binary";
}

TEST(GlitchBursts, FocusTheirNoiseAroundTheCarrier) {
  const VoiceContext context = test::context_of(40, kRate);
  const std::vector<float> x =
      heard(GlitchBursts(patch_of(1, 0.9, 1, 50, 2), 1000, context), 0, context.frames);
  const auto energy_near = [&](double hz) {
    double energy = 0;
    for (std::size_t burst = 0; burst < 39; ++burst) {
      std::complex<double> bin = 0;
      for (std::size_t i = 0; i < 8000; ++i) {
        const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / kRate;
        bin += double{x[burst * 8000 + i]} * std::polar(1.0, -angle);
      }
      energy += std::norm(bin);
    }
    return energy;
  };
  // exp(-(d/B)^2) in power: 1/e at one width, e^-9 at three.
  EXPECT_LT(energy_near(1050), energy_near(1000));
  EXPECT_LT(energy_near(1150), 0.01 * energy_near(1000));
  EXPECT_LT(energy_near(500), 1e-3 * energy_near(1000));
}

TEST(GlitchBursts, AnOddExponentIsAsGoodAsAnEvenOne) {
  const VoiceContext context = test::context_of(1, kRate);
  for (const double exponent : {1.0, 1.7, 3.0}) {
    const std::vector<float> x =
        heard(GlitchBursts(patch_of(0.3, 0.1, 0.5, 40, exponent), 1000, context), 0, 7168);
    EXPECT_TRUE(std::all_of(x.begin(), x.end(), [](float y) { return std::isfinite(y); }));
    EXPECT_GT(peak_of(x, 0, 7000), 0.1f);
  }
}

TEST(GlitchBursts, AreTheSameWhereverPlayingStarts) {
  VoiceContext context = test::context_of(3, kRate);
  context.seed = 77;
  const GlitchPatch patch = patch_of(0.05, 0.0801, 0.3, 120, 4);
  const std::vector<float> whole = heard(GlitchBursts(patch, 200, context), 0, 23'040);
  const std::vector<float> late = heard(GlitchBursts(patch, 200, context), 10'240, 12'800);
  EXPECT_TRUE(std::equal(late.begin(), late.end(), whole.begin() + 10'240));
  context.seed = 78;
  EXPECT_NE(heard(GlitchBursts(patch, 200, context), 0, 23'040), whole);
}

TEST(GlitchBursts, RecurInALongStepInsteadOfFillingTheMemory) {
  const VoiceContext context = test::context_of(4 * 3600, kRate);
  const GlitchBursts bursts(patch_of(0.5, 0.25, 0.3), 200, context);
  const std::int64_t period = (1 << 19) / 2000 * std::int64_t{4000};
  const std::vector<float> once = heard(bursts, 256 * 1000, 256 * 50);
  // The same stretch a period later lies between two quanta.
  const std::vector<float> later = heard(bursts, 256 * 1000 + period / 256 * 256, 256 * 51);
  EXPECT_GT(peak_of(once, 0, 256 * 50), 0);
  EXPECT_TRUE(std::equal(once.begin(), once.end(), later.begin() + period % 256));
  const std::vector<float> within = heard(bursts, 256 * 1000 + 32'000, 256 * 50);
  EXPECT_FALSE(std::equal(once.begin(), once.end(), within.begin()));
}

TEST(GlitchBursts, CrowdsAreThinnedOutToTheSameLoudness) {
  const VoiceContext context = test::context_of(4, kRate);
  const auto loudness = [&](double interval) {
    const std::vector<float> x =
        heard(GlitchBursts(patch_of(interval, 0.5, 0.1), 200, context), 8192, 16'384);
    double sum = 0;
    for (const float y : x) sum += double{y} * y;
    return std::sqrt(sum / static_cast<double>(x.size()));
  };
  // 64 at once are played as they are, 640 by every tenth.
  const double full = loudness(2 * 0.5 / 64), crowded = loudness(2 * 0.5 / 640);
  EXPECT_NEAR(crowded / full, std::sqrt(10), 0.4);
}

TEST(GlitchBursts, NeedAllThreeOfIntervalLengthAndLevel) {
  const VoiceContext context = test::context_of(1, kRate);
  for (const GlitchPatch& patch : {patch_of(0, 0.1, 0.3), patch_of(0.3, 0, 0.3),
                                   patch_of(0.3, 0.1, 0), patch_of(0.3, 1e-5, 0.3)}) {
    const GlitchBursts bursts(patch, 200, context);
    EXPECT_EQ(peak_of(heard(bursts, 0, 7936), 0, 7936), 0);
    EXPECT_EQ(bursts.peak_bound(), 0);
  }
}

}  // namespace
}  // namespace bbplay::voices
