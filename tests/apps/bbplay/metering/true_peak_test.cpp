// SPDX-License-Identifier: MIT
// True peaks against those of libebur128, the implementation that others measure with.
#include "metering/true_peak.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <span>
#include <vector>

#include <ebur128.h>
#include <gtest/gtest.h>

namespace bbplay::app {
namespace {

constexpr int kRate = 48'000;  // libebur128 oversamples four times below 96 kHz

// Both look at the same places, the samples and three points between each two, and so miss the same
// beyond these. They differ in the filter that computes the points: a sinc in a Hann window that is
// 13 samples wide here, its taps brought to a sum of 1; 12 samples wide there, as the taps come.
//
// Up to a third of the rate both let everything pass, with ripples that differ by less than this.
constexpr double kTonesDb = 0.02;
// Edges contain everything up to half the rate, though ever less. Both filters begin to cut off some
// way below that, the wider window a little later and more steeply.
constexpr double kEdgesDb = 0.05;
// White noise has as much there as anywhere.
constexpr double kWhiteDb = 0.2;

std::vector<float> second_of(const std::function<double(double)>& level_at) {
  std::vector<float> samples(kRate);
  for (int i = 0; i < kRate; ++i) samples[std::size_t(i)] = float(level_at(double(i) / kRate));
  return samples;
}

double wave(double hertz, double time_s, double turns = 0) {
  return std::sin(2 * std::numbers::pi * (hertz * time_s + turns));
}

double true_peak_of(const std::vector<float>& samples) {
  TruePeak meter;
  meter.hear(samples);
  return meter.peak();
}

double true_peak_by_libebur128(const std::vector<float>& samples) {
  ebur128_state* state = ebur128_init(1, kRate, EBUR128_MODE_TRUE_PEAK);
  ebur128_add_frames_float(state, samples.data(), samples.size());
  double peak = 0;
  ebur128_true_peak(state, 0, &peak);
  ebur128_destroy(&state);
  return peak;
}

void expect_agreement(const std::vector<float>& samples, double tolerance_db) {
  const double decibels = 20 * std::log10(true_peak_of(samples) / true_peak_by_libebur128(samples));
  EXPECT_NEAR(decibels, 0, tolerance_db);
}

TEST(TruePeak, OfTonesIsThatOfLibebur128) {
  for (const double hertz : {60.0, 100.0, 440.0, 997.0, 2'000.0, 4'000.0, 6'000.0, 8'000.0,
                             10'000.0, 12'000.0, 14'000.0, 16'000.0}) {
    for (const double turns : {0.0, 0.08, 0.125, 0.25, 0.37}) {
      SCOPED_TRACE(testing::Message() << hertz << " Hz, " << turns << " turns");
      expect_agreement(second_of([&](double time_s) {
                         // Faded, so that it is a tone and not an edge.
                         const double fade = std::min({1.0, 20 * time_s, 20 * (1 - time_s)});
                         return 0.7 * fade * wave(hertz, time_s, turns);
                       }),
                       kTonesDb);
    }
  }
}

TEST(TruePeak, OfBeatsIsThatOfLibebur128) {
  for (const double beat_hz : {0.5, 6.0, 40.0}) {
    expect_agreement(second_of([&](double time_s) {
                       return 0.4 * wave(200, time_s) + 0.4 * wave(200 + beat_hz, time_s);
                     }),
                     kTonesDb);
  }
}

TEST(TruePeak, OfWhatWasClippedIsThatOfLibebur128AndHigher) {
  const auto clipped =
      second_of([](double time_s) { return std::clamp(2 * wave(441, time_s), -0.5, 0.5); });
  expect_agreement(clipped, kTonesDb);
  EXPECT_GT(true_peak_of(clipped), 0.505);
}

TEST(TruePeak, OfEdgesIsThatOfLibebur128) {
  expect_agreement(second_of([](double time_s) { return wave(440, time_s) > 0 ? 0.5 : -0.5; }),
                   kEdgesDb);
  std::vector<float> clicks(kRate);
  clicks[1'000] = clicks[1'001] = 0.5f;
  clicks[2'000] = 0.3f;
  expect_agreement(clicks, kEdgesDb);
}

TEST(TruePeak, OfNoiseIsThatOfLibebur128) {
  for (const unsigned seed : {1u, 2u, 3u, 4u, 5u}) {
    std::minstd_rand random(seed);
    std::uniform_real_distribution<double> level(-0.5, 0.5);
    const auto white = second_of([&](double) { return level(random); });
    expect_agreement(white, kWhiteDb);
    double brown = 0;
    std::vector<float> integrated;
    for (const float sample : white) {
      brown += 0.1 * (double{sample} - brown);
      integrated.push_back(float(brown));
    }
    expect_agreement(integrated, kTonesDb);
  }
}

TEST(TruePeak, IsTheSameInPiecesOfAnyLength) {
  const auto tone = second_of([](double time_s) { return wave(11'993, time_s, 0.1); });
  for (const std::size_t piece : {1u, 63u, 4'096u, 10'000u}) {
    TruePeak meter;
    for (std::size_t at = 0; at < tone.size(); at += piece) {
      meter.hear(std::span(tone).subspan(at, std::min(piece, tone.size() - at)));
    }
    EXPECT_EQ(meter.peak(), true_peak_of(tone)) << piece;
  }
}

}  // namespace
}  // namespace bbplay::app
