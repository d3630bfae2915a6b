// SPDX-License-Identifier: MIT
#include "dsp/noise/notched_noise.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/stereo_block.h"

#include "dsp/noise/color_tables.h"
#include "dsp/noise/noise_sample_loop.h"
#include "dsp/noise/random.h"
#include "reader/read_noise_color.h"
#include "support/golden.h"

namespace bbplay::dsp {
namespace {

constexpr auto kHop = static_cast<std::int64_t>(kNotchHop);
constexpr Ramp constant(double value) { return {value, value}; }

std::vector<float> white(std::size_t count) {
  std::vector<float> out(count);
  GaussianNoise(7, 0).fill(0, std::span<float>(out));
  return out;
}

NoiseSource recorded(const std::vector<float>& samples, std::int64_t frames, int rate) {
  const NoiseSampleLoop loop(std::ssize(samples), frames, rate);
  const auto read = [loop, samples](std::int64_t first, std::span<float> out) {
    loop.read(first, out, [&](std::int64_t at, std::span<float> part) {
      std::copy_n(samples.begin() + at, part.size(), part.begin());
    });
  };
  return NoiseSource(ReadAhead(read, frames, rate));
}

NoiseSource generated(int rate) {
  const NoiseSpectrum spectrum(reader::noise_color_named("pink"), rate, 60);
  return NoiseSource(
      NoiseStream(noise_filter(spectrum, Conditioning::noise_voice), GaussianNoise(1, 1)));
}

/// Interleaved stereo.
template <class Sample>
std::vector<double> play(SweptNoise<Sample>& noise, std::size_t quanta, std::size_t first = 0) {
  std::vector<double> out;
  StereoDoublesQuantum quantum;
  for (std::size_t q = first; q < first + quanta; ++q) {
    noise.service(kQuantum);
    noise.render(static_cast<std::int64_t>(q * kQuantum), quantum.block());
    for (std::size_t i = 0; i < kQuantum; ++i) {
      out.push_back(quantum.left[i]);
      out.push_back(quantum.right[i]);
    }
  }
  return out;
}

std::vector<double> ear_of(const std::vector<double>& stereo, Ear ear) {
  std::vector<double> out;
  for (auto i = static_cast<std::size_t>(ear); i < stereo.size(); i += 2) out.push_back(stereo[i]);
  return out;
}

TEST(SweptNoise, MatchesTheReferencesNotchesSampleBySample) {
  test::WorstErrors errors("noise stages");
  const test::GoldenFamily family("noise");
  for (const auto& golden : family.of({"stage_swept_notch"})) {
    const auto numbers = [&](std::string_view key) {
      std::vector<double> out;
      for (const auto node : golden.params[key].children()) out.push_back(node.number().value());
      return out;
    };
    const std::vector<double> q = numbers("q"), stages = numbers("casc");
    SweptNotches notches;
    notches.lfo_hz = constant(golden.params["lfo_freq"].number().value());
    // The case filters one ear whose LFO has an offset: the right one here.
    notches.ear_offset_deg = constant(golden.params["phase_deg"].number().value());
    notches.pass_offset_deg = constant(golden.params["extra_phase_deg"].number().value());
    std::size_t k = 0;
    for (const auto sweep : golden.params["sweeps"].children()) {
      notches.sweeps.push_back({constant(sweep.children()[0].number().value()),
                                constant(sweep.children()[1].number().value()), constant(q[k]),
                                constant(stages[k])});
      ++k;
    }
    const std::vector<double> x = golden.input("x").channel(0);
    const auto frames = static_cast<std::int64_t>(x.size());
    const NotchMotion motion(notches, false, {}, golden.rate, Fidelity::reference);
    SweptNoise<double> noise(recorded({x.begin(), x.end()}, frames, golden.rate), motion, {},
                             frames, Fidelity::reference);
    std::vector<double> right = ear_of(play(noise, x.size() / kQuantum + 1), Ear::right);
    right.resize(x.size());
    errors.check(golden, test::largest_error(right, golden.expected().channel(0)));
  }
}

struct Case {
  const char* name;
  Fidelity fidelity;
  bool moving;
  int sweeps;
  std::vector<StaticNotch> fixed;
  double ear_offset_deg = 90;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"no notch", Fidelity::reference, false, 0, {}},
      {"fixed notches", Fidelity::reference, false, 0, {{500, 10, 2}}},
      {"one pass", Fidelity::reference, false, 2, {}},
      {"two passes", Fidelity::reference, true, 1, {{900, 5, 1}}},
      {"continuous", Fidelity::corrected, false, 2, {}},
      {"continuous, moving", Fidelity::corrected, true, 1, {{900, 5, 1}}},
  };
  return all;
}

constexpr int kRate = 8'000;

