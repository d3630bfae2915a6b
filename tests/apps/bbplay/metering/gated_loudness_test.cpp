// SPDX-License-Identifier: MIT
// Loudness against that of libebur128, the implementation that others measure with.
#include "metering/gated_loudness.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

#include <ebur128.h>
#include <gtest/gtest.h>

namespace bbplay::app {
namespace {

struct Measured {
  double integrated = 0;  // LUFS
  double range = 0;       // LU
};

StereoBuffer audio_of(int rate, double seconds,
                      const std::function<double(double time_s, int ear)>& level_at) {
  StereoBuffer audio(static_cast<std::size_t>(seconds * rate));
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    const double time_s = static_cast<double>(i) / rate;
    audio.block().left[i] = static_cast<float>(level_at(time_s, 0));
    audio.block().right[i] = static_cast<float>(level_at(time_s, 1));
  }
  return audio;
}

Measured measured(const StereoBuffer& audio, int rate, std::size_t piece = 1000) {
  GatedLoudness meter(rate);
  for (std::size_t at = 0; at < audio.frames(); at += piece) {
    meter.hear(audio.block().subblock(at, std::min(piece, audio.frames() - at)));
  }
  return {meter.integrated().value_or(-HUGE_VAL), meter.range()};
}

/// Every block is kept, so that nothing is rounded to classes.
Measured measured_by_libebur128(const StereoBuffer& audio, int rate) {
  ebur128_state* state =
      ebur128_init(2, static_cast<unsigned long>(rate), EBUR128_MODE_I | EBUR128_MODE_LRA);
  std::vector<float> interleaved(2 * audio.frames());
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    interleaved[2 * i] = audio.block().left[i];
    interleaved[2 * i + 1] = audio.block().right[i];
  }
  ebur128_add_frames_float(state, interleaved.data(), audio.frames());
  Measured levels;
  ebur128_loudness_global(state, &levels.integrated);
  ebur128_loudness_range(state, &levels.range);
  ebur128_destroy(&state);
  return levels;
}

void expect_agreement(const StereoBuffer& audio, int rate) {
  const Measured ours = measured(audio, rate), theirs = measured_by_libebur128(audio, rate);
  EXPECT_NEAR(ours.integrated, theirs.integrated, 0.005) << rate << " Hz";  // half a class
  EXPECT_NEAR(ours.range, theirs.range, 0.01) << rate << " Hz";
}

double wave(double hertz, double time_s) { return std::sin(2 * std::numbers::pi * hertz * time_s); }

TEST(GatedLoudness, OfTonesIsThatOfLibebur128AtEveryRate) {
  for (const int rate : {8'000, 44'100, 48'000, 96'000, 192'000}) {
    for (const double hertz : {30.0, 200.0, 1'000.0, 3'500.0}) {
      expect_agreement(audio_of(rate, 4,
                                [&](double time_s, int ear) {
                                  return (ear == 0 ? 0.3 : 0.05) * wave(hertz, time_s);
                                }),
                       rate);
    }
  }
}

TEST(GatedLoudness, OfWhatSwellsIsThatOfLibebur128) {
  std::minstd_rand random(7);
  std::uniform_real_distribution<double> level(-1, 1);
  for (const double depth_db : {6.0, 15.0, 40.0, 90.0}) {
    expect_agreement(audio_of(44'100, 40,
                              [&](double time_s, int) {
                                const double swell = 0.5 - 0.5 * wave(0.07, time_s);
                                return 0.5 * std::pow(10, -depth_db * swell / 20) * level(random);
                              }),
                     44'100);
  }
}

TEST(GatedLoudness, LeavesPausesOutLikeLibebur128) {
  expect_agreement(audio_of(48'000, 30,
                            [](double time_s, int) {
                              const bool pause = std::fmod(time_s, 7.0) > 4;
                              return pause ? 0 : 0.2 * wave(440, time_s);
                            }),
                   48'000);
}

TEST(GatedLoudness, OfSilenceAndOfAnInstantIsUnknown) {
  const auto silence = audio_of(48'000, 5, [](double, int) { return 0.0; });
  const auto instant = audio_of(48'000, 0.39, [](double, int) { return 0.5; });
  GatedLoudness quiet(48'000), brief(48'000);
  quiet.hear(silence.block());
  brief.hear(instant.block());
  EXPECT_FALSE(quiet.integrated());
  EXPECT_FALSE(brief.integrated());
  EXPECT_EQ(quiet.range(), 0);
}

TEST(GatedLoudness, IsTheSameInPiecesOfAnyLength) {
  const auto audio = audio_of(
      44'100, 7, [](double time_s, int ear) { return 0.1 * time_s * wave(300 + ear, time_s); });
  const Measured whole = measured(audio, 44'100, audio.frames());
  for (const std::size_t piece : {1u, 441u, 4'410u, 5'000u}) {
    const Measured pieces = measured(audio, 44'100, piece);
    EXPECT_EQ(pieces.integrated, whole.integrated) << piece;
    EXPECT_EQ(pieces.range, whole.range) << piece;
  }
}

}  // namespace
}  // namespace bbplay::app
