// SPDX-License-Identifier: MIT
#include "media/message.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <gtest/gtest.h>

#include "support/sound_files.h"

namespace bbplay::media {
namespace {

constexpr int kRate = 16'000;
constexpr std::size_t kFrames = 800'000;

std::vector<float> all_of(const Message& message, std::size_t step) {
  std::vector<float> samples(static_cast<std::size_t>(message.frames()));
  for (std::size_t at = 0; at < samples.size(); at += step) {
    message.read(static_cast<std::int64_t>(at),
                 std::span(samples).subspan(at, std::min(step, samples.size() - at)));
  }
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

    const std::vector<float> expected(in_memory->samples().begin(), in_memory->samples().end());
    EXPECT_EQ(all_of(*streamed, 16'384), expected);
    EXPECT_EQ(all_of(*streamed, 99'999), expected);
    for (const std::int64_t first : {0, 700'000, 3, 350'000, 7'999, 8'000}) {
      std::vector<float> part(5'000);
      streamed->read(first, part);
      EXPECT_TRUE(std::equal(part.begin(), part.end(), expected.begin() + first)) << first;
    }
  }
}

}  // namespace
}  // namespace bbplay::media
