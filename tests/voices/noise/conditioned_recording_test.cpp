// SPDX-License-Identifier: MIT
#include "voices/noise/conditioned_recording.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "support/scratch_folder.h"
#include "support/sound_files.h"
#include "voices/noise/recording_filters.h"

namespace bbplay::voices {
namespace {

/// A file of `frames` frames, and the same filtered as a whole.
struct Recorded {
  Recorded(int rate, std::size_t frames) {
    const test::Planes planes = test::test_signal(2, frames);
    test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, rate, planes);
    whole = planes[0];
    filter_recording(rate, whole);
  }
  const test::ScratchFolder folder;
  const std::filesystem::path path = folder / "noise.wav";
  std::vector<double> whole;
};

std::vector<double> read_all(const ConditionedRecording& recording) {
  std::vector<double> samples(static_cast<std::size_t>(recording.frames()));
  recording.read(0, 1, samples);
  return samples;
}

TEST(ConditionedRecording, PieceByPieceItIsTheWholeSignal) {
  for (const int rate : {8'000, 44'100, 192'000}) {
    const auto second = static_cast<std::size_t>(rate);
    // No frames, fewer than any padding, than one, between both; one piece, one and a rest, many.
    for (const std::size_t frames : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{8},
                                     std::size_t{300}, second, 2 * second - 1, 7 * second + 11}) {
      const Recorded recorded(rate, frames);
      const ConditionedRecording recording(recorded.path, rate);
      ASSERT_EQ(recording.frames(), static_cast<std::int64_t>(frames));
      const std::vector<double> made = read_all(recording);
      double off = 0;
      for (std::size_t i = 0; i < frames; ++i) {
        off = std::max(off, std::abs(made[i] - recorded.whole[i]));
      }
      EXPECT_LT(off, 5e-12) << rate << " Hz, " << frames << " frames";
    }
  }
}

TEST(ConditionedRecording, ReadsTheSameFromAnywhereOnAnyThread) {
  constexpr std::size_t kFrames = 50'000;
  const Recorded recorded(8'000, kFrames);
  const ConditionedRecording recording(recorded.path, 8'000);
  const std::vector<double> whole = read_all(recording);
  std::atomic<int> different = 0;
  const auto read_parts = [&](std::size_t first) {
    for (int part = 0; part < 40; ++part) {
      first = (first * 7 + 1'003) % kFrames;
      std::vector<double> made(std::min<std::size_t>(9'000, kFrames - first));
      recording.read(static_cast<std::int64_t>(first), 0.5, made);
      for (std::size_t i = 0; i < made.size(); ++i) {
        if (made[i] != 0.5 * whole[first + i]) ++different;
      }
    }
  };
  std::vector<std::thread> threads;
  for (const std::size_t first : {49'999u, 0u, 20'001u, 7'999u, 30'000u}) {
    threads.emplace_back(read_parts, first);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

TEST(ConditionedRecording, GoesThroughItsFileOnceToKnowHowLoudItIs) {
  const Recorded recorded(8'000, 90'000);
  const auto level_of_whole = [&](std::size_t end) {
    RecordedLevel level;
    for (const double x : std::span(recorded.whole).first(end)) {
      level.peak = std::max(level.peak, std::abs(x));
      level.power += x * x;
    }
    return level;
  };
  int walks = 0;
  const dsp::Sharing backwards = [&](std::size_t count, const auto& task) {
    ++walks;
    for (std::size_t i = count; i > 0; --i) task(i - 1);
  };
  const ConditionedRecording recording(recorded.path, 8'000);
  for (const std::size_t end : {90'000u, 1u, 4'000u, 50'123u}) {
    const RecordedLevel level = recording.level(static_cast<std::int64_t>(end), backwards);
    EXPECT_NEAR(level.peak, level_of_whole(end).peak, 1e-12) << end;
    EXPECT_NEAR(level.power, level_of_whole(end).power, 1e-9 * level.power) << end;
  }
  EXPECT_EQ(walks, 1);
  EXPECT_NEAR(20 * std::log10(recording.estimated_peak(8) / level_of_whole(90'000).peak), 0, 1);
}

TEST(ConditionedRecording, AShortLoudEndCountsInAnEstimate) {
  test::Planes planes = test::test_signal(1, 600'000);
  for (std::size_t i = 0; i < 580'000; ++i) planes[0][i] *= 0.05;
  const test::ScratchFolder folder;
  test::write_sound(folder / "noise.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 8'000, planes);
  const ConditionedRecording recording(folder / "noise.wav", 8'000);
  const double estimated = recording.estimated_peak(16);
  EXPECT_NEAR(20 * std::log10(estimated / recording.level(600'000, {}).peak), 0, 3);
}

TEST(ConditionedRecording, WhatWasLearntOutlivesThoseWhoPlayIt) {
  const Recorded recorded(8'000, 30'000);
  int walks = 0;
  const dsp::Sharing counting = [&](std::size_t count, const auto& task) {
    ++walks;
    for (std::size_t i = 0; i < count; ++i) task(i);
  };
  const double peak = ConditionedRecording(recorded.path, 8'000).level(30'000, counting).peak;
  EXPECT_EQ(ConditionedRecording(recorded.path, 8'000).level(30'000, counting).peak, peak);
  EXPECT_EQ(walks, 1);
}

TEST(ConditionedRecording, AnotherFileUnderTheSameNameIsRead) {
  const Recorded first(8'000, 9'000);
  const double peak = ConditionedRecording(first.path, 8'000).level(9'000, {}).peak;
  test::Planes softer = test::test_signal(1, 12'000);
  for (double& x : softer[0]) x *= 0.25;
  test::write_sound(first.path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 8'000, softer);
  const ConditionedRecording second(first.path, 8'000);
  EXPECT_EQ(second.frames(), 12'000);
  EXPECT_LT(second.level(12'000, {}).peak, 0.5 * peak);
}

}  // namespace
}  // namespace bbplay::voices
