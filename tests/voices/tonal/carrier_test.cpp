// SPDX-License-Identifier: MIT
#include "voices/tonal/carrier.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/dsp/block_ops.h"

namespace bbplay::voices {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr std::int64_t kFrames = 5000;
constexpr double kSeconds = 0.62507;  // not a whole number of frames at 8000 Hz
constexpr double kFrame = kSeconds / kFrames;

double triangle_or_sine(const Vibrato& vibrato, double turns, double skew) {
  const double position = dsp::unskewed(turns, skew);
  return vibrato.triangle ? 1 - std::abs(4 * position - 2) : std::sin(kTurn * position);
}

/// One frame after the other, as the formulas are written down (format voices-tonal 2.1, 3 and 5).
std::vector<double> phases_by_the_book(Ramp hz, const Vibrato& vibrato, double start,
                                       const CarrierRules& rules,
                                       const dsp::Transition& transition) {
  std::vector<double> out;
  double phase = start, x = 0;
  for (std::int64_t i = 0; i < kFrames; ++i) {
    const double a = transition.curve().at(i);
    x += vibrato.freq_hz.at(a) * rules.phase.frame_s;
    const double t = static_cast<double>(i) * rules.time.frame_s + rules.time.offset_s;
    const double position = (rules.vibrato_accumulates ? x : vibrato.freq_hz.at(a) * t) +
                            vibrato.phase_rad.at(a) / kTurn;
    const double range = vibrato.muted.at(a) > 0.5 ? 0 : vibrato.range_hz.at(a);
    const double v = 0.5 * range * triangle_or_sine(vibrato, position, vibrato.skew.at(a));
    const double carrier = rules.floors_before_vibrato ? std::max(0.0, hz.at(a)) : hz.at(a);
    const double step = std::max(0.0, carrier + v) * rules.phase.frame_s;
    out.push_back(rules.phase.counts_own_frame ? phase + step : phase);
    phase += step;
  }
  return out;
}

using FramesOf = dsp::Progress (dsp::Transition::*)(std::int64_t, dsp::TransitionBlock&,
                                                    std::int64_t) const noexcept;

double largest_distance(Carrier carrier, const std::vector<double>& expected,
                        const dsp::Transition& transition,
                        FramesOf frames_of = &dsp::Transition::at) {
  double largest = 0;
  for (std::int64_t first = 0; first < kFrames; first += std::int64_t{kQuantum}) {
    dsp::TransitionBlock memory;
    double turns[kQuantum];
    carrier.fill((transition.*frames_of)(first, memory, 1), turns);
    const auto begin = static_cast<std::size_t>(first);
    for (std::size_t i = begin; i < std::min(begin + kQuantum, expected.size()); ++i) {
      const double error = turns[i - begin] - expected[i];
      largest = std::max(largest, std::abs(error - std::round(error)));
    }
  }
  return largest;
}

const dsp::TimeAxis kTime{kFrame, 3.21}, kNoOffset{kFrame, 0};
const CarrierRules kStill{.phase = {.frame_s = kFrame}, .time = kTime};
const CarrierRules kTransition{
    .phase = {.frame_s = kFrame}, .time = kNoOffset, .vibrato_accumulates = true};
const CarrierRules kIsochronic{.phase = {.frame_s = 1.0 / 8000, .counts_own_frame = false},
                               .time = kNoOffset,
                               .vibrato_accumulates = true,
                               .floors_before_vibrato = true};

struct Example {
  std::string name;
  Ramp hz;
  Vibrato vibrato;
  bool closed_form;
};

const Example kStillExamples[] = {
    {"plain", {202.5, 202.5}, {}, true},
    {"negative", {-20, -20}, {}, true},
    {"sine", {200, 200}, {{40, 40}, {6.3, 6.3}, {0.5, 0.5}}, true},
    {"sine backwards", {200, 200}, {{-40, -40}, {-6.3, -6.3}, {2, 2}}, true},
    {"very slow sine", {200, 200}, {{40, 40}, {1e-3, 1e-3}, {0.5, 0.5}}, true},
    {"all but standing sine", {200, 200}, {{40, 40}, {1e-9, 1e-9}, {0.5, 0.5}}, true},
    {"sine that stops the carrier", {20, 20}, {{80, 80}, {6, 6}}, false},
    {"standing", {200, 200}, {{40, 40}, {0, 0}, {1, 1}, {0.3, 0.3}}, true},
    {"standing triangle", {200, 200}, {{40, 40}, {0, 0}, {1, 1}, {0.3, 0.3}, true}, true},
    {"skewed", {200, 200}, {{4, 4}, {2, 2}, {1, 1}, {-0.3, -0.3}}, true},
    {"skewed backwards", {200, 200}, {{4, 4}, {-2, -2}, {1, 1}, {0.4, 0.4}}, true},
    {"skewed and fast", {200, 200}, {{40, 40}, {6, 6}, {1, 1}, {-0.8, -0.8}}, false},
    {"triangle", {200, 200}, {{40, 40}, {6, 6}, {1, 1}, {0, 0}, true}, true},
    {"skewed triangle", {200, 200}, {{40, 40}, {-6, -6}, {1, 1}, {-0.9, -0.9}, true}, true},
    {"saw", {200, 200}, {{40, 40}, {6, 6}, {1, 1}, {1, 1}, true}, false},
    {"triangle that stops the carrier", {20, 20}, {{80, 80}, {6, 6}, {0, 0}, {0, 0}, true}, false},
    {"muted", {200, 200}, {{40, 40}, {6, 6}, {1, 1}, {0.2, 0.2}, true, {1, 1}}, true},
};

TEST(Carrier, PhasesOfAStillVoiceFollowTheBook) {
  const dsp::Transition transition;
  for (const Example& example : kStillExamples) {
    for (const CarrierRules& rules : {kStill, kTransition, kIsochronic}) {
      const Carrier carrier(example.hz, example.vibrato, 0.123, rules, transition, kFrames);
      EXPECT_EQ(carrier.is_closed_form(), example.closed_form) << example.name;
      EXPECT_LT(
          largest_distance(
              carrier, phases_by_the_book(example.hz, example.vibrato, 0.123, rules, transition),
              transition),
          1e-10)
          << example.name;
    }
  }
}

const Example kMovingExamples[] = {
    {"sweep", {200, 300}, {}, true},
    {"sweep through zero", {60, -40}, {}, true},
    {"sweep out of zero", {-40, 60}, {}, true},
    {"sweep below zero", {-10, -40}, {}, true},
    {"sweep with a steady vibrato", {200, 300}, {{40, 40}, {6.3, 6.3}, {0.5, 0.5}}, true},
    {"sweep with a vibrato that stops it", {60, 10}, {{40, 40}, {6.3, 6.3}, {0.5, 0.5}}, false},
    {"standing vibrato that grows", {200, 200}, {{0, 40}, {0, 0}, {1, 1}}, true},
    {"growing vibrato", {200, 200}, {{10, 50}, {6, 6}}, true},
    {"faster vibrato", {200, 180}, {{10, 10}, {6, 20}, {0, 1}}, true},
    {"vibrato that turns round", {200, 180}, {{10, -30}, {6, -9}, {0, 20}}, true},
    {"vibrato that starts from rest", {200, 200}, {{10, 10}, {0, 0.5}}, true},
    {"growing vibrato that stops the carrier", {20, 30}, {{10, 90}, {6, 6}}, false},
    {"steady triangle in a sweep", {200, 300}, {{20, 20}, {2, 2}, {1, 1}, {0.5, 0.5}, true}, true},
    {"faster vibrato with a moving skew",
     {200, 180},
     {{10, 10}, {6, 20}, {0, 1}, {-0.3, 0.6}},
     false},
    {"vibrato that goes silent",
     {200, 180},
     {{50, 50}, {6, 6}, {1, 1}, {0, 0}, false, {0, 1}},
     false},
    {"moving triangle", {200, 300}, {{20, 60}, {6, 2}, {1, 1}, {0.5, 0.5}, true}, false},
};

TEST(Carrier, PhasesOfAMovingVoiceFollowTheBook) {
  const TransitionTiming timings[] = {
      {0, std::nullopt, "linear"}, {0.1, 0.3, "logarithmic"}, {-0.1, 0.5, "exponential"},
      {0.3, 0, "linear"},          {2, 1, "linear"},          {0, std::nullopt, "alpha**3"}};
  for (const TransitionTiming& timing : timings) {
    const dsp::Transition transition(kSeconds, kFrames, timing);
    for (const Example& example : kMovingExamples) {
      for (const CarrierRules& rules : {kTransition, kIsochronic}) {
        const Carrier carrier(example.hz, example.vibrato, -0.4, rules, transition, kFrames);
        if (transition.curve().is_monotonic() && transition.moves()) {
          EXPECT_EQ(carrier.is_closed_form(), example.closed_form) << example.name;
        }
        const std::vector<double> expected =
            phases_by_the_book(example.hz, example.vibrato, -0.4, rules, transition);
        for (const FramesOf frames_of : {&dsp::Transition::at, &dsp::Transition::at_or_at_rest}) {
          EXPECT_LT(largest_distance(carrier, expected, transition, frames_of), 1e-10)
              << example.name << ' ' << timing.curve << ' ' << timing.offset_seconds;
        }
      }
    }
  }
}

/// The wave of a carrier in a quantum as far as it needs no phases of single frames.
bool sine_at_once(const Carrier& carrier, const dsp::Progress& progress, std::span<float> wave) {
  if (carrier.turns_evenly(progress)) {
    dsp::sine(carrier.first_phase(progress), carrier.turns_per_frame(progress), wave);
    return true;
  }
  const auto sine = carrier.vibrato_sine(progress);
  if (!sine || !sine->is_slow()) return false;
  dsp::vibrato_sine(*sine, wave);
  return true;
}

TEST(Carrier, ASineAtRestIsMadeAtOnce) {
  const Example examples[] = {
      {"sweep", {200, 300}, {}, true},
      {"sweep through zero", {60, -40}, {}, true},
      {"sweep with a steady vibrato", {200, 300}, {{4, 4}, {2, 2}, {0.5, 0.5}}, true},
      {"faster vibrato", {200, 180}, {{2, 2}, {1, 2}, {0, 1}}, true},
      {"vibrato that turns round", {200, 180}, {{2, -3}, {1, -2}, {0, 20}}, true},
      {"vibrato that comes", {200, 200}, {{0, 4}, {2, 2}, {1, 1}}, true},
  };
  const dsp::Transition transition(kSeconds, kFrames, {0.2, 0.1, "logarithmic"});
  for (const Example& example : examples) {
    for (const CarrierRules& rules : {kTransition, kIsochronic}) {
      const Carrier carrier(example.hz, example.vibrato, -0.4, rules, transition, kFrames);
      const std::vector<double> expected =
          phases_by_the_book(example.hz, example.vibrato, -0.4, rules, transition);
      std::vector<std::int64_t> made;
      for (std::int64_t first = 0; first + std::int64_t{kQuantum} <= kFrames;
           first += std::int64_t{kQuantum}) {
        dsp::TransitionBlock memory;
        float wave[kQuantum];
        if (!sine_at_once(carrier, transition.at_or_at_rest(first, memory), wave)) continue;
        made.push_back(first);
        for (std::size_t i = 0; i < kQuantum; ++i) {
          const double turns = expected[static_cast<std::size_t>(first) + i];
          ASSERT_NEAR(wave[i], std::sin(kTurn * turns), 2e-6)
              << example.name << " in frame " << first << " + " << i;
        }
      }
      // It moves from frame 1600 to 2400.
      EXPECT_EQ(made.size(), 6u + 9u) << example.name;
    }
  }
}

TEST(Carrier, ASteadyVibratoOfEightHoursStaysInClosedForm) {
  // The sum of the vibrato after whole periods is 0, so the carrier is where it would be without.
  const CarrierRules rules{.phase = {.frame_s = 1.0 / 48'000}, .time = {1.0 / 48'000, 0}};
  const std::int64_t frames = std::int64_t{8} * 3600 * 48'000;
  const dsp::Transition transition;
  const Vibrato vibrato{{4, 4}, {0.25, 0.25}};
  Carrier with(Ramp{200, 200}, vibrato, 0, rules, transition, frames);
  Carrier without(Ramp{200, 200}, {}, 0, rules, transition, frames);
  const std::int64_t whole_periods = frames - frames % (4 * 48'000 * 256);
  double turns[2][kQuantum];
  with.fill({whole_periods - 256, {}, {}, 0}, turns[0]);
  without.fill({whole_periods - 256, {}, {}, 0}, turns[1]);
  const double error = turns[0][255] - turns[1][255];
  EXPECT_LT(std::abs(error - std::round(error)), 1e-8);
}

TEST(Carrier, AVibratoOfEightHoursIsKnownAnywhere) {
  // What the vibrato adds over a minute is the sum of it, however much has gone before.
  const double frame_s = 1.0 / 44'100;
  const CarrierRules rules{
      .phase = {.frame_s = frame_s}, .time = {frame_s, 0}, .vibrato_accumulates = true};
  const std::int64_t frames = std::int64_t{8} * 3600 * 44'100;
  const dsp::Transition transition(8 * 3600, frames, {0, std::nullopt, "linear"});
  const Example examples[] = {
      {"swept", {200, 200}, {{3, 1}, {0.3, 2}}, true},
      {"slow", {200, 200}, {{3, 3}, {0.001, 0.02}}, true},
      {"triangle", {200, 200}, {{330, 330}, {0.4, 0.4}, {0, 0}, {0, 0}, true}, true},
      {"skewed", {200, 200}, {{1, 1}, {1.7, 1.7}, {0, 0}, {0.5, 0.5}}, true},
  };
  for (const Example& example : examples) {
    Carrier with(example.hz, example.vibrato, 0, rules, transition, frames);
    Carrier without(example.hz, {}, 0, rules, transition, frames);
    EXPECT_TRUE(with.is_closed_form()) << example.name;
    const auto added_by = [&](std::int64_t frame) {
      dsp::TransitionBlock memory;
      double turns[2][kQuantum];
      with.fill(transition.at(frame, memory), turns[0]);
      without.fill(transition.at(frame, memory), turns[1]);
      return turns[0][0] - turns[1][0];
    };
    constexpr std::int64_t kMinute = std::int64_t{10'336} * 256;
    const std::int64_t from = frames / 1'792 * 256 * 5;
    long double x = 0, sum = 0;
    const dsp::TransitionCurve& curve = transition.curve();
    x = static_cast<long double>(example.vibrato.freq_hz.from) * (from + 1) +
        (static_cast<long double>(example.vibrato.freq_hz.to) - example.vibrato.freq_hz.from) *
            curve.sum_before(from + 1);
    x *= frame_s;
    for (std::int64_t i = from + 1; i <= from + kMinute; ++i) {
      const double a = curve.at(i);
      x += static_cast<long double>(example.vibrato.freq_hz.at(a)) * frame_s;
      const auto position = static_cast<double>(x - std::floor(x));
      sum += 0.5 * frame_s * example.vibrato.range_hz.at(a) *
             triangle_or_sine(example.vibrato, position, example.vibrato.skew.from);
    }
    const double error = added_by(from + kMinute) - added_by(from) - static_cast<double>(sum);
    EXPECT_LT(std::abs(error - std::round(error)), 1e-8) << example.name;
  }
}

TEST(Carrier, OnlyCarriersWithTheSamePhasesAreEqual) {
  const dsp::Transition transition;
  const auto carrier = [&](double hz, double start, const Vibrato& vibrato) {
    return Carrier({hz, hz}, vibrato, start, kStill, transition, kFrames);
  };
  const Carrier one = carrier(200, 0.25, {});
  EXPECT_TRUE(one.equals(carrier(200, 0.25, {})));
  EXPECT_FALSE(one.equals(carrier(200.1, 0.25, {})));
  EXPECT_FALSE(one.equals(carrier(200, 0.5, {})));
  const Carrier trembling = carrier(200, 0.25, {{4, 4}, {3, 3}});
  EXPECT_FALSE(one.equals(trembling));
  EXPECT_FALSE(trembling.equals(one));
}

}  // namespace
}  // namespace bbplay::voices
