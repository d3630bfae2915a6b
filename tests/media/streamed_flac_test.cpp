// SPDX-License-Identifier: MIT
/// FLAC whose head does not say how long it is, as it is written into a pipe.
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "media/sound_damage.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using testing::HasSubstr;

std::string streamed_flac(std::size_t frames) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(2, frames));
  std::string bytes = test::bytes_of(folder / "a.flac");
  bytes[21] = static_cast<char>(bytes[21] & 0xF0);
  return bytes.replace(22, 4, 4, '\0');
}

TEST(StreamedFlac, LosesNothingToWhatStandsBehindIt) {
  const std::string bytes = streamed_flac(kRate);
  const std::vector<double> samples = left_of(bytes);
  ASSERT_EQ(AudioReader(bytes, "a").frames(), kRate);
  for (const std::size_t size : {1u, 15u, 16u, 40u, 1'000u, 100'000u, 5'000'000u}) {
    for (const char behind : {'x', '\0', '\xFF'}) {
      const std::string file = bytes + std::string(size, behind);
      EXPECT_EQ(AudioReader(file, "a").frames(), kRate) << size;
      EXPECT_EQ(left_of(file), samples) << size;
      EXPECT_EQ(sound_damage(file, "a"), "") << size;
    }
  }
}

TEST(StreamedFlac, IsCutOffInsideOfAFrame) {
  const std::string bytes = streamed_flac(kRate);
  const std::string cut = bytes.substr(0, bytes.size() - 100);
  const std::int64_t frames = AudioReader(cut, "a").frames();
  EXPECT_EQ(frames % 4'096, 0);
  for (const std::string& file : {cut, cut + std::string(300, 'x')}) {
    EXPECT_EQ(AudioReader(file, "a").frames(), frames);
    EXPECT_THAT(sound_damage(file, "a"),
                HasSubstr("a: is cut off: its last part is not whole, and 0.9"));
  }
}

}  // namespace
}  // namespace bbplay::media
