// SPDX-License-Identifier: MIT
#include "media/recent_chunks.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

TEST(RecentChunks, ReadTheFirstChannelFromAnyPlaceToAnyOther) {
  constexpr std::size_t kFrames = 30'011;
  const test::ScratchFolder folder;
  const test::Planes planes = test::test_signal(2, kFrames);
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 8'000, planes);
  RecentChunks chunks({AudioReader(folder / "a.wav"), 8'000, Downmix::first}, 2);
  ASSERT_EQ(chunks.stream().frames(), std::int64_t{kFrames});
  for (const std::size_t first : {0u, 3'999u, 4'000u, 2'000u, 30'000u, 11u, 12'345u}) {
    for (const std::size_t length : {0u, 1u, 4'000u, 17'000u}) {
      std::vector<double> made(std::min(length, kFrames - first));
      chunks.read(static_cast<std::int64_t>(first), made);
      EXPECT_TRUE(std::equal(made.begin(), made.end(),
                             planes[0].begin() + static_cast<std::ptrdiff_t>(first)))
          << first << " + " << length;
    }
  }
}

TEST(RecentChunks, AtAnotherRateTheFirstChannelIsThatOfBoth) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 11'025,
                    test::test_signal(2, 20'000));
  const auto stream = [&](Downmix downmix) {
    return AudioStream(AudioReader(folder / "a.wav"), 8'000, downmix);
  };
  AudioStream both = stream(Downmix::stereo);
  std::vector<double> left(static_cast<std::size_t>(both.chunk_frames())), right = left,
                                                                           made = left;
  both.read_chunk(1, std::vector<std::span<double>>{left, right});
  RecentChunks(stream(Downmix::first), 1).read(both.chunk_frames(), made);
  EXPECT_EQ(made, left);
}

}  // namespace
}  // namespace bbplay::media
