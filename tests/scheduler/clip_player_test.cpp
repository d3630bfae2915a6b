// SPDX-License-Identifier: MIT
#include "scheduler/clip_player.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include <gtest/gtest.h>
#include <malloc.h>

#include "bbplay/model/diagnostics.h"

#include "support/sound_files.h"

namespace bbplay::scheduler {
namespace {

using test::Planes;

/// A clip file of its own for each test.
class ClipPlayerTest : public testing::Test {
 protected:
  Clip clip_of(const Planes& planes, int rate, int format = SF_FORMAT_WAV | SF_FORMAT_DOUBLE) {
    Clip clip;
    clip.path = folder_.path() / "clip";
    test::write_sound(clip.path, format, rate, planes);
    return clip;
  }
  test::ScratchFolder folder_;
};

/// Plays track frames [from, to) in blocks, servicing before each as an offline render does.
StereoBuffer play(ClipPlayer& player, std::int64_t from, std::int64_t to,
                  std::int64_t block = 256) {
  StereoBuffer out(static_cast<std::size_t>(to - from));
  for (std::int64_t at = from; at < to; at += block) {
    const std::int64_t count = std::min(block, to - at);
    player.service(at, count);
    player.add(at, out.block().subblock(static_cast<std::size_t>(at - from),
                                        static_cast<std::size_t>(count)));
  }
  EXPECT_EQ(player.missed_frames(), 0u);
  return out;
}

TEST_F(ClipPlayerTest, AddsTheClipAtItsTrackFrameWithItsGain) {
  const Planes file = test::test_signal(2, 9000);
  Clip clip = clip_of(file, 8000);
  clip.start_s = 0.7;  // 0.7 * 8000 is 5600 less a bit in binary: trunc gives 5599 or 5600
  clip.gain = -0.25;
  ClipPlayer player(clip, 8000, Fidelity::reference);
  EXPECT_EQ(player.start(), static_cast<std::int64_t>(0.7 * 8000));
  EXPECT_EQ(player.frames(), 9000);

  StereoBuffer out(16'000);
  std::fill(out.block().left.begin(), out.block().left.end(), 1.0f);
  player.service(0, 16'000);
  player.add(0, out.block());
  for (std::int64_t i = 0; i < 16'000; ++i) {
    const std::int64_t k = i - player.start();
    const bool inside = k >= 0 && k < 9000;
    const auto at = static_cast<std::size_t>(k);
    const auto left = inside ? static_cast<float>(-0.25 * file[0][at]) : 0.0f;
    const auto right = inside ? static_cast<float>(-0.25 * file[1][at]) : 0.0f;
    ASSERT_EQ(out.block().left[static_cast<std::size_t>(i)], 1.0f + left) << i;
    ASSERT_EQ(out.block().right[static_cast<std::size_t>(i)], right) << i;
  }
}

TEST_F(ClipPlayerTest, ANegativeStartBeginsInsideTheFile) {
  const Planes file = test::test_signal(1, 9000);
  Clip clip = clip_of(file, 8000);
  clip.start_s = -0.5;
  ClipPlayer player(clip, 8000, Fidelity::reference);
  EXPECT_EQ(player.start(), -4000);
  EXPECT_EQ(player.end(), 5000);
  const StereoBuffer heard = play(player, 0, 6000);
  for (std::size_t i = 0; i < 6000; ++i) {
    ASSERT_EQ(heard.block().left[i], i < 5000 ? static_cast<float>(file[0][4000 + i]) : 0.0f);
    ASSERT_EQ(heard.block().right[i], heard.block().left[i]);
  }
}

TEST_F(ClipPlayerTest, SoundsTheSameWhereverPlaybackBeginsAndInWhateverBlocks) {
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                           SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
    Clip clip = clip_of(test::test_signal(2, 400'000), 48'000, format);
    clip.start_s = 0.3;
    clip.fade_in_s = 0.2;
    clip.duration_s = 7.5;
    ClipPlayer player(clip, 44'100, Fidelity::reference);
    const StereoBuffer whole = play(player, 0, 350'000);
    for (const std::int64_t from : {0, 1, 13'230, 100'000, 123'456, 340'000}) {
      for (const std::int64_t block : {1000, 256, 44'100}) {
        player.seek(from);
        const std::int64_t to = std::min<std::int64_t>(from + 60'000, 350'000);
        const StereoBuffer part = play(player, from, to, block);
        const auto expected = whole.block().subblock(static_cast<std::size_t>(from),
                                                     static_cast<std::size_t>(to - from));
        ASSERT_TRUE(
            std::equal(expected.left.begin(), expected.left.end(), part.block().left.begin()))
            << from << " in blocks of " << block;
        ASSERT_TRUE(
            std::equal(expected.right.begin(), expected.right.end(), part.block().right.begin()));
      }
      ClipPlayer fresh(clip, 44'100, Fidelity::reference);
      fresh.seek(from);
      const StereoBuffer part = play(fresh, from, from + 5000);
      ASSERT_EQ(part.block().left[4999], whole.block().left[static_cast<std::size_t>(from + 4999)]);
    }
  }
}

TEST_F(ClipPlayerTest, FadesPanAndDurationFollowTheTrackFormat) {
  Clip clip = clip_of(Planes(1, std::vector<double>(8000, 1.0)), 8000);
  clip.duration_s = 0.5;   // 4000 frames, and the end fades over 50 ms = 400 frames
  clip.fade_in_s = 0.01;   // 80 frames
  clip.fade_out_s = 0.02;  // 160 frames
  clip.pan = 0.25;
  clip.gain = 0.5;
  ClipPlayer player(clip, 8000, Fidelity::reference);
  EXPECT_EQ(player.frames(), 4000);
  const StereoBuffer heard = play(player, 0, 5000);
  for (std::size_t i = 0; i < 5000; ++i) {
    const auto frame = static_cast<double>(i);
    double gain = i < 4000 ? 0.5 : 0.0;
    if (i < 80) gain *= frame / 79;
    if (i >= 3600 && i < 4000) gain *= (3999 - frame) / 399;
    if (i >= 3840 && i < 4000) gain *= (3999 - frame) / 159;
    ASSERT_NEAR(heard.block().left[i], 0.75 * gain, 1e-7) << i;
    ASSERT_NEAR(heard.block().right[i], gain, 1e-7) << i;
  }
}

TEST_F(ClipPlayerTest, CuttingOffOneFrameNeedsNoFade) {
  Clip clip = clip_of(Planes(1, std::vector<double>(1000, 1.0)), 8000);
  clip.duration_s = 999.0 / 8000;
  ClipPlayer one_less(clip, 8000, Fidelity::reference);
  EXPECT_EQ(one_less.frames(), 999);
  EXPECT_EQ(play(one_less, 0, 999).block().left[998], 1.0f);
  clip.duration_s = 998.0 / 8000;
  ClipPlayer two_less(clip, 8000, Fidelity::reference);
  const StereoBuffer heard = play(two_less, 0, 998);
  EXPECT_EQ(heard.block().left[997], 0.0f);
  EXPECT_EQ(heard.block().left[998 - 998 / 4], 1.0f);  // 50 ms would be 400 frames, more than 1/4
  EXPECT_LT(heard.block().left[998 - 998 / 4 + 1], 1.0f);
  clip.duration_s = 3;
  EXPECT_EQ(ClipPlayer(clip, 8000, Fidelity::reference).frames(), 1000);
}

TEST_F(ClipPlayerTest, PlaysTheBytesOfADataUrl) {
  Clip from_file = clip_of(test::test_signal(2, 20'000), 44'100, SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  Clip from_memory;
  from_memory.data = test::bytes_of(from_file.path);
  ClipPlayer a(from_file, 48'000, Fidelity::reference);
  ClipPlayer b(from_memory, 48'000, Fidelity::reference);
  EXPECT_EQ(play(a, 0, 21'000), play(b, 0, 21'000));
}

TEST_F(ClipPlayerTest, WithoutServiceItIsSilentAndCountsWhatIsMissing) {
  Clip clip = clip_of(test::test_signal(1, 20'000), 8000);
  clip.start_s = 0.0125;
  ClipPlayer player(clip, 8000, Fidelity::reference);
  StereoBuffer out(256);
  player.add(0, out.block());
  EXPECT_EQ(out, StereoBuffer(256));
  EXPECT_EQ(player.missed_frames(), 156u);
  player.service(256, 8000);
  player.add(256, out.block());
  EXPECT_NE(out, StereoBuffer(256));
  EXPECT_EQ(player.missed_frames(), 156u);
}

TEST_F(ClipPlayerTest, AMissingFileIsNamed) {
  Clip clip;
  clip.path = folder_.path() / "nowhere.wav";
  EXPECT_THROW(ClipPlayer(clip, 8000, Fidelity::reference), InputError);
}

TEST_F(ClipPlayerTest, AReaderThreadKeepsAheadOfTheAudioThread) {
  Clip clip = clip_of(test::test_signal(2, 480'000), 48'000, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  ClipPlayer inline_player(clip, 44'100, Fidelity::reference);
  const StereoBuffer expected = play(inline_player, 0, 441'000);

  ClipPlayer player(clip, 44'100, Fidelity::reference);
  std::atomic<std::int64_t> position{0};
  std::atomic<int> rounds{0};
  std::atomic<bool> done{false};
  player.service(0, 44'100 * 4);
  std::thread reader([&] {
    for (; !done; ++rounds) player.service(position.load(), 44'100 * 4);
  });
  StereoBuffer heard(441'000);
  for (std::int64_t at = 0; at < 441'000; at += 450) {
    player.add(at, heard.block().subblock(static_cast<std::size_t>(at), 450));
    position = at + 450;
    if (at % 44'100 != 0) continue;
    // The reader comes round once a second of audio, and has four.
    for (const int before = rounds; rounds < before + 2;) std::this_thread::yield();
  }
  done = true;
  reader.join();
  EXPECT_EQ(player.missed_frames(), 0u);
  EXPECT_TRUE(std::ranges::equal(heard.block().left, expected.block().left));
  EXPECT_TRUE(std::ranges::equal(heard.block().right, expected.block().right));
}

TEST_F(ClipPlayerTest, MemoryDoesNotGrowWithTheClip) {
  const auto in_use_after_playing = [&](std::size_t seconds) {
    const Clip clip = clip_of(Planes(1, std::vector<double>(seconds * 8000, 0.5)), 8000,
                              SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    const struct mallinfo2 before = ::mallinfo2();
    ClipPlayer player(clip, 11'025, Fidelity::reference);
    StereoBuffer block(11'025);
    for (std::int64_t at = 0; at < player.end(); at += 11'025) {
      player.service(at, 11'025);
      player.add(at, block.block());
    }
    const struct mallinfo2 after = ::mallinfo2();
    return static_cast<double>(after.uordblks + after.hblkhd) -
           static_cast<double>(before.uordblks + before.hblkhd);
  };
  const double short_clip = in_use_after_playing(10);
  const double long_clip = in_use_after_playing(600);
  EXPECT_LT(long_clip, short_clip + 65'536);
  EXPECT_LT(long_clip, 2e6);
}

}  // namespace
}  // namespace bbplay::scheduler
