// SPDX-License-Identifier: MIT
/// Texts, pictures and gaps of any length in front of a sound, and behind it.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include "bbplay/model/diagnostics.h"

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "media/sound_damage.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using namespace std::string_literals;

constexpr std::int64_t kShort = 9'600;

std::string number(std::uint64_t value, int bytes, bool is_big) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
  if (is_big) std::ranges::reverse(text);
  return text;
}

const std::string kGuidEnd = "\xF3\xAC\xD3\x11\x8C\xD1\0\xC0\x4F\x8E\xDB\x8A"s;

struct Form {
  const char* name;
  int format;
  std::string sound;  // how the chunk of the samples begins
  std::vector<std::string> kinds;

  std::string chunk(const std::string& kind, std::size_t bytes) const {
    const std::string held(bytes, 'a');
    switch (format & SF_FORMAT_TYPEMASK) {
      case SF_FORMAT_W64:
        return kind + kGuidEnd + number(24 + bytes, 8, false) + held;
      case SF_FORMAT_CAF:
        return kind + number(bytes, 8, true) + held;
      case SF_FORMAT_AIFF:
      case SF_FORMAT_SVX:
        return kind + number(bytes, 4, true) + held;
      default:
        return kind + number(bytes, 4, false) + held;
    }
  }
};

class OtherChunks : public testing::TestWithParam<Form> {};

INSTANTIATE_TEST_SUITE_P(
    Formats, OtherChunks,
    testing::Values(
        Form{"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, "data", {"LIST", "bext", "JUNK", "iXML"}},
        Form{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, "data" + kGuidEnd, {"bext", "junk"}},
        Form{"aiff",
             SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
             "SSND",
             {"NAME", "AUTH", "ANNO", "(c) ", "COMT", "APPL", "ID3 "}},
        Form{"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, "data", {"free", "info", "uuid", "strg"}},
        Form{"svx", SF_FORMAT_SVX | SF_FORMAT_PCM_16, "BODY", {"NAME", "AUTH", "ANNO", "(c) "}}),
    [](const auto& tested) { return tested.param.name; });

TEST_P(OtherChunks, ChangeNothing) {
  const Form& form = GetParam();
  const test::ScratchFolder folder;
  const bool is_mono = (form.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_SVX;
  test::write_sound(folder / "a", form.format, kRate, test::test_signal(is_mono ? 1 : 2, kShort));
  const std::string bytes = test::bytes_of(folder / "a");
  const std::vector<double> heard = left_of(bytes);
  const std::size_t sound = bytes.find(form.sound);
  for (const std::string& kind : form.kinds) {
    // One of 100 KB, and what is 100 KB only together.
    for (const auto& [length, count] :
         {std::pair<std::size_t, int>{8'192, 1}, {100'000, 1}, {4'000, 30}}) {
      std::string chunks;
      for (int i = 0; i < count; ++i) chunks += form.chunk(kind, length);
      for (const std::string& with : {std::string(bytes).insert(sound, chunks), bytes + chunks}) {
        SCOPED_TRACE(kind + ' ' + std::to_string(length) +
                     (with.starts_with(bytes) ? " behind" : ""));
        ASSERT_NO_THROW(AudioReader(with, "a"));
        EXPECT_EQ(AudioReader(with, "a").frames(), kShort);
        EXPECT_EQ(left_of(with), heard);
        EXPECT_EQ(sound_damage(with, "a"), "");
        test::put_bytes(folder / "with", with);
        AudioReader file(folder / "with");
        std::vector<double> end(1'000);
        const std::array<std::span<double>, 1> planes{end};
        file.seek(kShort - 1'000);
        EXPECT_EQ(file.read(planes), 1'000u);
        EXPECT_TRUE(std::ranges::equal(end, std::span(heard).subspan(kShort - 1'000, 1'000)));
      }
    }
  }
}

TEST(ChunksOf8svx, ThatLeadToNoSoundAreNotGoneThroughForEver) {
  const auto number = [](std::size_t n) {
    std::string big;
    for (const int shift : {24, 16, 8, 0}) big += static_cast<char>(n >> shift & 255);
    return big;
  };
  // A length of the header that leads into a text.
  const std::string chunks = "8SVXVHDR" + number(162) + number(8000) + number(0) + number(0) +
                             std::string("\x1f\x40\x01\0", 4) + number(0x10000) +
                             std::string(78'000, 'a');
  EXPECT_THROW(AudioReader("FORM" + number(chunks.size()) + chunks, "a.8svx"), InputError);
}

}  // namespace
}  // namespace bbplay::media