NotchMotion motion_of(const Case& c, std::int64_t frames) {
  SweptNotches notches;
  notches.lfo_hz = c.moving ? Ramp{0.1, 2} : constant(0.3);
  notches.ear_offset_deg = constant(c.ear_offset_deg);
  notches.pass_offset_deg = constant(0);
  for (int k = 0; k < c.sweeps; ++k) {
    notches.sweeps.push_back({constant(300 + 1000 * k), constant(1200 + 1000 * k),
                              c.moving ? Ramp{5, 10} : constant(8),
                              c.moving ? Ramp{2, 5} : constant(3)});
  }
  const double seconds = static_cast<double>(frames) / kRate;
  const TransitionCurve curve = c.moving ? TransitionCurve(seconds, frames, {}) : TransitionCurve();
  return {notches, c.moving, curve, kRate, c.fidelity};
}

template <class Sample>
class SweptNoiseIn : public testing::Test {};
using Precisions = testing::Types<double, float>;
TYPED_TEST_SUITE(SweptNoiseIn, Precisions);

TYPED_TEST(SweptNoiseIn, SeekingGivesTheSameBitsAsPlayingUpToThere) {
  constexpr std::int64_t kFrames = 300 * kHop;
  for (const Case& c : cases()) {
    SweptNoise<TypeParam> played(generated(kRate), motion_of(c, kFrames), c.fixed, kFrames,
                                 c.fidelity);
    SweptNoise<TypeParam> jumping = played;
    ASSERT_EQ(played.segment(), 128) << "the test is to cross segments: " << c.name;
    const std::size_t quanta = 8 * 132;
    const std::vector<double> whole = play(played, quanta);
    // Inside the first segment, where the second one settles, at and behind its start, and back.
    for (const std::size_t at : {3u, 8u * 127 + 5, 8u * 128, 8u * 129 + 7, 0u}) {
      jumping.seek(static_cast<std::int64_t>(at * kQuantum));
      const std::size_t count = std::min<std::size_t>(quanta - at, 12);
      const std::vector<double> part = play(jumping, count, at);
      EXPECT_TRUE(std::equal(part.begin(), part.end(),
                             whole.begin() + static_cast<std::ptrdiff_t>(2 * kQuantum * at)))
          << c.name << ", quantum " << at;
    }
  }
}

TYPED_TEST(SweptNoiseIn, ExchangingTheFiltersIsInaudible) {
  constexpr std::int64_t kFrames = 140 * kHop;
  for (const Case& c : cases()) {
    const NotchMotion motion = motion_of(c, kFrames);
    SweptNoise<TypeParam> noise(generated(kRate), motion, c.fixed, kFrames, c.fidelity);
    const std::vector<double> played = play(noise, 8 * 134);

    // One strand all the way.
    NotchChain<TypeParam> strand(motion, c.fixed, kFrames, c.fidelity);
    NoiseSource source = generated(kRate);
    strand.restart(0);
    source.seek(-strand.latency());
    std::vector<TypeParam> hop(strand.ears() * kNotchHop), expected;
    const auto advance = [&](std::int64_t k) {
      for (int piece = 0; piece < kHopPieces; ++piece) {
        if (k >= -strand.latency()) strand.work(motion, source, k, piece, hop);
        source.work(piece);
      }
      if (k < 0) return;
      for (std::size_t i = 0; i < 2 * kNotchHop; ++i) {
        expected.push_back(hop[strand.ears() == 1 ? i / 2 : i]);
      }
    };
    for (std::int64_t k = -strand.latency() - strand.look_ahead(); k < 134; ++k) advance(k);

    double sum = 0, worst = 0;
    for (std::size_t i = 0; i < played.size(); ++i) {
      sum += played[i] * played[i];
      worst = std::max(worst, std::abs(played[i] - expected[i]));
    }
    const double rms = std::sqrt(sum / static_cast<double>(played.size()));
    EXPECT_LT(worst, 1e-6 * rms) << c.name;
  }
}

TEST(SweptNoise, SoundsTheSameInSinglePrecision) {
  constexpr std::int64_t kFrames = 140 * kHop;
  std::vector<Case> all = cases();
  all.push_back({"low and narrow", Fidelity::reference, false, 1, {{20, 25, 5}}});
  all.push_back({"low and narrow, continuous", Fidelity::corrected, true, 1, {{20, 25, 5}}});
  for (const Case& c : all) {
    const NotchMotion motion = motion_of(c, kFrames);
    ASSERT_TRUE(single_precision_suffices(motion, c.fixed, {})) << c.name;
    SweptNoise<double> exact(generated(kRate), motion, c.fixed, kFrames, c.fidelity);
    SweptNoise<float> single(generated(kRate), motion, c.fixed, kFrames, c.fidelity);
    const std::vector<double> expected = play(exact, 8 * 134), played = play(single, 8 * 134);
    double power = 0, difference = 0;
    for (std::size_t i = 0; i < played.size(); ++i) {
      power += expected[i] * expected[i];
      difference += (played[i] - expected[i]) * (played[i] - expected[i]);
    }
    EXPECT_LT(10 * std::log10(difference / power), -100) << c.name;
  }
}

