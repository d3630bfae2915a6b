// SPDX-License-Identifier: MIT
#include "media/message.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/dsp/block_ops.h"

#include "support/sound_files.h"

namespace bbplay::media {
namespace {

constexpr int kRate = 16'000;
constexpr std::size_t kFrames = 800'000;

/// Brought to a peak of 1, read in parts.
std::vector<float> all_of(const Message& message, std::size_t step) {
  std::vector<float> samples(static_cast<std::size_t>(message.frames()));
  for (std::size_t at = 0; at < samples.size(); at += step) {
    message.read(static_cast<std::int64_t>(at),
                 std::span(samples).subspan(at, std::min(step, samples.size() - at)));
  }
  if (message.samples().empty()) bring_to_one(message.peak({}), samples);
  return samples;
}

TEST(MessageOfAFile, IsTheSameFromMemoryAndFromTheDisk) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 11'025,
                    test::test_signal(2, kFrames * 11'025 / kRate));
  std::filesystem::copy_file(folder / "a.wav", folder / "b.wav");
  // Fills what there is of memory.
  test::write_sound(folder / "long.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8'000,
                    test::test_signal(1, 1'950'000));
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    auto filling = shared_message({folder / "long.wav", 3'000, kRate, fidelity});
    ASSERT_FALSE(filling->samples().empty());
    const auto streamed = shared_message({folder / "a.wav", 3'000, kRate, fidelity});
    EXPECT_TRUE(streamed->samples().empty());
    filling.reset();
    const auto in_memory = shared_message({folder / "b.wav", 3'000, kRate, fidelity});
    ASSERT_EQ(in_memory->samples().size(), static_cast<std::size_t>(streamed->frames()));

    // What was found out of one of them holds for the other.
    const float peak = in_memory->peak({});
    EXPECT_EQ(streamed->peak({}), peak);
    for (const std::int64_t end : {1, 4'000, 399'999, 800'000}) {
      EXPECT_EQ(streamed->peak_of_beginning(end, peak, {}),
                in_memory->peak_of_beginning(end, peak, {}))
          << end;
    }

    const std::vector<float> expected(in_memory->samples().begin(), in_memory->samples().end());
    EXPECT_EQ(all_of(*streamed, 16'384), expected);
    EXPECT_EQ(all_of(*streamed, 99'999), expected);
    for (const std::int64_t first : {0, 700'000, 3, 350'000, 7'999, 8'000}) {
      std::vector<float> part(5'000);
      streamed->read(first, part);
      bring_to_one(streamed->peak({}), part);
      EXPECT_TRUE(std::equal(part.begin(), part.end(), expected.begin() + first)) << first;
    }
  }
}

TEST(MessageOfAFile, ThatIsLongIsGoneThroughOnceForItsPeaks) {
  constexpr std::size_t kLong = (4 << 20) + 12'345;  // more than there is room for in memory
  const test::ScratchFolder folder;
  test::Planes planes = test::test_signal(1, kLong);
  for (std::size_t i = 0; i < kLong / 2; ++i) planes[0][i] *= 0.25;
  test::write_sound(folder / "long.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, kRate, planes);
  const auto message = shared_message({folder / "long.wav", 3'000, kRate, Fidelity::reference});
  ASSERT_TRUE(message->samples().empty());
  const float estimated = message->peak({{}, 16});

  std::vector<float> samples(kLong);
  message->read(0, samples);
  std::size_t tasks = 0;
  const dsp::Sharing backwards = [&](std::size_t count, const auto& task) {
    tasks += count;
    for (std::size_t i = count; i > 0; --i) task(i - 1);
  };
  for (const std::size_t end : {kLong, std::size_t{8'000}, std::size_t{1}, kLong / 2 + 999}) {
    const float peak = message->peak({backwards});
    EXPECT_EQ(peak, dsp::peak(samples));
    float of_beginning = dsp::peak(std::span(samples).first(end));
    bring_to_one(peak, {&of_beginning, 1});
    EXPECT_EQ(message->peak_of_beginning(static_cast<std::int64_t>(end), peak, {backwards}),
              of_beginning)
        << end;
  }
  EXPECT_EQ(tasks, (kLong / 4'000) / 32 + 1);
  EXPECT_NEAR(estimated / dsp::peak(samples), 1, 0.15);
  // It is no estimate any more.
  EXPECT_EQ(message->peak({{}, 1}), dsp::peak(samples));
}

TEST(MessageOfAFile, IsReadBySeveralThreadsAtATime) {
  constexpr std::size_t kLong = (4 << 20) + 1;
  const test::ScratchFolder folder;
  test::write_sound(folder / "long.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(1, kLong));
  const auto message = shared_message({folder / "long.wav", 3'000, kRate, Fidelity::corrected});
  ASSERT_TRUE(message->samples().empty());
  std::vector<float> whole(kLong);
  message->read(0, whole);
  std::atomic<int> different = 0;
  std::vector<std::thread> threads;
  for (const std::size_t begin : {0u, 1'000'000u, 2'000'001u, 3'999'999u}) {
    threads.emplace_back([&, begin] {
      std::vector<float> part(3'000);
      for (std::size_t at = begin; at < begin + 90'000; at += part.size()) {
        message->read(static_cast<std::int64_t>(at), part);
        const auto* const same = whole.data() + at;
        if (!std::equal(part.begin(), part.end(), same)) ++different;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

}  // namespace
}  // namespace bbplay::media
