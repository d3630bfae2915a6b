// SPDX-License-Identifier: MIT
#include "voices/noise/conditioned_recording.h"

#include <vector>

#include <gtest/gtest.h>

#include "bbplay/model/read_error.h"

#include "support/scratch_folder.h"
#include "support/sound_files.h"
#include "voices/noise/noise_recording.h"

namespace bbplay::voices {
namespace {

/// A file of `frames` frames, and the same conditioned as a whole.
struct Recorded {
  Recorded(int rate, std::size_t frames) {
    const test::Planes planes = test::test_signal(1, frames);
    test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, rate, planes);
    whole = condition_recording(planes[0], rate);
  }
  const test::ScratchFolder folder;
  const std::filesystem::path path = folder / "noise.wav";
  std::vector<double> whole;
};

TEST(ConditionedRecording, PieceByPieceItIsTheWholeSignalToTheLastBit) {
  for (const int rate : {8'000, 44'100, 192'000}) {
    const auto second = static_cast<std::size_t>(rate);
    // No frames, fewer than any padding, than one, between both; one piece, one and a rest, many.
    for (const std::size_t frames : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{8},
                                     std::size_t{300}, second, 2 * second - 1, 7 * second + 11}) {
      const Recorded recorded(rate, frames);
      ConditionedRecording recording(recorded.path, rate);
      ASSERT_EQ(recording.frames(), static_cast<std::int64_t>(frames));
      std::vector<double> made(frames);
      recording.read(0, std::span(made));
      EXPECT_EQ(made, recorded.whole) << rate << " Hz, " << frames << " frames";
    }
  }
}

TEST(ConditionedRecording, ReadsTheSameFromAnywhere) {
  constexpr std::size_t kFrames = 50'000;
  const Recorded recorded(8'000, kFrames);
  ConditionedRecording recording(recorded.path, 8'000);
  for (const std::size_t first : {49'999u, 0u, 20'001u, 7'999u, 30'000u, 8'000u}) {
    std::vector<double> made(std::min<std::size_t>(9'000, kFrames - first));
    ConditionedRecording copy = recording;
    for (ConditionedRecording* each : {&recording, &copy}) {
      each->read(static_cast<std::int64_t>(first), std::span(made));
      for (std::size_t i = 0; i < made.size(); ++i) {
        ASSERT_EQ(made[i], recorded.whole[first + i]) << first << " + " << i;
      }
    }
  }
}

TEST(ConditionedRecording, AnotherFileUnderTheSameNameIsRead) {
  const Recorded first(8'000, 9'000);
  ConditionedRecording(first.path, 8'000);
  test::write_sound(first.path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 8'000,
                    test::test_signal(1, 12'000));
  EXPECT_EQ(ConditionedRecording(first.path, 8'000).frames(), 12'000);
}

}  // namespace
}  // namespace bbplay::voices