TEST(SweptNoise, TakesDoublePrecisionForTheNarrowestAndWhereLittleIsLeft) {
  const auto suffices = [](double low, double q, const std::vector<StaticNotch>& fixed,
                           const NoiseLevel& level = {}) {
    SweptNotches notches;
    notches.lfo_hz = notches.ear_offset_deg = notches.pass_offset_deg = constant(0);
    notches.sweeps.push_back({constant(low), constant(5'000), constant(q), constant(3)});
    const NotchMotion motion(notches, false, {}, 44'100, Fidelity::reference);
    return single_precision_suffices(motion, fixed, level);
  };
  EXPECT_TRUE(suffices(25, 25, {}, {0.2, 0.3}));
  EXPECT_FALSE(suffices(25, 25, {}, {0.2, 3}));
  EXPECT_FALSE(suffices(25, 25, {}, {3, 0.2}));
  EXPECT_TRUE(suffices(25, 25, {}));
  EXPECT_FALSE(suffices(15, 25, {}));
  EXPECT_TRUE(suffices(2, 1, {}));
  EXPECT_FALSE(suffices(1000, 10'000, {}));
  EXPECT_TRUE(suffices(1000, 25, {{30, 30, 1}}));
  EXPECT_FALSE(suffices(1000, 25, {{100, 300, 1}}));
}

TEST(SweptNoise, IsComputedOnceWhereBothEarsHearTheSame) {
  constexpr std::int64_t kFrames = 20 * kHop;
  for (Case c : cases()) {
    const NotchMotion both = motion_of(c, kFrames);
    c.ear_offset_deg = 360;
    const NotchMotion one = motion_of(c, kFrames);
    SweptNoise<double> stereo(generated(kRate), both, c.fixed, kFrames, c.fidelity);
    SweptNoise<double> mono(generated(kRate), one, c.fixed, kFrames, c.fidelity);
    ASSERT_EQ(stereo.is_mono(), c.sweeps == 0) << c.name;
    ASSERT_TRUE(mono.is_mono()) << c.name;
    const std::vector<double> played = play(mono, 8 * 19), expected = play(stereo, 8 * 19);
    // The left ear of either hears the same notches; rounding depends on which lane they are in.
    double worst = 0;
    for (std::size_t i = 0; i < played.size(); i += 2) {
      ASSERT_EQ(played[i], played[i + 1]) << c.name << ' ' << i;
      worst = std::max(worst, std::abs(played[i] - expected[i]));
    }
    EXPECT_LT(worst, 1e-11) << c.name;
  }
}

/// Mean level inside the half-power bandwidth of a fixed notch, relative to the level without it.
double notch_level_db(double hz, double q, int stages, Fidelity fidelity) {
  constexpr int kFast = 44'100;
  constexpr std::int64_t kFrames = 480 * kHop;
  SweptNotches notches;
  notches.lfo_hz = notches.ear_offset_deg = notches.pass_offset_deg = constant(0);
  notches.sweeps.push_back({constant(hz), constant(hz), constant(q), constant(stages)});
  const NotchMotion motion(notches, false, {}, kFast, fidelity);
  SweptNoise<double> noise(recorded(white(kFrames), kFrames, kFast), motion, {}, kFrames, fidelity);
  const std::vector<double> left = ear_of(play(noise, 8 * 480), Ear::left);
  constexpr std::size_t kLength = 65'536;
  const std::vector<double> power =
      test::welch(std::vector<float>(left.begin(), left.end()), kLength);
  const std::vector<double> unfiltered = test::welch(white(kFrames), kLength);
  const double bin_hz = static_cast<double>(kFast) / kLength;
  double inside = 0, before = 0;
  for (std::size_t k = 0; k < power.size(); ++k) {
    if (std::abs(static_cast<double>(k) * bin_hz - hz) > 0.5 * hz / q) continue;
    inside += power[k];
    before += unfiltered[k];
  }
  return 10 * std::log10(inside / before);
}

TEST(SweptNoise, NarrowLowNotchesLeakInReferenceFidelityOnly) {
  EXPECT_NEAR(notch_level_db(100, 25, 10, Fidelity::reference), -6.6, 1.0);
  EXPECT_LT(notch_level_db(100, 25, 10, Fidelity::corrected), -33);
}

}  // namespace
}  // namespace bbplay::dsp
